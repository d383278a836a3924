package cmd

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallDisk is a folder on a file system of its own that has little room.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("SKIPPED: a small disk cannot be mounted (needs root): %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// TestAFullDiskIsSaid: so is what a disk does that has no room left.
func TestAFullDiskIsSaid(t *testing.T) {
	for lang, w := range tongues(t) {
		s := stage{t, smallDisk(t)}
		rec := s.record("rec", "failover", nil)
		if err := os.MkdirAll(filepath.Join(rec, "evidence"), 0o700); err != nil {
			t.Fatal(err)
		}
		_ = os.WriteFile(s.path("ballast"), make([]byte, 1<<20), 0o600)
		note := []string{"do", rec, "note", strings.Repeat("9", 3000), "--by", "li"}
		for range 3 { // the last block of the journal has room yet
			printed(w, note...)
		}
		made := append(madeOf(s, w), "write", "no", "space", "left", "on", "device", "report", "html", "evidence", "part", "fsync")
		for _, r := range []refusal{
			{"a report without room", []string{"report", rec}, ""},
			{"a plan without room", []string{"init", s.path("plan.yaml")}, ""},
			{"a note without room", note, ""},
			{"a record without room", []string{"rehearse", "--headless", "--record", s.path("new"), "--operator", "li"}, ""},
		} {
			r.said(t, lang, w, made, nil)
		}
	}
}
