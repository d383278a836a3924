package ui

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"tminus/change"
)

// running is a cockpit whose night goes on, a probe of every signal each second.
type running struct {
	n      *night
	offset time.Duration
	done   atomic.Int64
}

func newRunning(n *night) *running { return &running{n: n, offset: -time.Since(n.now)} }

func (r *running) Now() time.Time { return time.Now().Add(r.offset) }

func (r *running) Snapshot() *change.Snapshot {
	if d := r.Now().Sub(r.n.now); d >= time.Second {
		r.n.pass(d.Truncate(time.Second))
	}
	snap := r.n.snapshot()
	snap.Now, snap.Beat = r.Now(), time.Now()
	return snap
}

func (r *running) Do(change.Command) error {
	r.done.Add(1)
	return nil
}

// counter counts what is written to the terminal.
type counter struct{ n atomic.Int64 }

func (c *counter) Write(b []byte) (int, error) {
	c.n.Add(int64(len(b)))
	return len(b), nil
}

// program runs the real program on a terminal of that size until the test ends
// it, in the time of a synctest bubble.
func program(t *testing.T, core Cockpit, o Options, w, h int, out io.Writer) (keys *io.PipeWriter, end func()) {
	o.Cockpit, o.Operator = core, "Lin"
	ctx, cancel := context.WithCancel(t.Context())
	input, keys := io.Pipe()
	ended := make(chan struct{})
	go func() {
		_ = Run(ctx, o, tea.WithInput(input), tea.WithOutput(out), tea.WithoutSignalHandler(), tea.WithWindowSize(w, h),
			tea.WithColorProfile(colorprofile.TrueColor), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
		close(ended)
	}()
	return keys, func() {
		cancel()
		_ = keys.Close()
		<-ended
		time.Sleep(2 * pullEvery) // the last tick is still on its way
	}
}

// TestQuietLine: over a slow line a second in which nothing happens costs
// under 500 bytes at 120x40, on the board and on the wall.
func TestQuietLine(t *testing.T) {
	for _, name := range []string{"calm", "rebooting", "late"} {
		for _, wall := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s wall %v", name, wall), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var out counter
					_, end := program(t, newRunning(moments()[name](t)), Options{OnWall: wall}, 120, 40, &out)
					defer end()
					time.Sleep(10 * time.Second)
					before, most, last := out.n.Load(), int64(0), out.n.Load()
					const seconds = 60
					for range seconds {
						time.Sleep(time.Second)
						most, last = max(most, out.n.Load()-last), out.n.Load()
					}
					mean := (out.n.Load() - before) / seconds
					t.Logf("a quiet second costs %d bytes, the dearest %d", mean, most)
					if mean > 500 || mean == 0 {
						t.Errorf("a quiet second costs %d bytes", mean)
					}
				})
			})
		}
	}
}

// TestTenThousandKeys: a paste that a terminal sends as bare keys, each of them
// one that acts, does nothing at all; nor does one that is bracketed.
func TestTenThousandKeys(t *testing.T) {
	for name, frame := range map[string][2]string{"bare": {"", ""}, "bracketed": {"\x1b[200~", "\x1b[201~"}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				core := newRunning(moments()["first-rung"](t))
				keys, end := program(t, core, Options{}, 80, 24, io.Discard)
				defer end()
				time.Sleep(10 * time.Second)
				_, _ = io.WriteString(keys, frame[0]+strings.Repeat("y1dsb\rxoDq:/w", 10000/13+1)+frame[1])
				time.Sleep(10 * time.Second)
				if n := core.done.Load(); n > 0 {
					t.Errorf("the paste did %d things", n)
				}
			})
		})
	}
}
