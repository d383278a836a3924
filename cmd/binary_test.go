package cmd_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tminus/change"
)

// binaryDir and buildOnce hold the binary that all tests here share.
var (
	binaryDir = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "tminus-bin") })
	buildOnce = sync.OnceValues(build)
)

func build() (string, error) {
	dir, err := binaryDir()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "tminus")
	out, err := exec.Command("go", "build", "-o", path, "tminus").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
}

// removeBinary is for the end of all tests.
func removeBinary() {
	if dir, err := binaryDir(); err == nil {
		_ = os.RemoveAll(dir)
	}
}

// binary is the built program: what a user runs, not the test's own process.
func binary(t *testing.T) string {
	t.Helper()
	path, err := buildOnce()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// skipLoudly says on the test's own output what was not tested, and why.
func skipLoudly(t *testing.T, why string) {
	t.Helper()
	fmt.Fprintf(os.Stderr, "SKIPPED %s: %s\n", t.Name(), why)
	t.Skip(why)
}

// output collects the lines that a process printed.
type output struct {
	mu   sync.Mutex
	text []byte
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = append(o.text, p...)
	return len(p), nil
}

// all is every line that was printed to its end.
func (o *output) all() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	lines := strings.Split(string(o.text), "\n")
	return lines[:len(lines)-1]
}

// headless starts `tminus run --headless`, perhaps with a prefix such as
// `ip netns exec NAME`, and collects what it prints.
func headless(t *testing.T, prefix []string, args ...string) (*exec.Cmd, *output) {
	t.Helper()
	line := append(append([]string{}, prefix...), binary(t), "run", "--headless", "--operator", "test")
	line = append(line, args...)
	c := exec.Command(line[0], line[1:]...)
	c.Stderr = os.Stderr
	out := &output{}
	c.Stdout = out // and Wait waits for the last of it
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	return c, out
}

func tminus(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command(binary(t), args...).CombinedOutput()
	if err != nil {
		t.Fatalf("tminus %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// recorded reads the whole lines of a record's journal.
func recorded(t *testing.T, dir string) []change.Event {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "journal.jsonl"))
	if err != nil {
		return nil
	}
	var events []change.Event
	for line := range strings.Lines(string(text)) {
		var e change.Event
		if !strings.HasSuffix(line, "\n") {
			break
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("journal line %q: %v", line, err)
		}
		events = append(events, e)
	}
	return events
}

// await polls the journal for an event; the patience is no measure of speed.
func await(t *testing.T, dir string, kind change.Type, host string) change.Event {
	t.Helper()
	for end := time.Now().Add(waitPatience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		for _, e := range recorded(t, dir) {
			if e.Type == kind && e.Host == host {
				return e
			}
		}
	}
	t.Fatalf("no %s %s in the journal of %s", kind, host, dir)
	return change.Event{}
}
