package cmd_test

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/sys/unix"
)

// pty is a terminal of which the test is the other end: it can stop reading,
// hang up and change its size as it likes.
type pty struct {
	t      *testing.T
	master *os.File
	slave  *os.File

	mu     sync.Mutex
	out    strings.Builder
	paused chan struct{} // nil while it reads; closed to read on
	wide   bool
}

func newPty(t *testing.T) *pty {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		skipLoudly(t, "no pseudo terminal: "+err.Error())
	}
	var n int
	if err := ioctl(master, func(fd int) (err error) {
		if err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err == nil {
			n, err = unix.IoctlGetInt(fd, unix.TIOCGPTN)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	p := &pty{t: t, master: master, slave: slave}
	p.resize(100, 40)
	t.Cleanup(func() { _ = master.Close(); _ = slave.Close() })
	go p.read()
	return p
}

func ioctl(f *os.File, do func(fd int) error) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	if err := raw.Control(func(fd uintptr) { inner = do(int(fd)) }); err != nil {
		return err
	}
	return inner
}

func (p *pty) resize(w, h uint16) {
	p.t.Helper()
	err := ioctl(p.master, func(fd int) error {
		return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Col: w, Row: h})
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

// start runs a command as the leader of this terminal's session.
func (p *pty) start(args ...string) *exec.Cmd {
	p.t.Helper()
	c := exec.Command(args[0], args[1:]...)
	c.Env = append(os.Environ(), "TERM=xterm-256color", "LC_ALL=C.UTF-8")
	c.Stdin, c.Stdout, c.Stderr = p.slave, p.slave, p.slave
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := c.Start(); err != nil {
		p.t.Fatal(err)
	}
	_ = p.slave.Close()
	p.t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	return c
}

func (p *pty) read() {
	buf := make([]byte, 32<<10)
	for {
		n, err := p.master.Read(buf)
		p.mu.Lock()
		p.out.Write(buf[:n])
		paused := p.paused
		p.mu.Unlock()
		if paused != nil {
			<-paused
		}
		if err != nil {
			return
		}
	}
}

// pause stops reading, as a terminal does whose user pressed ctrl-s.
func (p *pty) pause() (goOn func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paused = make(chan struct{})
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		close(p.paused)
		p.paused = nil
	}
}

// text is the screen: a change of its size makes it be drawn anew.
func (p *pty) text() string {
	p.t.Helper()
	p.mu.Lock()
	p.out.Reset()
	p.wide = !p.wide
	w := uint16(100)
	if p.wide {
		w++
	}
	p.mu.Unlock()
	p.resize(w, 40)
	time.Sleep(300 * time.Millisecond)
	p.mu.Lock()
	defer p.mu.Unlock()
	return ansi.Strip(p.out.String())
}

// see waits until all of the texts are on the screen; the patience is no
// measure of speed.
func (p *pty) see(texts ...string) {
	p.t.Helper()
	screen, missing := "", ""
	for end := time.Now().Add(waitPatience); time.Now().Before(end); {
		screen, missing = p.text(), ""
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				missing = text
			}
		}
		if missing == "" {
			return
		}
	}
	p.t.Fatalf("the screen does not show %q:\n%s", missing, screen)
}

// hear waits until all of the texts were printed, since the screen was last
// drawn anew.
func (p *pty) hear(texts ...string) {
	p.t.Helper()
	for end := time.Now().Add(waitPatience); ; time.Sleep(50 * time.Millisecond) {
		p.mu.Lock()
		said := ansi.Strip(p.out.String())
		p.mu.Unlock()
		missing := slices.IndexFunc(texts, func(text string) bool { return !strings.Contains(said, text) })
		if missing < 0 {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("nothing says %q:\n%s", texts[missing], said)
		}
	}
}

// hangUp takes the terminal away: the kernel sends SIGHUP to its session.
func (p *pty) hangUp() { _ = p.master.Close() }
