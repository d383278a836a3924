package journal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"tminus/fault"
	"tminus/record"
)

// A writer holds the lock of the journal while it appends; readers share it while
// they determine how far the journal reaches, and so never see a write in
// progress. The locks are the kernel's, on files of their own, and end with their
// holder.
const (
	lockName  = "journal.lock"
	watchName = "watch.lock"

	// patience is how long the lock of the journal is waited for; an append
	// holds it for the few milliseconds of an fsync.
	patience  = 10 * time.Second
	lockPause = 2 * time.Millisecond
	// heldLooks is how often more than once a lock is tried that should be free.
	heldLooks = 3
)

// exclusively runs the function while no other process writes or measures.
func exclusively(dir string, wait time.Duration, do func() error) error {
	lock, err := lockIn(dir, lockName, os.O_CREATE|os.O_RDWR)
	if err == nil {
		err = acquire(lock.TryLock, wait)
		defer release(lock)
	}
	if err != nil {
		return lockError(filepath.Join(dir, lockName), wait, err)
	}
	return do()
}

// sharing runs the function while no other process writes. Where there is no
// lock file, or none that we may open, nobody can be writing: a copy of a
// record, or one on a read-only disk.
func sharing(dir string, wait time.Duration, do func() error) error {
	lock, err := lockIn(dir, lockName, os.O_RDONLY)
	if err == nil {
		err = acquire(lock.TryRLock, wait)
		defer release(lock)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return do()
	case err != nil:
		return lockError(filepath.Join(dir, lockName), wait, err)
	}
	return do()
}

// lockIn is a lock of the folder. It checks what it will open, as openIn does,
// because the library opens by path.
func lockIn(dir, name string, flag int) (*flock.Flock, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	if flag&os.O_RDWR != 0 {
		if err := ours(dir, root); err != nil {
			return nil, err
		}
	}
	path := filepath.Join(dir, name)
	if there, err := root.Lstat(name); err == nil && !there.Mode().IsRegular() {
		return nil, notPlain(path, there)
	}
	return flock.New(path, flock.SetFlag(flag|noWait|followNoLink), flock.SetPermissions(fileMode)), nil
}

// acquire tries until it has the lock or the wait is over. A lock that comes too
// late, as from a disk that hung, counts as none: what was to be written under it
// may be as old as the wait, but no older.
func acquire(try func() (bool, error), wait time.Duration) error {
	for end := time.Now().Add(wait); ; time.Sleep(lockPause) {
		ok, err := try()
		late := time.Now().After(end)
		switch {
		case err != nil, ok && !late:
			return err
		case late:
			return record.ErrBusy
		}
	}
}

// release gives a lock back. What was done under it is valid even if this fails,
// and the kernel takes the lock back at the latest when the process ends.
func release(lock *flock.Flock) { _ = lock.Unlock() }

func lockError(path string, wait time.Duration, err error) error {
	switch {
	case errors.Is(err, record.ErrForeign), errors.Is(err, errNotPlain):
		return err
	case errors.Is(err, record.ErrBusy):
		return fault.Wrap(err, lockBusy, "file", path, "limit", wait)
	case errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(record.ErrMoved, lockNoFolder, "file", filepath.Dir(path))
	case readOnly(err):
		return fault.Wrap(errors.Join(record.ErrReadOnly, err), lockReadOnly)
	}
	return fault.Wrap(err, lockNone, "file", path)
}

func readOnly(err error) bool {
	return errors.Is(err, fs.ErrPermission) || fault.DiskReadOnly(err)
}

// LockWatch makes this process the one that probes the hosts of the record,
// until it unlocks or ends. If another live process is, the error is
// record.ErrWatched and names it.
func (r *Record) LockWatch() (unlock func() error, err error) {
	lock, ok, err := r.tryWatch(os.O_CREATE | os.O_RDWR)
	if readOnly(err) { // a disk that turned read-only must not keep anybody from watching
		if there, locked, again := r.tryWatch(os.O_RDONLY); again == nil {
			lock, ok, err = there, locked, nil
		}
	}
	if err != nil {
		return nil, lockError(filepath.Join(r.dir, watchName), 0, err)
	}
	if !ok {
		return nil, r.watched()
	}
	return r.hold(lock)
}

// Held reports whether a process has the watch, whatever signs of life it gives.
// Whoever asks has the lock for an instant, in which it keeps nobody out: see
// LockWatch.
func (r *Record) Held() bool {
	lock, err := lockIn(r.dir, watchName, os.O_RDONLY)
	if err != nil {
		return false
	}
	free, err := lock.TryRLock()
	defer release(lock)
	return err == nil && !free
}

func (r *Record) tryWatch(flag int) (*flock.Flock, bool, error) {
	lock, err := lockIn(r.dir, watchName, flag)
	if err != nil {
		return nil, false, err
	}
	ok, err := lock.TryLock()
	for range heldLooks { // somebody may just look whether it is held
		if ok || err != nil {
			break
		}
		time.Sleep(lockPause)
		ok, err = lock.TryLock()
	}
	return lock, ok, err
}

// watched says who watches the record, as far as its heartbeat tells.
func (r *Record) watched() error {
	live, ok, err := r.Live()
	if !ok || err != nil {
		return fault.Wrap(record.ErrWatched, folderRecord, "file", r.dir)
	}
	return record.WatchedBy(r.dir, live)
}
