package change

import (
	"fmt"
	"reflect"
	"time"
)

// night runs the core as the engine does, second by second, against a
// simulated truth. It is the stage of the stories and of the random histories.
type night struct {
	plan  *Plan
	state State
	sight *Sight
	now   time.Time
	// mono is the clock that no hand can set; sleeps: it stands still while
	// the machine is suspended. last is what both showed at the latest look.
	mono   time.Duration
	sleeps bool
	last   Reading
	// cut: our own network is gone, and nothing that we send gets anywhere.
	cut bool
	// truth says what the signals answer from now on.
	truth map[signalKey]*signalTruth
	// sent holds the lost probes whose timeout is not over.
	sent []sentProbe
	// journal is all that was committed, in order.
	journal []Event
	// broken receives what must never happen.
	broken func(format string, args ...any)
	// watch sees each observation at the moment the Sight gets it, told each
	// event once it is folded in; either may be nil.
	watch func(Observation)
	told  func(Event)
	// statements is how many were made: see typed.
	statements int
}

// sentProbe is a probe that nobody answers, until its timeout is over.
type sentProbe struct {
	Observation
	due time.Duration // by the clock that no hand can set
}

// signalTruth is what one simulated signal does.
type signalTruth struct {
	up    bool
	fault bool // our own probing is broken: no verdict
	cause Cause
	drop  int    // so many probes get lost on the way
	boot  string // on boot evidence
	// isUptime: boot evidence is the time since it booted, by the clock that no
	// hand can set. ahead is by how much the machine's clock, which it tells, is
	// ahead of ours.
	isUptime      bool
	booted, ahead time.Duration
	name          string // the computer's own, on its identity
}

// offersNothing: boot evidence that has none to give, as SMB on a new Windows.
func (t *signalTruth) offersNothing(k *Kind) bool {
	return k != nil && k.Role == ProvesBoot && t.boot == "" && !t.isUptime
}

// clock is what the machine tells of its own clock, zero if it tells nothing.
func (t *signalTruth) clock(now time.Time) time.Time {
	if t.ahead == 0 {
		return time.Time{}
	}
	return now.Add(t.ahead)
}

func newNight(p *Plan, start time.Time, broken func(string, ...any)) *night {
	n := &night{
		plan: p, state: NewState(p), sight: NewSight(p), now: start,
		truth: map[signalKey]*signalTruth{}, broken: broken,
	}
	for _, h := range p.Hosts {
		for _, signal := range h.Watched() {
			n.truth[signalKey{h.Name, signal.Name}] = &signalTruth{cause: CauseTimeout}
		}
		if h.BootEvidence.Exec != "" {
			n.truth[signalKey{h.Name, SignalBoot}].boot = bootID(1)
		}
		if h.BootEvidence.RDP {
			n.truth[signalKey{h.Name, SignalRDP}].name = h.Name
		}
	}
	for _, w := range p.Witnesses {
		n.truth[signalKey{"", w}] = &signalTruth{up: true, cause: CauseTimeout}
	}
	return n
}

// until lets time pass in steps of one second and returns what happened.
func (n *night) until(end time.Time) []Event {
	from := len(n.journal)
	for n.now.Before(end) {
		n.pass(time.Second, time.Second)
		n.probe()
		n.lookAtClocks()
		n.advance()
	}
	return n.journal[from:]
}

// pass moves both clocks.
func (n *night) pass(wall, mono time.Duration) {
	n.now, n.mono = n.now.Add(wall), n.mono+mono
}

// lookAtClocks journals what became of the time since the last look, as the
// engine does at each of its ticks.
func (n *night) lookAtClocks() {
	last := n.last
	n.last = Reading{Wall: n.now, Mono: n.mono, Sleeps: n.sleeps}
	if last.Wall.IsZero() {
		return
	}
	if jump := Jump(last, n.last); len(jump) > 0 {
		n.sight.Gap()
		n.commit(jump)
	}
}

// probe sends what is due and delivers what has come in: an answer at once, a
// loss when its timeout is over.
func (n *night) probe() {
	var waiting []sentProbe
	for _, o := range n.sent {
		if n.mono < o.due {
			waiting = append(waiting, o)
			continue
		}
		n.see(n.doubted(o))
	}
	n.sent = waiting
	if n.now.Unix()%int64(n.plan.Probe.Interval/time.Second) != 0 {
		return
	}
	for i := range n.plan.Hosts {
		h := &n.plan.Hosts[i]
		for _, signal := range h.Watched() {
			n.ask(h.Name, signal.Name)
		}
	}
	for _, w := range n.plan.Witnesses {
		n.ask("", w)
	}
}

