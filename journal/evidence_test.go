package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"tminus/change"
	"tminus/record"
)

func label() record.Label { return record.Label{At: three, Host: "app-1", Step: "patch"} }

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// inEvidence lists what lies in the evidence folder.
func inEvidence(t *testing.T, r *Record) []string {
	t.Helper()
	entries, err := os.ReadDir(r.Evidence())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestEvidenceIsCopiedHashedAndNamed(t *testing.T) {
	r := newRecordInMemory(t)
	path := writeFile(t, "screen shot.PNG", "pixels")
	kept, err := r.Keep(path, label())
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("pixels"))
	want := change.EvidenceFile{Name: "20261122-030000_app-1_patch_screen-shot.PNG", SHA256: hex.EncodeToString(sum[:]), Size: 6, From: path}
	if kept != want {
		t.Errorf("%+v, want %+v", kept, want)
	}
	copied := filepath.Join(r.Evidence(), kept.Name)
	if text, err := os.ReadFile(copied); err != nil || string(text) != "pixels" {
		t.Errorf("%q, %v", text, err)
	}
	for path, mode := range map[string]os.FileMode{copied: 0o600, r.Evidence(): 0o700} {
		if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != mode {
			t.Errorf("%s has mode %v, want %v", path, info.Mode().Perm(), mode)
		}
	}
	again, err := r.Keep(path, label())
	if err != nil || again.Name != "20261122-030000_app-1_patch_screen-shot-2.PNG" {
		t.Errorf("the second: %+v, %v", again, err)
	}
	if err := r.Discard(again); err != nil || len(inEvidence(t, r)) != 1 {
		t.Errorf("discard: %v, %q", err, inEvidence(t, r))
	}
}

// Names from outside become names that no shell, file system or page minds.
func TestEvidenceNamesAreTame(t *testing.T) {
	r := newRecordInMemory(t)
	for base, want := range map[string]string{
		"..":                          "",
		"../../etc/passwd":            "etc-passwd",
		".bashrc":                     ".bashrc",
		"a\x1b[31mb\n.txt":            "ab.txt",
		"<script>alert(1)</script>":   "script-alert-1---script",
		"截图 1.png":                    "截图-1.png",
		"-rf":                         "rf",
		"x.tar.gz":                    "x-tar.gz",
		strings.Repeat("长", 300):      strings.Repeat("长", 21),
		"nul:stream.exe\u202egpj.ps1": "nul-stream-exegpj.ps1",
	} {
		kept, err := r.KeepFrom(strings.NewReader("x"), base, record.Label{At: three, Host: "a/b", Step: `c\d`})
		if err != nil {
			t.Errorf("%q: %v", base, err)
			continue
		}
		stem := "20261122-030000_a-b_c-d_"
		if kept.Name != stem+want && kept.Name != strings.TrimSuffix(stem, "_")+want {
			t.Errorf("%q is kept as %q, want …%q", base, kept.Name, want)
		}
		if !plainName(kept.Name) {
			t.Errorf("%q leads out of the folder", kept.Name)
		}
	}
}

// Nothing of what is refused stays behind.
func TestEvidenceRefused(t *testing.T) {
	r := newRecordInMemory(t)
	r.evidenceLimit = 4
	dir := t.TempDir()
	for name, c := range map[string]struct{ path, want string }{
		"folder":    {dir, "is not a plain file"},
		"missing":   {filepath.Join(dir, "no"), "no such file"},
		"too large": {writeFile(t, "large", "12345"), "larger than"},
	} {
		if runtime.GOOS == "windows" && name == "missing" {
			c.want = ""
		}
		if _, err := r.Keep(c.path, label()); err == nil || !strings.Contains(english(err), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := r.Keep(writeFile(t, "just", "1234"), label()); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	broken := io.MultiReader(strings.NewReader("ab"), failing{})
	if _, err := r.KeepFrom(broken, "x", label()); err == nil {
		t.Error("a source that fails in the middle was kept")
	}
	r.sync = func(*os.File) error { return errors.New("the disk is gone") }
	if _, err := r.KeepFrom(strings.NewReader("ab"), "x", label()); err == nil || !strings.Contains(english(err), "the disk is gone") {
		t.Errorf("a failed fsync: %v", err)
	}
	if names := inEvidence(t, r); len(names) != 1 {
		t.Errorf("left behind: %q", names)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("a bad sector") }

// A screenshot that another program is still writing must not be kept half.
func TestEvidenceThatGrowsIsRefused(t *testing.T) {
	r := newRecordInMemory(t)
	path := writeFile(t, "growing", "first half")
	r.sync = func(*os.File) error { // the copy is made, the source goes on
		return os.WriteFile(path, []byte("first half, second half"), 0o644)
	}
	if _, err := r.Keep(path, label()); err == nil || !strings.Contains(english(err), "changed while") {
		t.Errorf("%v", err)
	}
	if names := inEvidence(t, r); len(names) > 0 {
		t.Errorf("left behind: %q", names)
	}
}

// The evidence folder itself must be the record's own.
func TestEvidenceFolderMustNotBeALink(t *testing.T) {
	r := newRecordInMemory(t)
	elsewhere := t.TempDir()
	if err := os.Remove(r.Evidence()); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, r.Evidence()); err != nil {
		t.Skip("SKIPPED: no symlinks here:", err)
	}
	if _, err := r.KeepFrom(strings.NewReader("x"), "x", label()); err == nil {
		t.Error("kept through a link")
	}
}

// Two at once never take the same name.
func TestEvidenceOfManyAtOnce(t *testing.T) {
	r := newRecordInMemory(t)
	var wg sync.WaitGroup
	for range 8 {
		other := reopen(t, r)
		wg.Go(func() {
			if _, err := other.KeepFrom(strings.NewReader("x"), "same.txt", label()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if names := inEvidence(t, r); len(names) != 8 {
		t.Errorf("%d of 8 kept: %q", len(names), names)
	}
}

func TestOpenEvidenceStaysInTheFolder(t *testing.T) {
	r := newRecordInMemory(t)
	secret := writeFile(t, "secret", "s")
	_ = os.Symlink(secret, filepath.Join(r.Evidence(), "link"))
	_ = os.Mkdir(filepath.Join(r.Evidence(), "folder"), 0o700)
	for _, name := range []string{"", ".", "..", "../plan.yaml", `..\plan.yaml`, "/etc/passwd", "link", "folder", "missing", "a/b"} {
		if f, err := r.OpenEvidence(name); err == nil {
			_ = f.Close()
			t.Errorf("%q was opened", name)
		}
	}
}
