package cmd_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

// terminal is the real program in a real terminal, at 80x24, as a user sees it.
type terminal struct {
	t      *testing.T
	socket string
}

func newTerminal(t *testing.T) *terminal {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		skipLoudly(t, "needs tmux (Debian: tmux)")
	}
	term := &terminal{t, fmt.Sprintf("tminus-%d-%s", os.Getpid(), t.Name())}
	t.Cleanup(func() { _ = exec.Command("tmux", "-L", term.socket, "kill-server").Run() })
	return term
}

func (m *terminal) tmux(args ...string) string {
	m.t.Helper()
	c := exec.Command("tmux", append([]string{"-L", m.socket, "-f", "/dev/null"}, args...)...)
	c.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	out, err := c.CombinedOutput()
	if err != nil {
		m.t.Fatalf("tmux %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// start runs a command line; its exit code is shown when it ends.
func (m *terminal) start(args ...string) {
	m.t.Helper()
	m.tmux("new-session", "-d", "-s", "s", "-x", "80", "-y", "24",
		strings.Join(args, " ")+"; echo exit code $?; sleep 1000")
}

func (m *terminal) screen() string { return m.tmux("capture-pane", "-p", "-t", "s") }

// see waits until the screen shows all of the texts.
func (m *terminal) see(texts ...string) {
	m.t.Helper()
	screen, missing := "", ""
	for end := time.Now().Add(waitPatience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		screen, missing = m.screen(), ""
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				missing = text
			}
		}
		if missing == "" {
			return
		}
	}
	m.t.Fatalf("the screen does not show %q:\n%s", missing, screen)
}

// keys types keys, after a moment in which keys in flight are swallowed.
func (m *terminal) keys(keys ...string) {
	m.t.Helper()
	time.Sleep(time.Second)
	m.tmux(append([]string{"send-keys", "-t", "s"}, keys...)...)
}

const screenPlan = `
change:
  id: screen
  title: Two hosts that never leave
  window: {start: 2026-01-01T00:00:00Z, end: 2036-01-01T06:00:00Z}
contacts:
  lead: {name: Li Wei, role: lead, phone: 555-0100}
environments:
  A: {min_healthy: 0}
defaults:
  environment: A
  reboot: {expected: 4s, settle: 1s, shutdown_limit: 10m}
  ladder:
    - {rung: late, after: 4s}
    - {rung: stop, after: 8s, action: stop, contact: lead}
    - {rung: vendor, after: 60m, action: vendor, contact: lead}
    - {rung: business, after: 90m, action: business, contact: lead}
    - {rung: failover, after: 120m, action: failover, contact: lead}
hosts:
  - {name: A1, address: 127.0.0.1}
  - {name: A2, address: 127.0.0.2}
runbook:
  - {id: patch, title: Install the patch}
  - {id: restart, title: Restart, reboot: true}
probe: {interval: 200ms, timeout: 150ms}
`

// TestScreen drives the real screen through a night that begins to go wrong.
func TestScreen(t *testing.T) {
	t.Parallel()
	m := newTerminal(t)
	dir := t.TempDir()
	plan, record := filepath.Join(dir, "plan.yaml"), filepath.Join(dir, "rec")
	if err := os.WriteFile(plan, []byte(screenPlan), 0o600); err != nil {
		t.Fatal(err)
	}
	run := []string{binary(t), "run", plan, "--record", record, "--operator", "li", "--end-with-terminal"}
	m.start(run...)
	await(t, record, change.SignalBack, "A2")

	m.see("next:", "A1", "A2")
	m.keys("s")
	m.see("GO")
	m.keys("Enter")
	await(t, record, change.HostStarted, "A1")
	m.keys("b")
	m.keys("y")
	await(t, record, change.RebootRequested, "A1")

	// The prompt appears at its rung, and its first action holds the change.
	await(t, record, change.RungDue, "A1")
	m.see("A-1", "DUE", "Li Wei", "555-0100")
	m.keys("1")
	m.keys("y")
	await(t, record, change.ChangeHeld, "")
	m.see("HOLD")

	// The next host's start is refused, with the reason.
	m.keys("Down")
	m.keys("s")
	m.see("NO-GO", "on hold since")
	m.keys("Escape")

	// Quit asks, and the next run goes on where this one was.
	m.keys("q")
	m.keys("y")
	m.see("exit code 1") // an incident is open: not a change that went well
	m.tmux("kill-session", "-t", "s")
	m.start(run...)
	await(t, record, change.ChangeResumed, "")
	m.see("HOLD", "A-1")
	for _, e := range recorded(t, record) {
		if e.Type == change.HostStarted && e.Host == "A2" {
			t.Error("A2 was started while the change was on hold")
		}
	}
	tminus(t, "verify", record)
}

// TestWatch: a second terminal looks on at what others do, acts on nothing, and
// says when nobody watches the hosts any more.
func TestWatch(t *testing.T) {
	t.Parallel()
	m := newTerminal(t)
	dir := t.TempDir()
	plan, record := filepath.Join(dir, "plan.yaml"), filepath.Join(dir, "rec")
	if err := os.WriteFile(plan, []byte(screenPlan), 0o600); err != nil {
		t.Fatal(err)
	}
	run, _ := headless(t, nil, plan, "--record", record)
	await(t, record, change.SignalBack, "A2")
	m.start(binary(t), "watch", record)
	m.see("READ-ONLY", "A1", "A2")
	tminus(t, "do", record, "note", "--by", "wei", "the lift is stuck")
	m.see("the lift is stuck")
	m.keys("s")
	m.keys("Enter") // the step in full: it only looks
	m.keys("Escape")
	m.keys("w")
	m.see("A: 2 of 2 healthy", "who does what now")
	if err := run.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	m.see("NO DATA since")
	m.keys("q")
	m.see("exit code 0")
	for _, e := range recorded(t, record) {
		if e.Type == change.HostStarted || e.Type == change.ChangeResumed {
			t.Errorf("whoever looked on wrote %s", e.Type)
		}
	}
}

// TestTwoTerminals: a second operator joins from another terminal and takes an
// action; both screens show who has it.
func TestTwoTerminals(t *testing.T) {
	t.Parallel()
	first := newTerminal(t)
	dir := t.TempDir()
	plan, record := filepath.Join(dir, "plan.yaml"), filepath.Join(dir, "rec")
	if err := os.WriteFile(plan, []byte(strings.Replace(screenPlan, "after: 60m", "after: 9s", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	first.start(binary(t), "run", plan, "--record", record, "--operator", "li")
	await(t, record, change.SignalBack, "A2")
	tminus(t, "do", record, "start", "A1", "--by", "li")
	tminus(t, "do", record, "reboot", "A1", "--by", "li")

	second := &terminal{t, first.socket + "-2"}
	t.Cleanup(func() { _ = exec.Command("tmux", "-L", second.socket, "kill-server").Run() })
	second.start(binary(t), "run", plan, "--record", record, "--operator", "zhang")
	second.see("ATTACHED", "A-1", "3 call the vendor            DUE")
	first.see("3 call the vendor            DUE")

	second.keys("3")
	second.see("Call", "555-0100")
	second.keys("t")
	await(t, record, change.ActionTaken, "")
	second.see("by zhang")
	first.see("by zhang")
	probers := 0
	for _, e := range recorded(t, record) {
		if e.Type == change.SignalBack && e.Host == "A1" {
			probers++
		}
		if e.Type == change.ActionTaken && e.By != "zhang" {
			t.Errorf("%s took it", e.By)
		}
	}
	if probers != 1 {
		t.Errorf("A1 was seen to answer %d times: both screens probe", probers)
	}
	tminus(t, "verify", record)
}
