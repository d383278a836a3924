package journal

import (
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"tminus/change"
	"tminus/fault"
	"tminus/record"
)

// The lock of the watch keeps a second prober out, as long as both see the same
// lock: not once somebody has removed its file, and not on a disk of which another
// machine does not see our locks. So whoever has it looks at the signs of life too.

const (
	// rivalWait is how long the next one is waited for: they come each second,
	// on a busy machine a little later.
	rivalWait = 6 * time.Second
	rivalLook = 100 * time.Millisecond
)

// hold makes the lock the one that this process watches by, unless another
// process gives signs of life all the same.
func (r *Record) hold(lock *flock.Flock) (unlock func() error, err error) {
	if rival, there := r.rival(); there {
		_ = lock.Unlock()
		if rival.Here() { // the lock's file was removed
			return nil, record.WatchedBy(r.dir, rival)
		}
		return nil, fault.Wrap(record.ErrUnshared, lockRival, "file", r.dir, "pid", rival.PID, "on", rival.Host)
	}
	r.beating.Lock()
	defer r.beating.Unlock()
	r.watching, r.beats = lock, 0
	return r.unlockWatch, nil
}

func (r *Record) unlockWatch() error {
	r.beating.Lock()
	defer r.beating.Unlock()
	if r.watching == nil {
		return nil
	}
	err := r.watching.Unlock()
	r.watching = nil
	return err
}

// rival is another process that goes on giving signs of life.
func (r *Record) rival() (record.Live, bool) {
	first, ok, err := r.Live()
	if !ok || err != nil || mine(first) || !first.Fresh(time.Now()) || first.Here() && !lives(first.PID) {
		return record.Live{}, false
	}
	for end := time.Now().Add(rivalWait); time.Now().Before(end); time.Sleep(rivalLook) {
		if next, ok, err := r.Live(); ok && err == nil && !mine(next) && !next.At.Equal(first.At) {
			return next, true
		}
	}
	return record.Live{}, false
}

// mine reports whether a sign of life is of this process.
func mine(l record.Live) bool { return l.PID == os.Getpid() && l.Here() }

// lookForSecond tells, before a beat, that another process has written the one
// before it: it watches, too.
func (r *Record) lookForSecond() {
	if r.watching == nil || r.beats == 0 {
		return
	}
	if last, ok, err := r.Live(); ok && err == nil && !mine(last) {
		r.notice(change.Stated(lockSecond, "file", r.dir, "pid", last.PID, "on", last.Host))
	}
}

// keepLock makes the lock of the watch anew, behind a beat, where its file was
// removed. Whoever has got it meanwhile gives it back when it sees that beat.
func (r *Record) keepLock() {
	for end := time.Now().Add(5 * rivalLook); r.watching != nil; time.Sleep(rivalLook / 10) {
		held, err := r.watching.Stat()
		there, gone := os.Lstat(filepath.Join(r.dir, watchName))
		if err != nil || gone == nil && os.SameFile(held, there) || time.Now().After(end) {
			return
		}
		lock, ok, err := r.tryWatch(os.O_CREATE | os.O_RDWR)
		if err != nil {
			return
		}
		if ok {
			_ = r.watching.Unlock()
			r.watching = lock
			r.notice(change.Stated(lockAgain, "file", filepath.Join(r.dir, watchName)))
		}
	}
}

// Place is why a record there, be it one yet or not, should have no watch: other
// machines may not see its locks. Nothing: it is on a disk of this machine.
func Place(dir string) change.Statement {
	for dir = filepath.Clean(dir); ; dir = filepath.Dir(dir) { // of a folder that is still to be made, the one above it
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			break
		}
	}
	if kind := networkDisk(dir); kind != "" {
		return change.Stated(lockPlace, "given", kind)
	}
	return change.Statement{}
}
