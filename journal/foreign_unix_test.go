//go:build unix

package journal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tminus/record"
)

// TestSomebodyElsesFolder: a record of another account can be read. Nothing is
// written to it, and whoever tries is told whose it is.
func TestSomebodyElsesFolder(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("SKIPPED: needs root, to be somebody else")
	}
	r, events := filled(t)
	other := reopen(t, r)
	_ = r.Close()
	const nobody = 65534
	if err := errors.Join(os.Chown(r.Name(), nobody, nobody), os.Chmod(r.Name(), 0o755)); err != nil {
		t.Fatal(err)
	}
	before := readJournal(t, r)
	for what, do := range map[string]func() error{
		"create": func() error { _, err := Create(r.Name(), []byte(planText)); return err },
		"append": func() error { _, err := other.Append(40, note("x")); return err },
		"watch":  func() error { _, err := other.LockWatch(); return err },
		"beat":   func() error { return other.Beat(record.Live{PID: 1}) },
		"keep":   func() error { _, err := other.KeepFrom(strings.NewReader("x"), "x", label()); return err },
		"bring back": func() error {
			if other.bringBack() {
				return nil
			}
			return record.ErrForeign
		},
	} {
		if err := do(); !errors.Is(err, record.ErrForeign) || what != "bring back" && (!strings.Contains(english(err), "(uid 65534)") || !strings.Contains(english(err), "(uid 0)")) {
			t.Errorf("%s: %v", what, err)
		}
	}
	again := reopen(t, r)
	if got, err := record.Read(again, 0); err != nil || len(got) != len(events) {
		t.Errorf("read: %d events, %v", len(got), err)
	}
	if _, err := again.Append(40, note("x")); !errors.Is(err, record.ErrForeign) {
		t.Errorf("append: %v", err)
	}
	if report, err := Verify(r.Name(), ""); err != nil || !report.OK() {
		t.Errorf("verify: %+v, %v", report, err)
	}
	if names := namesIn(r.Name()); !bytes.Equal(before, readJournal(t, r)) || len(names) != 5 {
		t.Errorf("something was written: %q", names)
	}
}

// everything does with a record all that opens a file of it.
func everything(dir string) map[string]func() error {
	with := func(do func(*Record) error) func() error {
		return func() error {
			r, err := Open(dir)
			if err != nil {
				return err
			}
			defer func() { _ = r.Close() }()
			return do(r)
		}
	}
	return map[string]func() error{
		"create": func() error { _, err := Create(dir, []byte(planText)); return err },
		"first":  func() error { _, err := First(dir); return err },
		"verify": func() error { _, err := Verify(dir, ""); return err },
		"plan":   with(func(r *Record) error { _, err := r.Plan(); return err }),
		"read":   with(func(r *Record) error { _, err := record.Read(r, 0); return err }),
		"append": with(func(r *Record) error { _, err := r.Append(40, note("x")); return err }),
		"live":   with(func(r *Record) error { _, _, err := r.Live(); return err }),
		"beat":   with(func(r *Record) error { return r.Beat(record.Live{PID: 1}) }),
		"watch": with(func(r *Record) error {
			unlock, err := r.LockWatch()
			if err != nil {
				return err
			}
			return unlock()
		}),
		"keep": with(func(r *Record) error { _, err := r.KeepFrom(strings.NewReader("x"), "x", label()); return err }),
		"evidence": with(func(r *Record) error {
			file, err := r.OpenEvidence("shot.png")
			if err != nil {
				return err
			}
			return file.Close()
		}),
	}
}

// inTheWay are the names of a record at which somebody can put something else.
func inTheWay() []string {
	return []string{
		journalName, journalName + ".tmp", planName, planName + ".tmp", lockName, watchName, liveName, liveName + ".tmp",
		tornPrefix + "41", filepath.Join(evidenceName, "shot.png"),
	}
}

// spoil puts something else at a name of a record whose end is torn.
func spoil(t *testing.T, name string, put func(path string) error) string {
	t.Helper()
	r, _ := filled(t)
	_ = r.Close()
	writeJournal(t, r, append(readJournal(t, r), "torn"...))
	path := filepath.Join(r.Name(), name)
	_ = os.Remove(path)
	if err := put(path); err != nil {
		t.Fatal(err)
	}
	return r.Name()
}

// TestNoLinkIsFollowed: a link at any name of a record leads nothing that we
// write, and nobody who reads, out of it.
func TestNoLinkIsFollowed(t *testing.T) {
	for _, name := range inTheWay() {
		for what := range everything("") {
			hers := writeFile(t, "hers", "her own")
			dir := spoil(t, name, func(path string) error { return os.Symlink(hers, path) })
			_ = everything(dir)[what]()
			if text, err := os.ReadFile(hers); err != nil || string(text) != "her own" {
				t.Errorf("%s through %s made of her file %q, %v", what, name, text, err)
			}
		}
	}
	dir := spoil(t, planName, func(path string) error { return os.Symlink("/etc/passwd", path) })
	if err := everything(dir)["plan"](); !errors.Is(err, errNotPlain) {
		t.Errorf("a plan that is a link: %v", err)
	}
	nowhere := filepath.Join(t.TempDir(), "new")
	dir = spoil(t, lockName, func(path string) error { return os.Symlink(nowhere, path) })
	if err := everything(dir)["append"](); !errors.Is(err, errNotPlain) || exists(nowhere) {
		t.Errorf("a lock that is a link: %v", err)
	}
}

// TestNoFIFOIsWaitedFor: each call comes back, whatever a pipe stands for.
func TestNoFIFOIsWaitedFor(t *testing.T) {
	for _, name := range inTheWay() {
		for what := range everything("") {
			dir := spoil(t, name, func(path string) error { return syscall.Mkfifo(path, 0o600) })
			done := make(chan error, 1)
			go func() { done <- everything(dir)[what]() }()
			select {
			case <-done:
			case <-time.After(20 * time.Second): // hung: no measure of speed
				t.Fatalf("%s waits for %s", what, name)
			}
		}
	}
}

// TestEvidenceThatIsAFIFO is refused, not waited for.
func TestEvidenceThatIsAFIFO(t *testing.T) {
	r := newRecord(t)
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { _, err := r.Keep(path, label()); done <- err }()
	select {
	case err := <-done:
		if err == nil || !strings.Contains(english(err), "not a plain file") {
			t.Error(err)
		}
	case <-time.After(20 * time.Second): // hung: no measure of speed
		t.Fatal("it waits for a pipe")
	}
}
