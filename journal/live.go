package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"tminus/change"
	"tminus/fault"
	"tminus/record"
)

const liveName = "live.json"

// Beat writes the heartbeat. Readers find the old or the new one, never a
// half, but where the disk is full; after a power cut they may find none. Only the holder of the watch
// lock should beat. A beat that fails is no reason to stop: the next may not.
func (r *Record) Beat(l record.Live) error {
	text, err := json.Marshal(l)
	if err != nil {
		return fault.Wrap(err, beatFailed)
	}
	r.beating.Lock()
	defer r.beating.Unlock()
	r.lookForSecond()
	if err = r.writeBeat(text); err == nil {
		r.beats++
	}
	r.keepLock()
	return err
}

func (r *Record) writeBeat(text []byte) error {
	for tries := 1; ; tries++ {
		err := replaceIn(r.dir, liveName, bytes.NewReader(append(text, '\n')), unsynced)
		if err == nil {
			r.keepBeat()
			return nil
		}
		if r.beatInPlace(text) == nil {
			return nil
		}
		if tries == beatTries {
			return fault.Wrap(err, beatFailed)
		}
		time.Sleep(lockPause)
	}
}

// keepBeat keeps the file of the latest beat open, where others may replace it all
// the same.
func (r *Record) keepBeat() {
	r.dropBeat()
	if runtime.GOOS == "windows" {
		return
	}
	if file, err := openIn(r.dir, liveName, os.O_RDWR); err == nil {
		r.lastBeat = file
	}
}

func (r *Record) dropBeat() {
	if r.lastBeat != nil {
		_ = r.lastBeat.Close()
		r.lastBeat = nil
	}
}

// maxInPlace is a block of every file system that knows blocks.
const maxInPlace = 4 << 10

// beatInPlace writes the beat over the latest one: on a disk that is full, and
// where no more files can be opened, that is all that can be written, as it needs
// neither a block nor a descriptor. A reader may find a half: it looks again.
func (r *Record) beatInPlace(text []byte) error {
	if r.lastBeat == nil {
		return os.ErrInvalid
	}
	held, err := r.lastBeat.Stat()
	if err != nil {
		return err
	}
	there, err := os.Lstat(filepath.Join(r.dir, liveName))
	if err != nil {
		return err
	}
	if !os.SameFile(held, there) || len(text) >= maxInPlace || held.Size() > maxInPlace {
		return os.ErrInvalid
	}
	_, err = r.lastBeat.WriteAt(padded(text, int(held.Size())), 0)
	return err
}

// padded is a text as a line of so many bytes, if it is no longer: blanks at its end
// cover what it is written over.
func padded(text []byte, length int) []byte {
	blanks := bytes.Repeat([]byte(" "), max(0, length-1-len(text)))
	return slices.Concat(text, blanks, []byte("\n"))
}

// beatTries is how often a beat is tried: Windows replaces no file that a reader
// has just open.
const beatTries = 5

// Live reads the last heartbeat; false if there is none.
func (r *Record) Live() (l record.Live, ok bool, err error) {
	for tries := 1; ; tries++ {
		l, ok, err = r.live()
		if err == nil || tries == beatTries {
			return l, ok, err
		}
		time.Sleep(lockPause) // it may be half of the next one
	}
}

func (r *Record) live() (record.Live, bool, error) {
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
