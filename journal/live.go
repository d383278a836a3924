package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"tminus/change"
	"tminus/record"
)

const liveName = "live.json"

// Beat writes the heartbeat. Readers find the old or the new one, never a
// half; after a power cut they may find none. Only the holder of the watch
// lock should beat. A beat that fails is no reason to stop: the next may not.
func (r *Record) Beat(l record.Live) error {
	text, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("heartbeat: %w", err)
	}
	r.beating.Lock()
	defer r.beating.Unlock()
	for tries := 1; ; tries++ {
		err = replaceIn(r.dir, liveName, bytes.NewReader(append(text, '\n')), unsynced)
		if err == nil {
			return nil
		}
		if tries == beatTries {
			return fmt.Errorf("heartbeat: %w", err)
		}
		time.Sleep(lockPause)
	}
}

// beatTries is how often a beat is tried: Windows replaces no file that a reader
// has just open.
const beatTries = 5

// Live reads the last heartbeat; false if there is none.
func (r *Record) Live() (record.Live, bool, error) {
	path := filepath.Join(r.dir, liveName)
	text, err := readIn(r.dir, liveName)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(text) == 0 {
		return record.Live{}, false, nil
	}
	if err != nil {
		return record.Live{}, false, fmt.Errorf("heartbeat: %w", err)
	}
	var l record.Live
	err = json.Unmarshal(text, &l)
	if err == nil {
		err = l.Check()
	}
	if err != nil {
		return record.Live{}, false, fmt.Errorf("%s: %s; remove the file, the next beat writes it anew", path, change.Clean(err.Error()))
	}
	l.Host = change.Clean(l.Host)
	return l, true, nil
}
