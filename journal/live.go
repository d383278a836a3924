package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"tminus/change"
	"tminus/fault"
	"tminus/record"
)

const liveName = "live.json"

// Beat writes the heartbeat. Readers find the old or the new one, never a
// half; after a power cut they may find none. Only the holder of the watch
// lock should beat. A beat that fails is no reason to stop: the next may not.
func (r *Record) Beat(l record.Live) error {
	text, err := json.Marshal(l)
	if err != nil {
		return fault.Wrap(err, beatFailed)
	}
	r.beating.Lock()
	defer r.beating.Unlock()
	for tries := 1; ; tries++ {
		err = replaceIn(r.dir, liveName, bytes.NewReader(append(text, '\n')), unsynced)
		if err == nil {
			return nil
		}
		if tries == beatTries {
			return fault.Wrap(err, beatFailed)
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
		return record.Live{}, false, fault.Wrap(err, beatFailed)
	}
	var l record.Live
	err = json.Unmarshal(text, &l)
	if err == nil {
		err = l.Check()
	}
	if err != nil {
		return record.Live{}, false, fault.Wrap(err, beatBroken, "file", path)
	}
	l.Host = change.Clean(l.Host)
	return l, true, nil
}
