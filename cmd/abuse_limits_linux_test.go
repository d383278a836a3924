package cmd_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tminus/change"
)

// limitMemory is what refusing a plan may take, in KiB.
const limitMemory = 600 << 10

// TestLimits gives `check` files that no plan is like: each is refused with a
// word about the limit, in bounded memory.
func TestLimits(t *testing.T) {
	outside(t)
	hosts := func(n int) func(*os.File) {
		return func(f *os.File) {
			fmt.Fprint(f, strings.Replace(killPlan, "  - {name: A1, address: 127.0.0.1, environment: A, reboot: {expected: 10m, settle: 5s}}\n", "", 1))
			fmt.Fprintln(f, "hosts:")
			for i := range n {
				fmt.Fprintf(f, "  - {name: H%d, address: 10.%d.%d.%d, environment: A}\n", i, i>>16, i>>8&255, i&255)
			}
		}
	}
	for name, c := range map[string]struct {
		write func(*os.File)
		want  string
	}{
		"a hundred megabytes": {func(f *os.File) { _ = f.Truncate(100 << 20) }, "larger than 10 MB"},
		"nine megabytes of one line": {func(f *os.File) {
			fmt.Fprint(f, "change: {title: "+strings.Repeat("x", 9<<20)+"}")
		}, "characters, more than"},
		"an alias bomb": {func(f *os.File) {
			fmt.Fprintln(f, "a: &a [x,x,x,x,x,x,x,x,x]")
			for c := 'b'; c <= 'z'; c++ {
				fmt.Fprintf(f, "%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat("*"+string(c-1)+",", 9), ","))
			}
		}, "aliases"},
		"a merge bomb":   {func(f *os.File) { fmt.Fprint(f, "a: &a {x: 1}\nb: {<<: [*a, *a]}\n") }, "merge keys"},
		"a deep nest":    {func(f *os.File) { fmt.Fprint(f, strings.Repeat("[", 100_000)) }, "nested more than"},
		"keys for ever":  {func(f *os.File) { f.WriteString("k: v\n"); keys(f, 100_000) }, "more than 1000 keys"},
		"100,000 hosts":  {hosts(100_000), "more than 500000 words"},
		"a device":       {nil, "larger than 10 MB"},
		"a binary":       {func(f *os.File) { _, _ = f.Write([]byte("\x7fELF\x02\x01\x01\x00\x00\x00")) }, "control or invisible"},
		"nothing at all": {func(*os.File) {}, "empty"},
	} {
		t.Run(name, func(t *testing.T) {
			path := "/dev/zero"
			if c.write != nil {
				f, err := os.Create(filepath.Join(t.TempDir(), "plan.yaml"))
				if err != nil {
					t.Fatal(err)
				}
				c.write(f)
				path = f.Name()
				_ = f.Close()
			}
			check := exec.Command(binary(t), "check", path)
			out, _ := check.CombinedOutput()
			memory := check.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
			t.Logf("%d MB", memory>>10)
			if code := check.ProcessState.ExitCode(); code != 2 || !strings.Contains(string(out), c.want) {
				t.Errorf("exit code %d: %.500s", code, out)
			}
			if memory > limitMemory {
				t.Errorf("it took %d MB", memory>>10)
			}
		})
	}
}

func keys(f *os.File, n int) {
	for i := range n {
		fmt.Fprintf(f, "k%d: v\n", i)
	}
}

// TestManyHosts: ten thousand hosts are a plan like any other.
func TestManyHosts(t *testing.T) {
	outside(t)
	plan := crashPlan(t, 10_000)
	out, err := exec.Command(binary(t), "check", plan).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 { // one after the other they do not fit a night
		t.Errorf("check ended with %v", err)
	}
	if text := string(out); !strings.Contains(text, "A10000") || !strings.Contains(text, "NOT FEASIBLE") {
		t.Errorf("%.500s", text)
	}
}

// TestHugeEvidence: evidence is named, not swallowed, whatever its size.
func TestHugeEvidence(t *testing.T) {
	outside(t)
	dir := t.TempDir()
	plan, record, evidence := filepath.Join(dir, "plan.yaml"), filepath.Join(dir, "rec"), filepath.Join(dir, "dump")
	if err := os.WriteFile(plan, []byte(killPlan), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(evidence)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(1 << 30); err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	headless(t, nil, plan, "--record", record)
	await(t, record, change.SignalBack, "A1")
	tminus(t, "do", record, "start", "A1", "--by", "li")
	tminus(t, "do", record, "step", "A1", "failed", "--evidence", evidence, "--by", "li")
	tminus(t, "verify", record)
}
