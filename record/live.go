package record

import "time"

// Live is the heartbeat of the process that watches a record. Whoever reads
// the journal learns from it how old its knowledge is.
type Live struct {
	PID  int    `json:"pid"`
	Host string `json:"host"`
	// At is the wall time of the beat.
	At time.Time `json:"at"`
	// Now is the time of the change, which a rehearsal runs faster.
	Now time.Time `json:"now"`
	// Speed is how many seconds of the change pass in one second; 1 for a real one.
	Speed float64 `json:"speed"`
}
