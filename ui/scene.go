package ui

import (
	"maps"
	"time"

	"tminus/change"
	"tminus/wording"
)

// scene is everything that the panes are drawn from: one instant of the change,
// and what belongs to the person in front of the screen.
type scene struct {
	snap *change.Snapshot
	// now is the time of the change, wall the time on the wall.
	now, wall time.Time
	catalog   wording.Catalog
	styles    styles
	board     board
	// outside are the words for messages to people outside, in the plan's language.
	outside  wording.Catalog
	operator string
	speed    float64
	// selected is the name of the selected host, viewed the id of the
	// incident in view; both may be empty.
	selected, viewed string
	// fresh: a new prompt has just appeared, and keys are swallowed.
	fresh bool
	// sit is the situation of the snapshot: the core has weighed it, and the panes only
	// draw it.
	sit  *change.Situation
	keys keyMap
	// errors are what commands came back with; they stay until dismissed.
	errors []string
	// aside is why the last key did nothing in the open dialog.
	aside string
	// idle is the core's reason against the key that was pressed at idleAt.
	idle   string
	idleAt time.Time
	// ignored are the keys that were swallowed, the last of them at ignoredAt.
	ignored   []string
	ignoredAt time.Time
	// player moves the tape of a replay; nil in front of a live change.
	player *player
	pace   paceBook
	// outlook says by when the change is likely done; nil: nobody reckons.
	outlook func(*change.Snapshot) change.Statement
	// runner carries out steps; nil where that is not possible. rehearsedSteps
	// are the times that the steps took in the rehearsal.
	runner         Runner
	canPing        bool
	rehearsedSteps []change.StepTime
	// onWall: the wall is shown, not the board. readOnly: nobody can act from this
	// screen.
	onWall, readOnly bool
	// beats counts the signs of life of whoever watches the hosts; lastBeat is
	// the second of the latest.
	beats    int
	lastBeat int64
	// filter is what was typed to narrow the hosts down, roll the list that is left.
	filter string
	roll   roll
	// unfold: the hosts of every wave are listed.
	unfold bool
}

// board is what the panes need that follows from the plan alone.
type board struct {
	plan *change.Plan
	// order holds the indices of the hosts in the plan, in the order of the work; index
	// has that of each by its name.
	order         []int
	index         map[string]int
	nameW, envW   int
	portsW, rungW int
	// shown is how the signals of the plan are shown, by their names; states
	// are those that have a column of their own.
	shown  map[string]shownSignal
	states []string
	// envs are the names of the environments in the order of the plan. waves: it has
	// waves, and its list is grouped by them; groupOf has the index of each host's group.
	envs    []string
	waves   bool
	groupOf []int
}

func newBoard(p *change.Plan, display func(*change.Kind) Display) board {
	b := board{plan: p, index: map[string]int{}}
	for i := range p.Hosts {
		b.index[p.Hosts[i].Name] = i
	}
	rest := maps.Clone(b.index)
	for _, name := range p.Order {
		if i, ok := rest[name]; ok {
			b.order = append(b.order, i)
			delete(rest, name)
		}
	}
	for i := range p.Hosts { // what the order does not name comes last
		if _, ok := rest[p.Hosts[i].Name]; ok {
			b.order = append(b.order, i)
		}
	}
	b.measure(p, display)
	b.group(p)
	return b
}

func (s *scene) state() *change.State { return s.snap.State }
func (s *scene) plan() *change.Plan   { return s.snap.State.Plan }

// host is the selected host: its plan and its state. It reports false when
// there is none.
func (s *scene) host() (*change.Host, *change.HostState, bool) {
	i, ok := s.board.index[s.selected]
	if !ok || s.snap == nil {
		return nil, nil, false
	}
	return &s.plan().Hosts[i], s.state().Hosts.At(i), true
}

// incident is the open incident in view: the one chosen, else the most
// urgent; nil when none is open.
func (s *scene) incident() *change.IncidentView {
	if s.sit == nil {
		return nil
	}
	if inc := s.sit.Incident(s.viewed); inc != nil {
		return inc
	}
	if inc := s.sit.Incident(s.sit.Advice.Incident); inc != nil {
		return inc
	}
	if len(s.sit.Incidents) > 0 {
		return &s.sit.Incidents[0]
	}
	return nil
}

func (s *scene) clock(at time.Time) string { return change.TimeOfDay(s.plan(), at) }

// minute is the time without seconds, for moments that people agree on.
func (s *scene) minute(at time.Time) string { return s.clock(at)[:5] }

// zoned is the clock with the name of its zone.
func (s *scene) zoned(at time.Time) string { return at.In(s.zone()).Format("15:04:05 MST") }

// zone is the time zone of the change, UTC as long as none is known.
func (s *scene) zone() *time.Location {
	if s.snap != nil && s.plan().Change.Zone != nil {
		return s.plan().Change.Zone
	}
	return time.UTC
}

// say is a shorthand for the catalog.
func (s *scene) Say(key string, values ...string) string { return s.catalog.Say(key, values...) }

// action names a kind of action in the language of the screen.
func (s *scene) action(kind change.ActionKind) string { return s.catalog.Action(kind) }
