package cmd_test

import (
	"errors"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"tminus/change"
	"tminus/journal"
	"tminus/length"
)

// onTerminal is a cockpit with a screen, and one host that never leaves.
type onTerminal struct {
	t      *testing.T
	plan   string
	record string
	screen *pty
	run    *exec.Cmd
	pid    int // of the cockpit; run may be a shell that started it
}

func newOnTerminal(t *testing.T, flags ...string) *onTerminal {
	t.Helper()
	return startOnTerminal(t, nil, flags...)
}

// startOnTerminal starts the cockpit, perhaps by another program.
func startOnTerminal(t *testing.T, by []string, flags ...string) *onTerminal {
	t.Helper()
	o := &onTerminal{t: t, screen: newPty(t)}
	_, o.plan, o.record = planned(t, faultPlan)
	args := append([]string{binary(t), "run", o.plan, "--record", o.record, "--operator", "li"}, flags...)
	if by != nil {
		args = slices.Concat(by, []string{strings.Join(args, " ") + "; true"})
	}
	o.run = o.screen.start(args...)
	await(t, o.record, change.SignalBack, "A1")
	o.pid = prober(t, o.record, 0)
	o.screen.see("A1", "next:")
	return o
}

// reboots lets the clock run and waits for what it brings.
func (o *onTerminal) reboots() {
	o.t.Helper()
	tminus(o.t, "do", o.record, "start", "A1", "--by", "li")
	tminus(o.t, "do", o.record, "reboot", "A1", "--by", "li")
	await(o.t, o.record, change.RungDue, "A1")
}

// beats waits for a heartbeat of this very process from now on.
func (o *onTerminal) beats() {
	o.t.Helper()
	r, err := journal.Open(o.record)
	if err != nil {
		o.t.Fatal(err)
	}
	defer r.Close()
	begun := time.Now()
	for end := begun.Add(waitPatience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if live, ok, err := r.Live(); err == nil && ok && live.At.After(begun) && live.PID == o.pid {
			return
		}
	}
	o.t.Fatal("nobody watches any more")
}

func (o *onTerminal) ends(want int) {
	o.t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- o.run.Wait() }()
	select {
	case err := <-ended:
		var exit *exec.ExitError
		if got := 0; err != nil {
			if errors.As(err, &exit) {
				got = exit.ExitCode()
			}
			if got != want {
				o.t.Errorf("exit code %v, want %d", err, want)
			}
		} else if want != 0 {
			o.t.Errorf("exit code 0, want %d", want)
		}
	case <-time.After(waitPatience):
		o.t.Fatal("it does not end")
	}
}

// TestTerminalLost closes the terminal, as a cut connection does: the watch
// goes on, the next run joins in, and the end of the change ends both.
func TestTerminalLost(t *testing.T) {
	outside(t)
	o := newOnTerminal(t)
	o.screen.hangUp()
	note := await(t, o.record, change.NoteAdded, "")
	if text := note.Data.(change.NoteData).Text; !strings.Contains(text.Text, "terminal was lost") {
		t.Errorf("the record says %q", text)
	}
	o.beats()
	o.reboots()
	next := newPty(t)
	next.start(binary(t), "run", o.plan, "--record", o.record, "--operator", "wang")
	next.see("probed by process", "A-1")
	tminus(t, "do", o.record, "finish", "A1", "failed", "--by", "wang")
	tminus(t, "do", o.record, "close", "--outcome", "partial", "--by", "wang")
	o.ends(0)
	tminus(t, "verify", o.record)
}

// TestTerminalLostByChoice is the same where the operator wants it to end.
func TestTerminalLostByChoice(t *testing.T) {
	outside(t)
	o := newOnTerminal(t, "--end-with-terminal")
	o.screen.hangUp()
	o.ends(130)
	tminus(t, "verify", o.record)
}

// stallFor is how long the terminal reads nothing, in seconds.
const stallFor = 10

// stall stops reading, and has the screen drawn anew until the terminal's
// buffer is full and whoever writes to it must wait.
func (p *pty) stall() (goOn func()) {
	p.t.Helper()
	goOn = p.pause()
	for i := range 40 {
		p.resize(uint16(100+i%2), 40)
		time.Sleep(50 * time.Millisecond)
	}
	return goOn
}

// TestTerminalStalls stops reading from the terminal: the clock and the
// journal go on, the screen catches up, and a signal still ends it.
func TestTerminalStalls(t *testing.T) {
	outside(t)
	o := newOnTerminal(t)
	goOn := o.screen.stall()
	time.Sleep(time.Duration(fromEnv(t, "TMINUS_STALL", length.Of(5, stallFor))) * time.Second)
	o.beats()
	o.reboots()
	goOn()
	o.screen.see("A-1", "DUE since")
	o.screen.stall()
	if err := o.run.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	o.ends(130)
}

// TestTerminalAbuse presses ctrl-z, stops the job as a shell's user would, and
// changes the size a thousand times: nothing of it holds the watch up.
func TestTerminalAbuse(t *testing.T) {
	outside(t)
	o := startOnTerminal(t, []string{"/bin/bash", "-m", "-c"}) // a job of a shell can be stopped
	if _, err := o.screen.master.WriteString("\x1a\x1a"); err != nil {
		t.Fatal(err)
	}
	for _, sig := range []syscall.Signal{syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU, syscall.SIGPIPE} {
		if err := syscall.Kill(o.pid, sig); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 1000 {
		o.screen.resize(uint16(i%300), uint16(i*7%100))
		time.Sleep(time.Millisecond)
	}
	o.beats()
	o.reboots()
	o.screen.see("A-1", "DUE since")
	for _, e := range recorded(t, o.record) {
		if e.Type == change.ObserverAsleep {
			t.Error("it was stopped")
		}
	}
	_ = syscall.Kill(o.pid, syscall.SIGKILL)
}
