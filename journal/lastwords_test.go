package journal

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func asItIs(text string) string { return text }

// TestLastWordsKeepNoSecret: what the runtime quoted is hidden by the next process,
// which knows what is secret.
func TestLastWordsKeepNoSecret(t *testing.T) {
	r := newRecord(t)
	path := filepath.Join(r.dir, "crash-999999999.txt") // no process has that number
	words := "head\npanic: token s3same is refused\n" + strings.Repeat("goroutine 1 [running]\n", 100)
	if err := os.WriteFile(path, []byte(words), 0o600); err != nil {
		t.Fatal(err)
	}
	hide := func(text string) string { return strings.ReplaceAll(text, "s3same", "[secret]") }
	file, end, err := r.LastWords("head\n", hide)
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	_ = file.Close()
	if text, err := os.ReadFile(path); err != nil || string(text) != hide(words) {
		t.Errorf("it is kept as %.100q, %v", text, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others can read it: %v, %v", info, err)
	}
}

// TestWordsOfOneWithOurNumber: each process of a container has the same number, so
// the words of the one before us stand where ours would. They are kept and told.
func TestWordsOfOneWithOurNumber(t *testing.T) {
	r := newRecord(t)
	words := "head\n" + strings.Repeat("goroutine 1 [running]\n", 100)
	path := filepath.Join(r.dir, fmt.Sprintf(crashName, os.Getpid()))
	for n := 2; n <= 3; n++ { // twice: what is aside stays where it is
		if err := os.WriteFile(path, []byte(words), 0o600); err != nil {
			t.Fatal(err)
		}
		file, end, err := r.LastWords("head\n", asItIs)
		if err != nil {
			t.Fatal(err)
		}
		aside := fmt.Sprintf("%s.%d", path, n)
		if text, err := os.ReadFile(aside); err != nil || string(text) != words {
			t.Errorf("what the one before said is %q, %v", text, err)
		}
		if told := says(r.Notices()...); !strings.Contains(told, filepath.Base(aside)) {
			t.Errorf("nobody is told of it: %s", told)
		}
		_ = file.Close()
		end()
	}
	if left, err := filepath.Glob(path + "*"); err != nil || len(left) != 2 {
		t.Errorf("left: %q, %v", left, err)
	}
}

// TestAnotherThingWithOurName: what stands in the place of our last words, and holds
// none, costs us nothing: neither a link nor a head alone.
func TestAnotherThingWithOurName(t *testing.T) {
	r := newRecord(t)
	path := filepath.Join(r.dir, fmt.Sprintf(crashName, os.Getpid()))
	for name, lay := range map[string]func() error{
		"link": func() error { return os.Symlink(filepath.Join(t.TempDir(), "nowhere"), path) },
		"head": func() error { return os.WriteFile(path, []byte("kopf\n"), 0o600) },
	} {
		if err := lay(); err != nil {
			t.Fatal(err)
		}
		file, end, err := r.LastWords("head\n", asItIs)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if text, err := os.ReadFile(path); err != nil || string(text) != "head\n" {
			t.Errorf("%s: our own words are %q, %v", name, text, err)
		}
		_ = file.Close()
		end()
	}
	if told := r.Notices(); len(told) > 0 {
		t.Errorf("nothing was said, and it is told: %v", told)
	}
}