// doubted: a loss that comes far too late says nothing, as the probes of
// package checks have it. It takes the longer one of both clocks.
func (n *night) doubted(o sentProbe) Observation {
	if n.mono > o.due+time.Second || n.now.Sub(o.At) > n.plan.Probe.Timeout+2*time.Second {
		o.Verdict, o.Cause = Unknown, CauseLocal
	}
	return o.Observation
}

func (n *night) ask(host, check string) {
	truth := n.truth[signalKey{host, check}]
	o := Observation{Host: host, Check: check, At: n.now, Verdict: Lost, Cause: CauseTimeout}
	switch {
	case truth.fault:
		o.Verdict, o.Cause = Unknown, CauseLocal
	case truth.drop > 0:
		truth.drop--
	case n.cut:
	case !truth.up:
		o.Cause = truth.cause
	case truth.offersNothing(n.sight.Track(host, check).kind):
		o.Verdict, o.Cause, o.Clock = Unknown, CauseNotOffered, truth.clock(n.now)
	default:
		o.Verdict, o.Cause, o.Boot, o.Name, o.Clock = Answered, "", truth.boot, truth.name, truth.clock(n.now)
		if truth.isUptime {
			o.Boot = fmt.Sprintf("%.2f", (n.mono - truth.booted).Seconds())
		}
	}
	if o.Cause == CauseTimeout {
		n.sent = append(n.sent, sentProbe{o, n.mono + n.plan.Probe.Timeout})
		return
	}
	n.see(o)
}

// see hands an observation to the Sight, as the engine does: what it would
// hide is looked at before.
func (n *night) see(o Observation) {
	if n.sight.Hides(o) {
		n.advance()
	}
	if n.watch != nil {
		n.watch(o)
	}
	n.sight.Add(o)
}

// advance asks the core once, and once more to see that it has said all.
func (n *night) advance() {
	after, events := Advance(n.state, n.sight, n.now)
	n.sight.MarkObserved()
	if len(events) == 0 {
		return
	}
	n.commit(events)
	if Gaps(events) {
		n.sight.Gap()
	}
	if _, again := Advance(after, n.sight, n.now); len(again) > 0 {
		n.broken("Advance is not idempotent at %s: %v", TimeOfDay(n.plan, n.now), again)
	}
}

// commit journals events, which gives them their number, and folds them in.
func (n *night) commit(events []Event) {
	for i := range events {
		events[i].Seq = uint64(len(n.journal) + 1)
		n.journal = append(n.journal, events[i])
		n.typed(events[i].Data)
		if n.state = Fold(n.state, events[i]); n.state.Plan != n.plan && n.sight != nil && n.state.Plan.Ungated {
			n.sight = n.sight.For(n.state.Plan) // as the engine does
		}
		if n.told != nil {
			n.told(events[i])
		}
	}
}

// do gives a command; what it decides is committed even where it refuses.
func (n *night) do(c Command) ([]Event, error) {
	events, err := Decide(n.state, c, n.now)
	n.commit(events)
	n.typed(err)
	n.typed(n.state.LeftOpen())
	n.advance()
	return events, err
}

// typed holds each statement that is made on a night to the types that its
// names promise: only then it is read back as what it was.
func (n *night) typed(what any) {
	n.statements += statements(reflect.ValueOf(what), func(s Statement) {
		for _, v := range s.Values {
			if !kindOf(v.Name).fits(v.Is) {
				n.broken("%s of %s is a %T", v.Name, s.Code, v.Is)
			}
		}
	})
}

// statements hands out every statement below a value, and counts them.
func statements(v reflect.Value, do func(Statement)) (count int) {
	switch v.Kind() {
	case reflect.Struct:
		switch x := v.Interface().(type) {
		case Statement:
			do(x)
			count++
		case Fleet:
			return statements(reflect.ValueOf(x.list()), do)
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				count += statements(v.Field(i), do)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			count += statements(v.Index(i), do)
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			count += statements(v.Elem(), do)
		}
	}
	return count
}

// restart forgets what only the process knew, as after a crash: for the gap
// nobody looked.
func (n *night) restart(gap time.Duration) []Event {
	last := n.now
	n.pass(gap, gap)
	n.sight, n.sent, n.last = NewSight(n.plan), nil, Reading{}
	from := len(n.journal)
	if _, err := n.do(Continue{By: "li", Data: ResumedData{Unobserved: last}}); err != nil {
		n.broken("restart: %v", err)
	}
	return n.journal[from:]
}

// bootID is the id of the nth boot of a machine.
func bootID(n int) string { return fmt.Sprintf("0b6c3a2e-0000-4000-8000-%012d", n) }
