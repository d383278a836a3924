package record

import (
	"os"
	"strconv"
	"strings"
	"time"

	"tminus/change"
	"tminus/fault"
)

// Live is the heartbeat of the process that watches a record. Whoever reads
// the journal learns from it how old its knowledge is.
type Live struct {
	PID  int    `json:"pid"`
	Host string `json:"host"`
	// Kernel is the boot of its machine, which no other one shares, whatever it is
	// called; empty where the system tells none.
	Kernel string `json:"kernel,omitempty"`
	// At is the wall time of the beat.
	At time.Time `json:"at"`
	// Now is the time of the change, which a rehearsal runs faster.
	Now time.Time `json:"now"`
	// Speed is how many seconds of the change pass in one second; 1 for a real one.
	Speed float64 `json:"speed"`
	// Unsaved is what its process cannot save; nil while it can.
	Unsaved *Unsaved `json:"unsaved,omitempty"`
	// Unseen is of which hosts its process learns nothing, though it asks; nil: of none.
	Unseen *change.Statement `json:"unseen,omitempty"`
}

// Unsaved is what is in the memory of the process that watches, and in no journal.
type Unsaved struct {
	// N is how many facts and acts, Since the instant of the first of them.
	N     int       `json:"n"`
	Since time.Time `json:"since,omitzero"`
	// Why the journal cannot be written.
	Why change.Statement `json:"why,omitzero"`
}

// Machine is the name of this machine, as it stands in signs of life.
func Machine() string {
	name, _ := os.Hostname()
	return change.Clean(name)
}

// Kernel identifies the boot of this machine, where the system does: on Linux.
func Kernel() string {
	id, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return change.Clean(strings.TrimSpace(string(id)))
}

// Here reports whether the process is one of this machine, since it booted last: one
// that sees the same locks. Two machines may have the same name.
func (l Live) Here() bool {
	kernel := Kernel()
	return l.Host == Machine() && (l.Kernel == "" || kernel == "" || l.Kernel == kernel)
}

// liveSpan is how old a sign of life may be, on clocks that differ a little, of a
// process that still watches.
const liveSpan = 30 * time.Second

// Fresh reports whether the process may still watch, by the wall time that it is now.
func (l Live) Fresh(now time.Time) bool { return now.Sub(l.At).Abs() <= liveSpan }

// MaxSpeed is faster than any rehearsal runs.
const MaxSpeed = 1e9

// Check says why a heartbeat that was read cannot be one.
func (l Live) Check() error {
	odd := func(t time.Time) bool { return !t.IsZero() && (t.Unix() < 0 || t.Year() > 2261) }
	switch {
	case !(l.Speed >= 0 && l.Speed <= MaxSpeed):
		return fault.New(recordSpeed, "given", strconv.FormatFloat(l.Speed, 'g', -1, 64))
	case odd(l.At) || odd(l.Now):
		return fault.New(recordTimes, "at", l.At, "now", l.Now)
	case l.Unsaved != nil && (l.Unsaved.N < 0 || odd(l.Unsaved.Since)):
		return fault.New(recordTimes, "at", l.At, "now", l.Unsaved.Since)
	}
	return nil
}
