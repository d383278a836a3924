package cmd_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"tminus/change"
)

// faultPlan has a host that never leaves, and a ladder of seconds.
const faultPlan = `
change:
  id: fault
  window: {start: 2026-01-01T00:00:00Z, end: 2036-01-01T06:00:00Z}
contacts:
  lead: {name: Li Wei, role: lead, phone: 555-0100}
environments: {A: {min_healthy: 0}}
defaults:
  environment: A
  reboot: {expected: 2s, settle: 1s, shutdown_limit: 10m}
  ladder:
    - {rung: late, after: 2s}
    - {rung: stop, after: 3s, action: stop, contact: lead}
    - {rung: vendor, after: 4s, action: vendor, contact: lead}
    - {rung: business, after: 90m, action: business, contact: lead}
    - {rung: failover, after: 120m, action: failover, contact: lead}
hosts: [{name: A1, address: 127.0.0.1}]
runbook: [{id: restart, reboot: true}]
probe: {interval: 200ms, timeout: 150ms}
`

// disk is a file system of its own, of 256 KiB, that can fail.
type disk struct {
	t    *testing.T
	path string
	lock *flock.Flock
}

func newDisk(t *testing.T) *disk {
	t.Helper()
	d := &disk{t: t, path: t.TempDir()}
	if err := syscall.Mount("tmpfs", d.path, "tmpfs", 0, "size=256k"); err != nil {
		skipLoudly(t, "a small disk cannot be mounted (needs root): "+err.Error())
	}
	t.Cleanup(func() { _ = syscall.Unmount(d.path, syscall.MNT_DETACH) })
	return d
}

func (d *disk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// fill leaves no room for another event, not even in the journal's last block.
func (d *disk) fill() {
	d.t.Helper()
	_ = os.WriteFile(filepath.Join(d.path, "ballast"), make([]byte, 1<<20), 0o600)
	for range 100 {
		note := exec.Command(binary(d.t), "do", filepath.Join(d.path, "rec"), "note", strings.Repeat("x", 200), "--by", "li")
		if out, err := note.CombinedOutput(); err != nil {
			if !strings.Contains(string(out), "free some space") {
				d.t.Errorf("the error does not help: %s", out)
			}
			return
		}
	}
	d.t.Fatal("the disk is never full")
}

// readOnly makes the record read-only under the open handles, as a kernel does
// after an I/O error.
func (d *disk) readOnly() {
	d.t.Helper()
	rec := filepath.Join(d.path, "rec")
	d.must(syscall.Mount(rec, rec, "", syscall.MS_BIND, ""))
	d.must(syscall.Mount("", rec, "", syscall.MS_REMOUNT|syscall.MS_BIND|syscall.MS_RDONLY, ""))
	d.t.Cleanup(func() { _ = syscall.Unmount(rec, syscall.MNT_DETACH) })
}

// keepLock holds the lock of the journal, as a process does that is stopped.
func (d *disk) keepLock() {
	d.t.Helper()
	d.lock = flock.New(filepath.Join(d.path, "rec", "journal.lock"))
	d.must(d.lock.Lock())
}

// TestStorageFaults takes the disk from under a running cockpit in every way,
// at the moment at which a reboot was requested. The prompts must come all the
// same, and when the disk is back the record must hold all of them, in order.
func TestStorageFaults(t *testing.T) {
	outside(t)
	away := func(d *disk) string { return filepath.Join(d.path, "away") }
	journalOf := func(d *disk) string { return filepath.Join(d.path, "rec", "journal.jsonl") }
	faults := map[string]struct{ strike, mend func(d *disk) }{
		"full": {
			(*disk).fill,
			func(d *disk) { d.must(os.Remove(filepath.Join(d.path, "ballast"))) },
		},
		"read-only": {
			(*disk).readOnly,
			func(d *disk) { d.must(syscall.Unmount(filepath.Join(d.path, "rec"), syscall.MNT_DETACH)) },
		},
		"journal moved away": {
			func(d *disk) { d.must(os.Rename(journalOf(d), away(d))) },
			func(d *disk) { d.must(os.Rename(away(d), journalOf(d))) },
		},
		"journal replaced, then restored from a copy": {
			func(d *disk) {
				d.must(os.Rename(journalOf(d), away(d)))
				d.must(os.WriteFile(journalOf(d), []byte("{}\n"), 0o600))
			},
			func(d *disk) {
				text, err := os.ReadFile(away(d))
				d.must(err)
				d.must(os.Remove(journalOf(d)))
				d.must(os.WriteFile(journalOf(d), text, 0o600))
			},
		},
		"journal cut short, then restored": {
			func(d *disk) {
				text, err := os.ReadFile(journalOf(d))
				d.must(err)
				d.must(os.WriteFile(away(d), text, 0o600))
				d.must(os.Truncate(journalOf(d), 100))
			},
			func(d *disk) {
				text, err := os.ReadFile(away(d))
				d.must(err)
				d.must(os.WriteFile(journalOf(d), text, 0o600))
			},
		},
		"locked by a process that hangs": {
			(*disk).keepLock,
			func(d *disk) { d.must(d.lock.Unlock()) },
		},
		"folder moved away": {
			func(d *disk) { d.must(os.Rename(filepath.Join(d.path, "rec"), away(d))) },
			func(d *disk) { d.must(os.Rename(away(d), filepath.Join(d.path, "rec"))) },
		},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDisk(t)
			f := startFault(d)
			saved := f.strike(fault.strike)
			f.mendAndCompare(fault.mend, saved)
		})
	}
}

