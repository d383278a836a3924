//go:build unix

package journal

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tminus/record"
)

// inTime fails the test where something waits that must not.
func inTime(t *testing.T, what string, do func() error) error {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- do() }()
	select {
	case err := <-ended:
		return err
	case <-time.After(time.Minute):
		t.Fatalf("%s waits", what)
		return nil
	}
}

// What is too large is refused before any of it is copied.
func TestTooLargeIsNotCopied(t *testing.T) {
	r := newRecordInMemory(t)
	huge := filepath.Join(t.TempDir(), "huge")
	if err := os.WriteFile(huge, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(huge, record.MaxEvidence+1); err != nil {
		t.Skipf("SKIPPED, that a huge file is not copied: no file with holes here: %v", err)
	}
	if err := os.RemoveAll(r.Evidence()); err != nil { // whoever begins to copy finds no place
		t.Fatal(err)
	}
	if _, err := r.Keep(huge, label()); err == nil || !strings.Contains(english(err), "it is larger than 1024 MB") {
		t.Errorf("%v", err)
	}
}

// A file that calls itself plain and answers when it has news, as /proc/kmsg
// does, is not waited for long. A pipe that is held open stands in for it.
func TestNoNewsIsNotWaitedFor(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	both, err := os.OpenFile(pipe, os.O_RDWR, 0)
	if err != nil {
		t.Skipf("SKIPPED, that a file without news is not waited for: %v", err)
	}
	defer func() { _ = both.Close() }()
	file, err := os.OpenFile(pipe, os.O_RDONLY|noWait, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	bounded(file)
	if err := inTime(t, "a read", func() error { _, err := file.Read(make([]byte, 1)); return err }); err == nil {
		t.Error("it was read")
	}
}
