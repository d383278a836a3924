package cmd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tminus/change"
	"tminus/wording"
)

// newFreezer is a disk whose writes can be made to hang, for the kernel itself:
// an ext4 in a file, that freezes.
func newFreezer(t *testing.T) *disk {
	t.Helper()
	dir := t.TempDir()
	d := &disk{t: t, path: filepath.Join(dir, "mnt")}
	image := filepath.Join(dir, "image")
	d.must(os.Mkdir(d.path, 0o700))
	d.must(os.WriteFile(image, nil, 0o600))
	d.must(os.Truncate(image, 16<<20))
	for _, args := range [][]string{{"mkfs.ext4", "-q", "-F", image}, {"mount", "-o", "loop", image, d.path}} {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			skipLoudly(t, "a disk that freezes cannot be mounted (needs root, loop devices, ext4): "+err.Error()+" "+string(out))
		}
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", d.path).Run() })
	return d
}

// What the kernel calls FIFREEZE and FITHAW.
const (
	freeze = 0xc0045877
	thaw   = 0xc0045878
)

func (d *disk) ice(what uint) error {
	dir, err := os.Open(d.path)
	if err != nil {
		return err
	}
	defer dir.Close()
	return ioctl(dir, func(fd int) error { return unix.IoctlSetInt(fd, what, 0) })
}

func (d *disk) freeze() {
	d.t.Helper()
	d.must(d.ice(freeze))
	d.t.Cleanup(func() { _ = d.ice(thaw) }) // before anybody waits for the end of who hangs
}

func (d *disk) thaw() { d.t.Helper(); d.must(d.ice(thaw)) }

// lives sees to it that the board is drawn from what is known now, for as long
// as a hang would have to be noticed by.
func (f *fault) lives() {
	f.t.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(time.Second) {
		if text := f.screen.text(); strings.Contains(text, "STALLED") {
			f.t.Fatalf("the cockpit stands still:\n%s", text)
		}
	}
}

// note is typed by hand, a key at a time.
func (f *fault) note(text string) {
	f.t.Helper()
	time.Sleep(3 * time.Second) // what is pressed when a prompt has just come is swallowed
	for _, key := range "n" + text + "\r" {
		_, err := f.screen.master.WriteString(string(key))
		f.must(err)
		time.Sleep(150 * time.Millisecond)
	}
	hurried := wording.Load(wording.English).Say("error.hurried")
	for strings.Contains(f.screen.text(), hurried) { // a busy machine read two keys at once
		_, err := f.screen.master.WriteString("\r")
		f.must(err)
	}
}

// TestTheDiskHangs takes the disk's answers away at the moment at which a
// reboot was requested: for one, each write hangs in the kernel; for another,
// a process keeps the lock for longer than anybody waits for it.
func TestTheDiskHangs(t *testing.T) {
	outside(t)
	for name, hang := range map[string]struct {
		disk         func(*testing.T) *disk
		strike, mend func(*disk)
	}{
		"frozen": {newFreezer, (*disk).freeze, (*disk).thaw},
		"locked": {newDisk, (*disk).keepLock, func(d *disk) {
			// somebody else who waits for the lock may write first, by a later clock
			note := exec.Command(binary(d.t), "do", filepath.Join(d.path, "rec"), "note", "other", "--by", "wang")
			d.must(note.Start())
			time.Sleep(2 * time.Second)
			d.must(d.lock.Unlock())
			d.must(note.Wait())
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := startFault(hang.disk(t))
			saved := f.strike(hang.strike)
			f.screen.see("the disk has not answered since")
			f.note("typed")
			f.screen.see("taken, NOT SAVED yet")
			f.lives()
			if n := len(f.lines()); n != len(saved) {
				t.Errorf("%d lines were written on a disk that hangs", n-len(saved))
			}
			f.mendAndCompare(hang.mend, saved)
			notes := 0
			for _, e := range recorded(t, f.record) {
				if d, ok := e.Data.(change.NoteData); ok && d.Text.Text == "typed" {
					notes++
				}
			}
			if notes != 1 {
				t.Errorf("the note stands %d times in the journal", notes)
			}
		})
	}
}

// TestEndsWhileTheDiskHangs: what was kept is told, without waiting for the disk.
func TestEndsWhileTheDiskHangs(t *testing.T) {
	outside(t)
	d := newFreezer(t)
	plan, record := filepath.Join(t.TempDir(), "plan.yaml"), filepath.Join(d.path, "rec")
	d.must(os.WriteFile(plan, []byte(faultPlan), 0o600))
	run := exec.Command(binary(t), "run", plan, "--headless", "--record", record, "--operator", "li")
	said := &output{}
	run.Stderr = said
	d.must(run.Start())
	t.Cleanup(func() { _ = run.Process.Kill() })
	await(t, record, change.SignalBack, "A1")
	tminus(t, "do", record, "start", "A1", "--by", "li")
	tminus(t, "do", record, "reboot", "A1", "--by", "li")
	time.Sleep(time.Second) // the cockpit has read it
	d.freeze()
	time.Sleep(5 * time.Second) // rungs come due
	d.must(run.Process.Signal(syscall.SIGTERM))
	told := func() string { return strings.Join(said.all(), "\n") }
	for end := time.Now().Add(waitPatience); !strings.Contains(told(), string(change.RungDue)); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("what is not saved is not told while the disk hangs:\n%s", told())
		}
	}
	d.thaw()
	_ = run.Wait()
	tminus(t, "verify", record)
}
