package changetest

import (
	"fmt"
	"time"

	"tminus/change"
)

// Night runs the core second by second, as the engine does, against simulated
// hosts: the stage of whatever explores states from outside of the core.
type Night struct {
	Plan  *change.Plan
	State change.State
	Sight *change.Sight
	Now   time.Time
	// Cut means that our own network is gone: nothing that we send gets anywhere.
	Cut bool
	// Journal is all that was committed, in order.
	Journal []change.Event
	// Broken receives what must never happen.
	Broken func(format string, args ...any)
	// Made is given whatever the core has made: the data of events, refusals.
	// It may be nil.
	Made func(what any)

	truth []truth
	// mono is the clock that no hand can set.
	mono time.Duration
	last change.Reading
}

// truth says what a signal of a host, or a witness, answers from now on.
type truth struct {
	host, check string
	up          bool
	boot, name  string
}

// NewNight sets the stage at an instant: no host answers yet.
func NewNight(p *change.Plan, start time.Time, broken func(string, ...any)) *Night {
	n := &Night{Plan: p, State: change.NewState(p), Sight: change.NewSight(p), Now: start, Broken: broken}
	for i := range p.Hosts {
		h := &p.Hosts[i]
		for _, signal := range h.Watched() {
			t := truth{host: h.Name, check: signal.Name}
			switch signal.Name {
			case change.SignalBoot:
				t.boot = bootID(1)
			case change.SignalRDP:
				t.name = h.Name
			}
			n.truth = append(n.truth, t)
		}
	}
	for _, w := range p.Witnesses {
		n.truth = append(n.truth, truth{check: w, up: true})
	}
	return n
}

// bootID is the id of the nth boot of a machine.
func bootID(n int) string { return fmt.Sprintf("0b6c3a2e-0000-4000-8000-%012d", n) }

// signal is what a signal does; nil where the plan has none of that name.
func (n *Night) signal(host, check string) *truth {
	for i := range n.truth {
		if t := &n.truth[i]; t.host == host && t.check == check {
			return t
		}
	}
	return nil
}

// second lets one second pass.
func (n *Night) second() {
	n.Now, n.mono = n.Now.Add(time.Second), n.mono+time.Second
	n.probe()
	n.lookAtClocks()
	n.advance()
}

// probe asks every signal, and each answers or is lost at once.
func (n *Night) probe() {
	for i := range n.truth {
		t := &n.truth[i]
		o := change.Observation{Host: t.host, Check: t.check, At: n.Now, Verdict: change.Lost, Cause: change.CauseTimeout}
		if t.up && !n.Cut {
			o.Verdict, o.Cause, o.Boot, o.Name = change.Answered, "", t.boot, t.name
			if t.check == change.SignalBoot && t.boot == "" {
				o.Verdict, o.Cause = change.Unknown, change.CauseNotOffered
			}
		}
		if n.Sight.Hides(o) {
			n.advance()
		}
		n.Sight.Add(o)
	}
}

// lookAtClocks journals what became of the time since the last look.
func (n *Night) lookAtClocks() {
	last := n.last
	n.last = change.Reading{Wall: n.Now, Mono: n.mono}
	if last.Wall.IsZero() {
		return
	}
	if jump := change.Jump(last, n.last); len(jump) > 0 {
		n.Sight.Gap()
		n.commit(jump)
	}
}

// advance asks the core once, and once more to see that it has said all.
func (n *Night) advance() {
	after, events := change.Advance(n.State, n.Sight, n.Now)
	n.Sight.MarkObserved()
	if len(events) == 0 {
		return
	}
	n.commit(events)
	if change.Gaps(events) { // it stopped there, and goes on at the next look
		n.Sight.Gap()
		return
	}
	if _, again := change.Advance(after, n.Sight, n.Now); len(again) > 0 {
		n.Broken("Advance is not idempotent at %s: %v", change.TimeOfDay(n.Plan, n.Now), again)
	}
}

// commit journals events, which gives them their number, and folds them in.
func (n *Night) commit(events []change.Event) {
	for i := range events {
		events[i].Seq = uint64(len(n.Journal) + 1)
		n.Journal = append(n.Journal, events[i])
		n.made(events[i].Data)
		n.State = change.Fold(n.State, events[i])
	}
}

func (n *Night) made(what any) {
	if n.Made != nil {
		n.Made(what)
	}
}

// Do gives a command; what it decides is committed even where it refuses.
func (n *Night) Do(c change.Command) ([]change.Event, error) {
	events, err := change.Decide(n.State, c, n.Now)
	n.commit(events)
	n.made(err)
	n.made(n.State.LeftOpen())
	n.advance()
	return events, err
}

// Restart forgets what only the process knew, as after a crash: for the gap
// nobody looked.
func (n *Night) Restart(gap time.Duration) {
	last := n.Now
	n.Now, n.mono = n.Now.Add(gap), n.mono+gap
	n.Sight, n.last = change.NewSight(n.Plan), change.Reading{Wall: n.Now, Mono: n.mono}
	if _, err := n.Do(change.Continue{By: "li", Data: change.ResumedData{Unobserved: last}}); err != nil {
		n.Broken("restart: %v", err)
	}
}

// fork is a night of its own from here on.
func (n *Night) fork() *Night {
	f := *n
	f.Sight = n.Sight.Clone()
	f.Journal = n.Journal[:len(n.Journal):len(n.Journal)]
	f.truth = append([]truth(nil), n.truth...)
	return &f
}