// fault is a cockpit whose disk is about to fail.
type fault struct {
	*disk
	record string
	screen *pty
	run    *exec.Cmd
}

func startFault(d *disk) *fault {
	d.t.Helper()
	f := &fault{disk: d, record: filepath.Join(d.path, "rec")}
	plan := filepath.Join(d.t.TempDir(), "plan.yaml")
	d.must(os.WriteFile(plan, []byte(faultPlan), 0o600))
	f.screen = newPty(d.t)
	f.run = f.screen.start(binary(d.t), "run", plan, "--record", f.record, "--operator", "li")
	await(d.t, f.record, change.SignalBack, "A1")
	tminus(d.t, "do", f.record, "start", "A1", "--by", "li")
	tminus(d.t, "do", f.record, "reboot", "A1", "--by", "li")
	f.screen.see("leaving") // the cockpit has read it
	return f
}

// strike takes the disk away and waits until the prompts are on the screen.
func (f *fault) strike(strike func(*disk)) []string {
	f.t.Helper()
	saved := f.lines()
	strike(f.disk)
	// the rungs come 3 and 4 s after the request
	f.screen.see("JOURNAL NOT WRITING", "NOT SAVED", "stop: start no more hosts  DUE since", "call the vendor            DUE since", "Li Wei")
	return saved
}

func (f *fault) lines() []string {
	text, err := os.ReadFile(filepath.Join(f.record, "journal.jsonl"))
	f.must(err)
	return splitLines(text)
}

func (f *fault) mendAndCompare(mend func(*disk), saved []string) {
	f.t.Helper()
	mend(f.disk)
	for end := time.Now().Add(waitPatience); !f.late(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			f.t.Fatal("the disk is back, and nothing more is written")
		}
	}
	lines := f.lines()
	if len(lines) < len(saved) || strings.Join(lines[:len(saved)], "\n") != strings.Join(saved, "\n") {
		f.t.Error("what was saved before is another text now")
	}
	rungs := map[change.RungName]int{}
	for _, e := range recorded(f.t, f.record) {
		if d, ok := e.Data.(change.RungData); ok {
			rungs[d.Rung]++
		}
	}
	for _, rung := range []change.RungName{"late", "stop", "vendor"} {
		if rungs[rung] != 1 {
			f.t.Errorf("rung %s stands %d times in the journal", rung, rungs[rung])
		}
	}
	tminus(f.t, "verify", f.record)
	f.must(f.run.Process.Signal(syscall.SIGTERM))
	_ = f.run.Wait()
}

func (f *fault) late() bool {
	text, _ := os.ReadFile(filepath.Join(f.record, "journal.jsonl"))
	return strings.Contains(string(text), "kept in memory meanwhile")
}

