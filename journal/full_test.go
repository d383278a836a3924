//go:build linux

package journal

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tminus/record"
)

// mountTmpfs mounts a file system of its own, of the given size in KiB.
func mountTmpfs(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size+"k"); err != nil {
		t.Skipf("SKIPPED: a small disk cannot be mounted (needs root): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestFullDisk(t *testing.T) {
	disk := mountTmpfs(t, "64")
	r, err := Create(filepath.Join(disk, "record"), []byte(planText))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	seq := fillUp(t, r)
	report, err := Verify(r.Name(), "")
	if err != nil || report.Broken != nil || report.Events != seq {
		t.Fatalf("on the full disk: %+v, %v; %d events were appended", report, err, seq)
	}
	if report.Warnings != nil && strings.Contains(says(report.Warnings...), tornPrefix) {
		t.Errorf("something was left behind: %q", report.Warnings)
	}
	ballast := filepath.Join(disk, "ballast")
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Append(seq, note("there is room again")); err != nil {
		t.Fatal(err)
	}
	if report, err = Verify(r.Name(), ""); err != nil || report.Broken != nil || report.Events != seq+1 {
		t.Errorf("%+v, %v", report, err)
	}
}

// fillUp appends until the disk is full, twice with a half written line.
func fillUp(t *testing.T, r *Record) uint64 {
	t.Helper()
	if err := os.WriteFile(filepath.Join(r.Name(), "..", "ballast"), make([]byte, 16<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	var seq uint64
	for range 1000 {
		size := len(readJournal(t, r))
		_, err := r.Append(seq, note(strings.Repeat("x", 2500)))
		if err == nil {
			seq++
			continue
		}
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(english(err), "free some space") {
			t.Fatalf("the error does not help: %v", err)
		}
		if now := len(readJournal(t, r)); now != size {
			t.Fatalf("%d bytes of the event that failed are left", now-size)
		}
		return seq
	}
	t.Fatal("the disk is never full")
	return 0
}

// With a torn end on a full disk nothing can be appended, and nothing is lost.
func TestTornEndOnAFullDisk(t *testing.T) {
	disk := mountTmpfs(t, "64")
	r, err := Create(filepath.Join(disk, "record"), []byte(planText))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	seq := fillUp(t, r)
	ballast := filepath.Join(disk, "ballast")
	if err := os.Truncate(ballast, 8<<10); err != nil {
		t.Fatal(err)
	}
	torn := append(readJournal(t, r), strings.Repeat("y", 6000)...)
	writeJournal(t, r, torn)
	fill := make([]byte, 1<<20)
	_ = os.WriteFile(filepath.Join(disk, "more"), fill, 0o600) // as far as it goes
	for range 3 {
		if _, err := r.Append(seq, note("x")); !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("%v, want ENOSPC", err)
		}
	}
	if string(readJournal(t, r)) != string(torn) {
		t.Error("the torn end is gone though it could not be set aside")
	}
	if left, _ := filepath.Glob(filepath.Join(r.Name(), tornPrefix+"*")); len(left) > 0 {
		t.Errorf("half of it was set aside: %v", left)
	}
	if err := os.Remove(filepath.Join(disk, "more")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Append(seq, note("there is room again")); err != nil {
		t.Error(err)
	}
}

func TestReadOnlyDisk(t *testing.T) {
	disk := mountTmpfs(t, "256")
	r, err := Create(filepath.Join(disk, "record"), []byte(planText))
	if err != nil {
		t.Fatal(err)
	}
	events, err := r.Append(0, sample())
	if err != nil {
		t.Fatal(err)
	}
	unlock, err := r.LockWatch() // somebody watched while it could be written
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(unlock(), r.Close()); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skipf("SKIPPED: cannot remount read-only: %v", err)
	}
	again := reopen(t, r)
	if got, err := record.Read(again, 0); err != nil || len(got) != len(events) {
		t.Errorf("%d events, %v", len(got), err)
	}
	if _, err := again.Append(40, note("x")); !errors.Is(err, record.ErrReadOnly) {
		t.Errorf("Append: %v", err)
	}
	unlock, err = again.LockWatch() // who watches needs no disk
	if err != nil {
		t.Fatalf("LockWatch: %v", err)
	}
	if _, err := reopen(t, r).LockWatch(); !errors.Is(err, record.ErrWatched) {
		t.Errorf("a second LockWatch: %v", err)
	}
	if err := unlock(); err != nil {
		t.Error(err)
	}
	if report, err := Verify(r.Name(), ""); err != nil || !report.OK() {
		t.Errorf("%+v, %v", report, err)
	}
	_ = again.Close() // before the disk is unmounted
}
