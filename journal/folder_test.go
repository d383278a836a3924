package journal

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tminus/record"
)

func TestCreateMakesTheWayAndSealsThePlan(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "records", "night", "CHG-1")
	r, err := Create(dir+"/", []byte(planText))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	plan, err := r.Plan()
	if err != nil || string(plan) != planText {
		t.Errorf("the plan is %q, %v", plan, err)
	}
	if r.Name() != dir || r.Evidence() != filepath.Join(dir, "evidence") {
		t.Errorf("%s, %s", r.Name(), r.Evidence())
	}
	if _, err := Create(dir, []byte("another")); !errors.Is(err, record.ErrExists) {
		t.Errorf("created twice: %v", err)
	}
	// The same, by one that looked before the first was done.
	if err := fill(dir, []byte("another")); !errors.Is(err, record.ErrExists) {
		t.Errorf("created twice at once: %v", err)
	}
	if plan, _ := r.Plan(); string(plan) != planText {
		t.Errorf("the second Create has changed the plan to %q", plan)
	}
}

// Whatever a killed Create leaves behind, the next one can work with.
// Each name that is made on the way to a record is seen to the disk in the folder
// above it: the record of a power cut is lost with records/, too.
func TestTheWayIsSeenToTheDisk(t *testing.T) {
	root := t.TempDir()
	var synced []string
	make := func(path string) bool {
		synced = nil
		made, err := makeWay(filepath.Join(root, path), func(dir string) error {
			synced = append(synced, dir)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	if made := make("a/records/CHG"); !made || !slices.Equal(synced, []string{root, filepath.Join(root, "a"), filepath.Join(root, "a/records")}) {
		t.Errorf("made: %v, synced: %q", made, synced)
	}
	if made := make("a/records/CHG-2"); !made || !slices.Equal(synced, []string{filepath.Join(root, "a/records")}) {
		t.Errorf("made: %v, synced: %q", made, synced)
	}
	if made := make("a/records/CHG"); made || len(synced) > 0 {
		t.Errorf("made: %v, synced: %q", made, synced)
	}
	failing := func(string) error { return os.ErrInvalid }
	if _, err := makeWay(filepath.Join(root, "b/records"), failing); !errors.Is(err, os.ErrInvalid) {
		t.Errorf("a name that is not on the disk: %v", err)
	}
}

func TestCreateGoesOnWhereItWasKilled(t *testing.T) {
	files := func(names ...string) func(string) error {
		return func(dir string) error {
			err := os.MkdirAll(dir, 0o700)
			for _, name := range names {
				if name == evidenceName {
					err = errors.Join(err, os.Mkdir(filepath.Join(dir, name), 0o700))
					continue
				}
				err = errors.Join(err, os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o600))
			}
			return err
		}
	}
	for name, before := range map[string]func(string) error{
		"folder only":        files(),
		"lock":               files(lockName),
		"half a plan":        files(lockName, planName+".tmp"),
		"plan":               files(lockName, planName),
		"all but a journal":  files(lockName, planName, evidenceName),
		"readable by others": func(dir string) error { return os.Mkdir(dir, 0o755) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "record")
			if err := before(dir); err != nil {
				t.Fatal(err)
			}
			if _, err := Open(dir); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(english(err), journalName) {
				t.Errorf("opening half a record: %v", err)
			}
			r, err := Create(dir, []byte(planText))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = r.Close() }()
			plan, err := r.Plan()
			if err != nil || string(plan) != planText {
				t.Errorf("the plan is %q, %v", plan, err)
			}
			if info, err := os.Stat(dir); runtime.GOOS != "windows" && (err != nil || info.Mode().Perm() != 0o700) {
				t.Errorf("%v, %v", info.Mode(), err)
			}
			if _, err := r.Append(0, note("x")); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestOnlyOneCreateWins(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "record")
	var won atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			r, err := Create(dir, []byte(planText))
			if err == nil {
				won.Add(1)
				_ = r.Close()
			} else if !errors.Is(err, record.ErrExists) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d Creates believe that the record is theirs", won.Load())
	}
}

func TestFoldersThatAreRefused(t *testing.T) {
	r, _ := filled(t)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(r.Name(), link); err != nil {
		t.Skipf("SKIPPED: no symlinks here: %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	shared := filepath.Join(t.TempDir(), "shared")
	used := t.TempDir()
	err := errors.Join(
		os.WriteFile(file, nil, 0o600), os.Mkdir(shared, 0o700), os.Chmod(shared, 0o770), //nolint:gosec // that is the point
		os.WriteFile(filepath.Join(used, planName), []byte("my own plan"), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, dir, why string }{
		{"a symlink", link, "symlink"},
		{"a symlink with a slash", link + "/", "symlink"},
		{"a file", file, "not a folder"},
		{"a folder of many", shared, "chmod 700"},
		{"a folder in use", used, planName},
	} {
		if c.why == "chmod 700" && runtime.GOOS == "windows" {
			continue
		}
		if _, err := Create(c.dir, []byte(planText)); err == nil || !strings.Contains(english(err), c.why) {
			t.Errorf("Create in %s: %v, want an error that says %q", c.name, err, c.why)
		}
		if _, err := Open(c.dir); err == nil {
			t.Errorf("Open of %s: no error", c.name)
		}
	}
	if text, _ := os.ReadFile(filepath.Join(used, planName)); string(text) != "my own plan" {
		t.Errorf("a refused Create has changed the file that was there: %q", text)
	}
	if _, err := Open(filepath.Join(used, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open of nothing: %v", err)
	}
}

func TestAJournalThatIsNoPlainFileIsRefused(t *testing.T) {
	r, _ := filled(t)
	away := filepath.Join(t.TempDir(), "away")
	if err := errors.Join(os.Rename(r.path(), away), os.Symlink(away, r.path())); err != nil {
		t.Skipf("SKIPPED: no symlinks here: %v", err)
	}
	if _, err := Open(r.Name()); err == nil || !strings.Contains(english(err), "not a plain file") {
		t.Errorf("Open: %v", err)
	}
	if _, err := r.Append(40, note("x")); !errors.Is(err, record.ErrMoved) {
		t.Errorf("Append: %v", err)
	}
}

func TestAJournalThatMovesIsNoticed(t *testing.T) {
	for name, move := range map[string]func(r *Record, text []byte) error{
		"moved away": func(r *Record, _ []byte) error { return os.Rename(r.path(), r.path()+".away") },
		"replaced": func(r *Record, text []byte) error {
			return errors.Join(os.WriteFile(r.path()+".new", text[:len(text)-1], 0o600), os.Rename(r.path()+".new", r.path()))
		},
		"replaced by another one": func(r *Record, text []byte) error {
			other := bytes.Replace(text, []byte("app-1"), []byte("app-9"), 1)
			return errors.Join(os.WriteFile(r.path()+".new", other, 0o600), os.Rename(r.path()+".new", r.path()))
		},
		"folder gone": func(r *Record, _ []byte) error { return os.RemoveAll(r.Name()) },
		"cut short":   func(r *Record, text []byte) error { return os.Truncate(r.path(), int64(len(text)-1)) },
		"overwritten": func(r *Record, text []byte) error {
			return os.WriteFile(r.path(), []byte(strings.Repeat("x\n", len(text))), 0o600)
		},
	} {
		r, events := filled(t)
		if runtime.GOOS == "windows" && name != "cut short" && name != "overwritten" {
			continue // Windows does not let go of an open file
		}
		if err := move(r, readJournal(t, r)); err != nil {
			t.Fatal(err)
		}
		last := uint64(len(events))
		if _, err := record.Read(r, last); !errors.Is(err, record.ErrMoved) || !strings.Contains(english(err), r.path()) {
			t.Errorf("%s: Read: %v", name, err)
		}
		if _, err := r.Append(last, note("x")); !errors.Is(err, record.ErrMoved) {
			t.Errorf("%s: Append: %v", name, err)
		}
	}
}

// A journal that was deleted is brought back from the open handle, and one that
// was restored from a copy is gone on with: where it holds what was verified.
func TestAJournalComesBack(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: Windows deletes no file that is open")
	}
	for name, move := range map[string]func(r *Record, text []byte) error{
		"deleted": func(r *Record, _ []byte) error { return os.Remove(r.path()) },
		"copied": func(r *Record, text []byte) error {
			return errors.Join(os.WriteFile(r.path()+".new", text, 0o600), os.Rename(r.path()+".new", r.path()))
		},
		"replaced by another one, which was deleted": func(r *Record, _ []byte) error {
			err := errors.Join(os.WriteFile(r.path()+".new", []byte("{}\n"), 0o600), os.Rename(r.path()+".new", r.path()))
			if _, readErr := record.Read(r, 40); !errors.Is(readErr, record.ErrMoved) {
				return errors.Join(err, readErr, errors.New("nobody noticed"))
			}
			return errors.Join(err, os.Remove(r.path()))
		},
		"a longer copy": func(r *Record, _ []byte) error {
			other := reopen(t, r)
			_, err := other.Append(40, note("of another process"))
			text := readJournal(t, r)
			return errors.Join(err, os.WriteFile(r.path()+".new", text, 0o600), os.Rename(r.path()+".new", r.path()))
		},
	} {
		r, events := filled(t)
		last := uint64(len(events))
		if err := move(r, readJournal(t, r)); err != nil {
			t.Fatal(err)
		}
		more, err := record.Read(r, last)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := r.Append(last+uint64(len(more)), note("on it goes")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if report, err := Verify(r.Name(), ""); err != nil || !report.OK() || report.Events != last+uint64(len(more))+1 {
			t.Errorf("%s: %+v, %v", name, report, err)
		}
		if len(r.Notices()) == 0 {
			t.Errorf("%s: nobody is told: %q", name, r.Notices())
		}
	}
}

// A record that was copied for a review has no lock file, and needs none.
func TestACopyCanBeRead(t *testing.T) {
	r, events := filled(t)
	dir := t.TempDir()
	err := os.CopyFS(filepath.Join(dir, "copy"), os.DirFS(r.Name()))
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(dir, "copy")
	if err := errors.Join(os.Remove(filepath.Join(dir, lockName)), os.Chmod(dir, 0o700)); err != nil {
		t.Fatal(err)
	}
	again, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = again.Close() }()
	got, err := record.Read(again, 0)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(events, got); diff != "" {
		t.Error(diff)
	}
	if report, err := Verify(dir, ""); err != nil || !report.OK() {
		t.Errorf("%+v, %v", report, err)
	}
	if exists(filepath.Join(dir, lockName)) {
		t.Error("reading has put a lock file into the copy")
	}
}

func TestAClosedRecordSaysSo(t *testing.T) {
	r, _ := filled(t)
	if err := errors.Join(r.Close(), r.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := record.Read(r, 0); !errors.Is(err, os.ErrClosed) {
		t.Errorf("Read: %v", err)
	}
	if _, err := r.Append(40, note("x")); !errors.Is(err, os.ErrClosed) {
		t.Errorf("Append: %v", err)
	}
}
