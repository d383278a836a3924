package main

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tminus/change"
	"tminus/checks"
	"tminus/config"
	"tminus/drill"
	"tminus/examples"
	"tminus/ui"
)

// fake is a kind of signals that the program does not know: what adding one
// takes in each room is one entry, and none in the screen.
type fake struct {
	kind   change.Kind
	maker  checks.Maker
	course drill.Course
	// heading and cell are what the board shows of it.
	heading, cell string
}

func fakes() []fake {
	told := func(o change.Observation) checks.Maker {
		return func(*change.Host, change.Signal) func(context.Context) change.Observation {
			return func(context.Context) change.Observation { return o }
		}
	}
	power := func(o *change.Observation, _ *change.Host, _ time.Time) { o.State = "on" }
	return []fake{
		{
			kind:    change.Kind{ID: "power", Role: change.TellsState, Every: change.PageInterval},
			maker:   told(change.Observation{Verdict: change.Answered, State: "on"}),
			course:  drill.Course{Stops: 2, Back: 2, Tells: power}, // it has power whatever its services do
			heading: "POWER", cell: "on",
		},
		{
			kind:    change.Kind{ID: "ssh", Every: change.PageInterval, Sees: true},
			maker:   told(change.Observation{Verdict: change.Answered}),
			course:  drill.Course{Stops: 0.03, Back: 0.9, Recovered: 0.6},
			heading: "PORTS", cell: "▪ssh",
		},
	}
}

func TestAKindOfSignalIsOneEntry(t *testing.T) {
	for _, f := range fakes() {
		t.Run(string(f.kind.ID), func(t *testing.T) {
			name := string(f.kind.ID)
			plan, err := config.Parse("night", examples.PatchNight)
			if err != nil {
				t.Fatal(err)
			}
			for i := range plan.Hosts {
				plan.Hosts[i].Also = []change.Signal{{Name: name, Kind: &f.kind}}
			}
			f.probed(t, plan)
			d := f.simulated(t, plan)
			if !slices.ContainsFunc(d.journal, func(line string) bool {
				return strings.Contains(line, `"type":"signal.back","host":"A1"`) && strings.Contains(line, `"check":"`+name+`"`)
			}) {
				t.Errorf("%s is not in the journal", name)
			}
			f.shown(t, d)
		})
	}
}

// probed: the prober asks for it, and says under its name what came.
func (f *fake) probed(t *testing.T, plan *change.Plan) {
	one := *plan
	one.Witnesses = nil
	one.Hosts = []change.Host{{Name: "A1", Address: "127.0.0.1", Also: plan.Hosts[0].Also}}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	seen := probes{want: string(f.kind.ID), cancel: cancel}
	p := checks.New(&one, checks.Options{Makers: map[change.KindID]checks.Maker{f.kind.ID: f.maker}})
	if err := p.Run(ctx, &seen); err != nil || seen.got.Verdict != change.Answered || seen.got.Host != "A1" {
		t.Errorf("%s was not probed: %+v %v", seen.want, seen.got, err)
	}
}

// probes waits for the observation of one signal.
type probes struct {
	want   string
	got    change.Observation
	cancel func()
}

func (p *probes) Observe(batch []change.Observation) {
	for _, o := range batch {
		if o.Check == p.want {
			p.got = o
			p.cancel()
		}
	}
}

func (p *probes) Note(change.Statement) {}
func (p *probes) Tick(time.Time)        {}

// simulated lets a minute of the rehearsal pass.
func (f *fake) simulated(t *testing.T, plan *change.Plan) *desk {
	begin := plan.Change.Window.Start
	d := &desk{t: t, clock: drill.NewClock(begin), state: change.NewState(plan), sight: change.NewSight(plan), until: begin.Add(time.Minute)}
	events, err := change.Decide(d.state, change.Open{By: "test", Rehearsal: true}, begin)
	if err != nil {
		t.Fatal(err)
	}
	d.take(events)
	ctx, cancel := context.WithCancel(t.Context())
	d.cancel = cancel
	night := drill.NewNight(drill.Options{
		Plan: plan, Clock: d.clock, Speed: drill.MaxSpeed, Snapshot: d.Snapshot,
		Courses: map[change.KindID]drill.Course{f.kind.ID: f.course},
	})
	_ = night.Run(ctx, d) // it ends with the context
	return d
}

// desk is an engine without goroutines, whose journal is a list of lines.
type desk struct {
	t       *testing.T
	clock   *drill.Clock
	state   change.State
	sight   *change.Sight
	journal []string
	until   time.Time
	cancel  func()
}

// take folds in what the journal holds: each event goes through its line.
func (d *desk) take(events []change.Event) {
	for _, e := range events {
		line, err := json.Marshal(e)
		if err != nil {
			d.t.Fatal(err)
		}
		var back change.Event
		if err := json.Unmarshal(line, &back); err != nil {
			d.t.Fatal(err)
		}
		d.journal = append(d.journal, string(line))
		d.state = change.Fold(d.state, back)
	}
}

func (d *desk) Observe(batch []change.Observation) {
	for _, o := range batch {
		d.sight.Add(o)
	}
}

func (d *desk) Note(change.Statement) {}

func (d *desk) Tick(now time.Time) {
	_, events := change.Advance(d.state, d.sight, now)
	d.take(events)
	if now.After(d.until) {
		d.cancel()
	}
}

func (d *desk) Snapshot() *change.Snapshot {
	now := d.clock.Now()
	return &change.Snapshot{State: &d.state, Sight: d.sight, Now: now, Beat: now}
}
func (d *desk) Do(change.Command) error { return nil }
func (d *desk) Now() time.Time          { return d.clock.Now() }

// shown: the board has what it told, under its heading.
func (f *fake) shown(t *testing.T, d *desk) {
	m := ui.New(ui.Options{Cockpit: d, Operator: "test", Wall: d.Now})
	m, _ = m.Update(tea.WindowSizeMsg{Width: 240, Height: 60})
	content := ansi.Strip(m.(interface{ View() tea.View }).View().Content)
	head, row := "", ""
	for line := range strings.Lines(content) {
		if head == "" && strings.Contains(line, f.heading) {
			head = line
		} else if head != "" && row == "" && strings.Contains(line, "A1") {
			row = line
		}
	}
	at := ansi.StringWidth(head[:max(0, strings.Index(head, f.heading))])
	if head == "" || !strings.Contains(ansi.TruncateLeft(row, at, ""), f.cell) {
		t.Errorf("not shown under %s:\n%s%s", f.heading, head, row)
	}
}