// TestPermissionLost runs the cockpit as somebody who is not root, and takes the
// rights to the record away for a while.
func TestPermissionLost(t *testing.T) {
	outside(t)
	if os.Getuid() != 0 {
		skipLoudly(t, "needs root, to be somebody else")
	}
	port, stop := listen(t)
	defer stop()
	const nobody = 65534
	dir, err := os.MkdirTemp("/tmp", "tminus-nobody")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	d := &disk{t: t, path: dir}
	program, plan, record := filepath.Join(dir, "tminus"), filepath.Join(dir, "plan.yaml"), filepath.Join(dir, "rec")
	text, err := os.ReadFile(binary(t))
	d.must(err)
	d.must(os.WriteFile(program, text, 0o755))
	d.must(os.WriteFile(plan, []byte(strings.Replace(faultPlan, "name: A1,", fmt.Sprintf("name: A1, checks: {icmp: false, tcp: [%d]},", port), 1)), 0o644))
	d.must(os.Chmod(program, 0o755))
	d.must(os.Chown(dir, nobody, nobody))
	asNobody := func(args ...string) *exec.Cmd {
		c := exec.Command(program, args...)
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		return c
	}
	run := asNobody("run", plan, "--headless", "--record", record, "--operator", "li")
	d.must(run.Start())
	t.Cleanup(func() { _ = run.Process.Kill(); _ = run.Wait() })
	await(t, record, change.SignalBack, "A1")
	d.must(asNobody("do", record, "start", "A1", "--by", "li").Run())
	d.must(asNobody("do", record, "reboot", "A1", "--by", "li").Run())
	await(t, record, change.RebootRequested, "A1")
	time.Sleep(time.Second) // the cockpit has read it
	d.must(os.Chmod(record, 0))
	time.Sleep(5 * time.Second)
	d.must(os.Chmod(record, 0o700))
	f := &fault{disk: d, record: record, run: run}
	f.mendAndCompare(func(*disk) {}, nil)
}

func listen(t *testing.T) (port int, stop func()) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go hangUp(l)
	return l.Addr().(*net.TCPAddr).Port, func() { _ = l.Close() }
}

// TestEndsWithoutADisk ends a cockpit whose disk never came back: what it kept
// is told, so that a person can.
func TestEndsWithoutADisk(t *testing.T) {
	outside(t)
	d := newDisk(t)
	plan, record := filepath.Join(t.TempDir(), "plan.yaml"), filepath.Join(d.path, "rec")
	d.must(os.WriteFile(plan, []byte(faultPlan), 0o600))
	run := exec.Command(binary(t), "run", plan, "--headless", "--record", record, "--operator", "li")
	var said strings.Builder
	run.Stderr = &said
	d.must(run.Start())
	t.Cleanup(func() { _ = run.Process.Kill() })
	await(t, record, change.SignalBack, "A1")
	tminus(t, "do", record, "start", "A1", "--by", "li")
	tminus(t, "do", record, "reboot", "A1", "--by", "li")
	d.readOnly()
	out, err := exec.Command(binary(t), "do", record, "note", "x", "--by", "li").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "cannot be written") {
		t.Errorf("a note that nothing can hold: %v: %s", err, out)
	}
	time.Sleep(3 * time.Second)
	d.must(run.Process.Signal(syscall.SIGTERM))
	var exit *exec.ExitError
	if err := run.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 130 && exit.ExitCode() != 1 {
		t.Errorf("it ends with %v", err)
	}
	_, rest, found := strings.Cut(said.String(), "NOT SAVED:\n")
	var e change.Event
	if first, _, _ := strings.Cut(rest, "\n"); !found || json.Unmarshal([]byte(first), &e) != nil || e.Type == "" {
		t.Errorf("what was kept is not told:\n%s", said.String())
	}

	again := newPty(t) // and on the disk that is still read-only the watch goes on
	again.start(binary(t), "run", plan, "--record", record, "--operator", "li")
	again.see("JOURNAL NOT WRITING", "NOT SAVED", "call the vendor            DUE since")
}
