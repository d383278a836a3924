package cmd_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"tminus/change"
)

// mostMemory is far more than a cockpit takes for one host, in KiB, and far less
// than the cells of a huge terminal do.
const mostMemory = 500 << 10

// TestHugeTerminal: a terminal that claims a hundred million cells takes neither
// gigabytes nor the watch.
func TestHugeTerminal(t *testing.T) {
	outside(t)
	t.Run("grows", func(t *testing.T) {
		o := newOnTerminal(t)
		o.screen.resize(10_000, 10_000)
		o.reboots()
		o.beats()
		o.isSmall()
		o.screen.see("A1", "next:")
	})
	t.Run("from the start", func(t *testing.T) {
		o := &onTerminal{t: t, screen: newPty(t)}
		o.screen.resize(10_000, 10_000)
		_, o.plan, o.record = planned(t, faultPlan)
		o.run = o.screen.start(binary(t), "run", o.plan, "--record", o.record, "--operator", "li")
		await(t, o.record, change.SignalBack, "A1")
		o.pid = o.run.Process.Pid
		o.reboots()
		o.isSmall()
		o.screen.hear("claims 10000×10000 cells", `"type":"rung.due"`)
	})
}

// TestLookersOnWithoutAScreen: where no screen can be drawn, whoever looks on, or
// plays a record, is told each event as a line, and why.
func TestLookersOnWithoutAScreen(t *testing.T) {
	outside(t)
	_, plan, record := planned(t, faultPlan)
	run, _ := headless(t, nil, plan, "--record", record)
	await(t, record, change.SignalBack, "A1")

	looks := newPty(t)
	looks.resize(10_000, 10_000)
	watch := looks.start(binary(t), "watch", record)
	looks.hear("the screen cannot be drawn", "claims 10000×10000 cells")
	tminus(t, "do", record, "note", "heard without a screen", "--by", "li")
	looks.hear(`"text":"heard without a screen"`)
	if err := watch.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := watch.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 130 {
		t.Errorf("watch ended with %v", err)
	}
	_ = run.Process.Kill()

	plays := newPty(t)
	plays.resize(10_000, 10_000)
	replay := plays.start(binary(t), "replay", record, "--speed", "100000")
	plays.hear("the screen cannot be drawn", `"type":"change.opened"`, `"text":"heard without a screen"`)
	if err := replay.Wait(); err != nil {
		t.Errorf("replay ended with %v", err)
	}
}

// isSmall looks at how much memory the cockpit ever had.
func (o *onTerminal) isSmall() {
	o.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", o.pid))
	if err != nil {
		o.t.Fatal(err)
	}
	_, peak, _ := bytes.Cut(text, []byte("VmHWM:"))
	var kib int
	if _, err := fmt.Sscan(string(peak), &kib); err != nil || kib > mostMemory {
		o.t.Errorf("it took %d KiB (%v)", kib, err)
	}
}
