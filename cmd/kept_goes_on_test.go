package cmd_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// staysClosed: a change that is over is not gone on with.
func staysClosed(t *testing.T, dir string) {
	t.Helper()
	exits(t, 3, "rehearse", "--headless", "--record", dir, "--operator", "later")
	exits(t, 3, "do", dir, "hold", "--reason", "too late", "--by", "later")
}

// runsToItsEnd goes on with a real change and closes it.
func runsToItsEnd(t *testing.T, dir string) {
	t.Helper()
	run, printed := headless(t, nil, filepath.Join(dir, "plan.yaml"), "--record", dir)
	for waits := 0; !strings.Contains(strings.Join(printed.all(), "\n"), `"type":"change.resumed"`); waits++ {
		if waits > 3000 {
			t.Fatal("the change was not resumed")
		}
		time.Sleep(20 * time.Millisecond)
	}
	tminus(t, "do", dir, "note", "a later program goes on", "--by", "later")
	tminus(t, "do", dir, "close", "--outcome", "partial", "--by", "later")
	if err := run.Wait(); err != nil {
		t.Error(err)
	}
	exits(t, 0, "verify", dir)
}

// playsToItsEnd goes on with a rehearsal; the torn line is set aside.
func playsToItsEnd(t *testing.T, dir string) {
	t.Helper()
	torn := fmt.Appendf(nil, `{"seq":%d,`, len(recorded(t, dir))+1)
	exits(t, 0, "rehearse", filepath.Join(dir, "plan.yaml"), "--headless", "--speed", "100000", "--record", dir, "--operator", "later")
	exits(t, 0, "verify", dir)
	aside, err := filepath.Glob(filepath.Join(dir, "journal.torn-*"))
	if err != nil || len(aside) != 1 {
		t.Fatalf("set aside: %q, %v", aside, err)
	}
	text, err := os.ReadFile(aside[0])
	if err != nil || !bytes.HasPrefix(text, torn) {
		t.Errorf("set aside: %q, %v", text, err)
	}
}

// exits runs the program, which must exit so, and returns what it prints.
func exits(t *testing.T, code int, args ...string) []byte {
	t.Helper()
	c := exec.Command(binary(t), args...)
	var out, told bytes.Buffer
	c.Stdout, c.Stderr = &out, &told
	err := c.Run()
	if c.ProcessState == nil {
		t.Fatal(err)
	}
	if got := c.ProcessState.ExitCode(); got != code {
		t.Fatalf("tminus %s exits with %d, want %d\n%s", strings.Join(args, " "), got, code, told.String())
	}
	return out.Bytes()
}

// copyKept copies a kept record to where it can be written, as private as
// records are.
func copyKept(t *testing.T, name string) string {
	t.Helper()
	from, to := filepath.Join("testdata", "records", name), filepath.Join(t.TempDir(), name)
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(from, path)
		if err != nil || entry.IsDir() {
			return errors.Join(err, os.MkdirAll(filepath.Join(to, inside), 0o700))
		}
		text, err := os.ReadFile(path)
		return errors.Join(err, os.WriteFile(filepath.Join(to, inside), text, 0o600))
	})
	err = errors.Join(err, os.MkdirAll(filepath.Join(to, "evidence"), 0o700)) // git keeps no empty folder
	if err != nil {
		t.Fatal(err)
	}
	return to
}

func journalText(t *testing.T, dir string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "journal.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func decode(t *testing.T, text []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}

func indented(t *testing.T, value any) string {
	t.Helper()
	text, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
