package cmd

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"tminus/change"
	"tminus/config"
	"tminus/drill"
	"tminus/engine"
	"tminus/journal"
	"tminus/record"
)

// shared is a buffer that more than one goroutine writes to and reads from.
type shared struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// dying is a cockpit in front of simulated hosts whose screen dies so many
// times, and ends when it is told to.
func dying(t *testing.T, times int, over *atomic.Bool) (*cockpit, *journal.Record, *shared) {
	t.Helper()
	text := []byte(`change: {id: c1, window: {start: 2026-01-01T00:00:00Z, end: 2036-01-01T06:00:00Z}}
environments: {A: {min_healthy: 0}}
hosts: [{name: A1, address: 127.0.0.1, environment: A}]
runbook: [{id: a, title: look}]
`)
	plan, err := config.Parse("plan.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := journal.Create(filepath.Join(t.TempDir(), "r"), text)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() })
	clock, events, errs := drill.NewClock(plan.Change.Window.Start), newQueue(), &shared{}
	var e *engine.Engine
	night := drill.NewNight(drill.Options{Plan: plan, Clock: clock, Speed: 100, Snapshot: func() *change.Snapshot { return e.Snapshot() }})
	if e, err = engine.New(engine.Options{Plan: plan, Journal: kept, Source: night, Clock: clock.Now, By: "li", Written: events.add}); err != nil {
		t.Fatal(err)
	}
	messages := 0
	filter := func(_ tea.Model, msg tea.Msg) tea.Msg {
		if over.Load() {
			return tea.QuitMsg{}
		}
		if messages++; messages > 10 && times > 0 {
			times--
			panic("the screen dies of \x1b[31mthis")
		}
		return msg
	}
	return &cockpit{
		by: "li", engine: newEngineProxy(e), events: events, out: io.Discard, errs: errs,
		flags: cockpitFlags{face: faceFlags{catalog: loadCatalog("en")}},
		drawing: []tea.ProgramOption{
			tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutSignalHandler(), tea.WithWindowSize(80, 24),
			tea.WithColorProfile(colorprofile.NoTTY), tea.WithEnvironment([]string{"TERM=xterm"}), tea.WithFilter(filter),
		},
	}, kept, errs
}

// TestScreenDiesTheWatchGoesOn: the screen of a cockpit dies, once or for good:
// the hosts are watched on, the record says what died, and whoever sits there
// is told of what happens, without a screen if need be.
func TestScreenDiesTheWatchGoesOn(t *testing.T) {
	for _, tt := range []struct {
		name  string
		times int
		plain bool
	}{{"once", 1, false}, {"for good", 1 << 30, true}} {
		t.Run(tt.name, func(t *testing.T) {
			var over atomic.Bool
			c, kept, errs := dying(t, tt.times, &over)
			ended := make(chan error, 1)
			go func() { ended <- c.run() }()
			failed := func() (n int) {
				events, _ := record.Read(kept, 0)
				for _, e := range events {
					if d, ok := e.Data.(change.FaceData); ok {
						if d.Whose != "li" || d.Face != "board" || strings.Contains(d.Fault, "\x1b") {
							t.Errorf("the record says %+v", d)
						}
						n++
					}
				}
				return n
			}
			eventually(t, "the record tells that the screen failed", func() bool { return failed() > 0 })
			if tt.plain {
				eventually(t, "somebody is told", func() bool { return strings.Contains(errs.String(), "the screen cannot be drawn") })
			}
			host := func() change.HostState { return *c.engine.Snapshot().State.Host("A1") }
			eventually(t, "the hosts are watched", func() bool { return host().Signals[0].State == change.Up })
			note := func() error { return c.engine.Do(change.AddNote{By: "li", Text: "still here"}) }
			if err := note(); err != nil {
				t.Fatal(err)
			}
			if tt.plain {
				eventually(t, "events are told as lines", func() bool { return strings.Contains(errs.String(), `"text":"still here"`) })
				lines := strings.Split(strings.TrimSpace(errs.String()), "\n")
				for _, line := range lines {
					if strings.HasPrefix(line, "{") && !json.Valid([]byte(line)) {
						t.Errorf("no line of the journal: %q", line)
					}
				}
			}
			select {
			case err := <-ended:
				t.Fatalf("the cockpit ended: %v\n%s", err, errs)
			default:
			}
			if err := c.engine.Do(change.Close{By: "li", Outcome: "partial"}); err != nil {
				t.Fatal(err)
			}
			over.Store(true) // a screen does not end with its change
			if err := <-ended; err != nil && !errors.Is(err, errInterrupted) {
				t.Errorf("ended with %v", err)
			}
			if n := failed(); n > 6 {
				t.Errorf("told %d times", n)
			}
		})
	}
}
