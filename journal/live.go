package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tminus/change"
)

const liveName = "live.json"

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

// Beat writes the heartbeat. Readers find the old or the new one, never a
// half; after a power cut they may find none. Only the holder of the watch
// lock should beat. A beat that fails is no reason to stop: the next may not.
func (r *Record) Beat(l Live) error {
	text, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("heartbeat: %w", err)
	}
	r.beating.Lock()
	defer r.beating.Unlock()
	path := filepath.Join(r.dir, liveName)
	if err := os.WriteFile(path+".tmp", append(text, '\n'), fileMode); err != nil {
		return fmt.Errorf("heartbeat: %w", err)
	}
	if err := os.Rename(path+".tmp", path); err != nil {
		return fmt.Errorf("heartbeat: %w", err)
	}
	return nil
}

// Live reads the last heartbeat; false if there is none.
func (r *Record) Live() (Live, bool, error) {
	path := filepath.Join(r.dir, liveName)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(text) == 0 {
		return Live{}, false, nil
	}
	if err != nil {
		return Live{}, false, fmt.Errorf("heartbeat: %w", err)
	}
	var l Live
	if err := json.Unmarshal(text, &l); err != nil {
		return Live{}, false, fmt.Errorf("%s: %s; remove the file, the next beat writes it anew", path, change.Clean(err.Error()))
	}
	l.Host = change.Clean(l.Host)
	return l, true, nil
}
