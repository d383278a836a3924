package journal

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/record"
)

// otherMachine makes the locks of the record as good as those of another machine
// that this one does not see: their files are others from now on.
func otherMachine(t *testing.T, r *Record) *Record {
	t.Helper()
	for _, name := range []string{lockName, watchName} {
		if err := os.Remove(filepath.Join(r.dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	return reopen(t, r)
}

// TestLocksThatAreNotShared: two machines append at once, as neither sees the lock
// of the other. Whoever wrote behind the other, or before it, is not told that it
// is written.
func TestLocksThatAreNotShared(t *testing.T) {
	for _, when := range []string{"while the first one has its line on the way to the disk", "before the first one writes"} {
		r, events := filled(t)
		last := uint64(len(events))
		appended := 0
		works := r.sync
		r.sync = func(f *os.File) error {
			journal := filepath.Base(f.Name()) == journalName
			if appended == 0 && journal == strings.HasPrefix(when, "while") {
				appended++
				seen := last
				if journal { // it has read what is on the way
					seen += 2
				}
				if _, err := otherMachine(t, r).Append(seen, note("of the other")); err != nil {
					t.Errorf("the other: %v", err)
				}
			}
			return works(f)
		}
		two := append(note("mine"), note("and mine")...)
		got, err := r.Append(last, two)
		if !errors.Is(err, record.ErrUnshared) || got != nil || appended != 1 {
			t.Errorf("%s: %v, %v", when, got, err)
		}
		if text := string(readJournal(t, r)); !strings.Contains(text, "of the other") {
			t.Errorf("%s: what the other was told is written is cut off", when)
		}
	}
}

// beats gives signs of life as a process of that host, until the test ends.
func beats(t *testing.T, r *Record, pid int, host string) {
	t.Helper()
	stop, stopped := make(chan struct{}), make(chan struct{})
	beat := func() {
		if err := r.Beat(record.Live{PID: pid, Host: host, At: time.Now(), Speed: 1}); err != nil {
			t.Error(err)
		}
	}
	beat()
	go func() {
		defer close(stopped)
		for {
			select {
			case <-time.After(rivalLook):
				beat()
			case <-stop:
				return
			}
		}
	}()
	t.Cleanup(func() { close(stop); <-stopped })
}

// TestWhoWatchesWithoutALock: the lock is free, and another process gives signs of
// life all the same. Of this machine: it is watched. Of another: the lock is not
// shared.
func TestWhoWatchesWithoutALock(t *testing.T) {
	here, _ := os.Hostname()
	for host, want := range map[string]error{here: record.ErrWatched, "jump-1": record.ErrUnshared} {
		r := newRecord(t)
		beats(t, reopen(t, r), os.Getppid(), host)
		if _, err := r.LockWatch(); !errors.Is(err, want) || !strings.Contains(english(err), host) {
			t.Errorf("%s watches: %v", host, err)
		}
	}
	for what, live := range map[string]record.Live{
		"a process that is dead":   {PID: 1 << 30, Host: here, At: time.Now()},
		"one of long ago":          {PID: 1, Host: "jump-1", At: time.Now().Add(-time.Hour)},
		"one that beats no longer": {PID: 1, Host: "jump-1", At: time.Now()},
	} {
		r := newRecord(t)
		if err := r.Beat(live); err != nil {
			t.Fatal(err)
		}
		unlock, err := r.LockWatch()
		if err != nil {
			t.Errorf("%s keeps the watch: %v", what, err)
			continue
		}
		_ = unlock()
	}
}

// TestTheWatchLockIsRemoved: who watches makes it anew at the next beat, and says
// so; where another was faster it says that two watch.
func TestTheWatchLockIsRemoved(t *testing.T) {
	r := newRecord(t)
	unlock, err := r.LockWatch()
	if err != nil {
		t.Fatal(err)
	}
	beat := func(r *Record, pid int) {
		t.Helper()
		if err := r.Beat(record.Live{PID: pid, Host: record.Machine(), At: time.Now(), Speed: 1}); err != nil {
			t.Fatal(err)
		}
	}
	told := func(code change.Code) bool {
		for _, n := range r.Notices() {
			if n.Code == code {
				return true
			}
		}
		return false
	}
	beat(r, os.Getpid())
	if len(r.Notices()) > 0 {
		t.Fatalf("%v", r.Notices())
	}
	other := otherMachine(t, r)
	beat(r, os.Getpid())
	if !told(lockAgain) || told(lockSecond) {
		t.Errorf("the lock was removed: %v", r.Notices())
	}
	if _, ok, err := other.tryWatch(os.O_CREATE | os.O_RDWR); ok || err != nil {
		t.Errorf("another may watch: %v, %v", ok, err)
	}

	other = otherMachine(t, r)
	lock, ok, err := other.tryWatch(os.O_CREATE | os.O_RDWR)
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	beat(other, os.Getppid())
	beat(r, os.Getpid())
	if !told(lockSecond) {
		t.Errorf("two watch: %v", r.Notices())
	}
	if err := errors.Join(lock.Unlock(), unlock(), unlock()); err != nil {
		t.Error(err)
	}
}

// TestTheLockIsFoughtFor: a process that would take over tries the removed lock all
// the time. Who watches gets it back all the same.
func TestTheLockIsFoughtFor(t *testing.T) {
	r := newRecord(t)
	unlock, err := r.LockWatch()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unlock() }()
	beat := func() {
		if err := r.Beat(record.Live{PID: os.Getppid(), Host: record.Machine(), At: time.Now(), Speed: 1}); err != nil {
			t.Fatal(err)
		}
	}
	beat()
	other := otherMachine(t, r)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-time.After(2 * rivalLook):
				if again, err := other.LockWatch(); err == nil {
					_ = again()
				}
			case <-stop:
				return
			}
		}
	}()
	defer func() { close(stop); <-stopped }()
	back := func() bool {
		return slices.ContainsFunc(r.Notices(), func(n change.Statement) bool { return n.Code == lockAgain })
	}
	time.Sleep(3 * rivalLook) // the other has it
	for n := 0; !back(); n++ {
		if n == 50 {
			t.Fatal("who watches never gets its lock back")
		}
		time.Sleep(4 * rivalLook)
		beat()
	}
}
