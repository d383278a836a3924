package change

import (
	"time"
)

// night runs the core as the engine does, second by second, against a
// simulated truth. It is the stage of the stories and of the random histories.
type night struct {
	plan  *Plan
	state State
	sight *Sight
	now   time.Time
	// truth says what the signals answer from now on.
	truth map[signalKey]*signalTruth
	// sent holds the lost probes whose timeout is not over.
	sent []Observation
	// journal is all that was committed, in order.
	journal []Event
	// broken receives what must never happen.
	broken func(format string, args ...any)
	// watch sees each observation at the moment the Sight gets it; may be nil.
	watch func(Observation)
}

// signalTruth is what one simulated signal does.
type signalTruth struct {
	up    bool
	fault bool // our own probing is broken: no verdict
	cause Cause
	drop  int    // so many probes get lost on the way
	boot  string // on boot evidence
}

func newNight(p *Plan, start time.Time, broken func(string, ...any)) *night {
	n := &night{
		plan: p, state: NewState(p), sight: NewSight(p), now: start,
		truth: map[signalKey]*signalTruth{}, broken: broken,
	}
	for _, h := range p.Hosts {
		for _, check := range h.Signals() {
			n.truth[signalKey{h.Name, check}] = &signalTruth{cause: CauseTimeout}
		}
		if h.BootEvidence.Exec != "" {
			n.truth[signalKey{h.Name, SignalBoot}] = &signalTruth{boot: "boot-1"}
		}
	}
	return n
}

// until lets time pass in steps of one second and returns what happened.
func (n *night) until(end time.Time) []Event {
	from := len(n.journal)
	for n.now.Before(end) {
		n.now = n.now.Add(time.Second)
		n.probe()
		n.advance()
	}
	return n.journal[from:]
}

// probe sends what is due and delivers what has come in: an answer at once, a
// loss when its timeout is over.
func (n *night) probe() {
	var waiting []Observation
	for _, o := range n.sent {
		if n.now.Before(o.At.Add(n.plan.Probe.Timeout)) {
			waiting = append(waiting, o)
			continue
		}
		n.see(o)
	}
	n.sent = waiting
	if n.now.Unix()%int64(n.plan.Probe.Interval/time.Second) != 0 {
		return
	}
	for i := range n.plan.Hosts {
		h := &n.plan.Hosts[i]
		for _, check := range h.Signals() {
			n.ask(h.Name, check)
		}
		if h.BootEvidence.Exec != "" {
			n.ask(h.Name, SignalBoot)
		}
	}
}

func (n *night) ask(host, check string) {
	truth := n.truth[signalKey{host, check}]
	o := Observation{Host: host, Check: check, At: n.now, Verdict: Answered, Boot: truth.boot}
	switch {
	case truth.fault:
		o.Verdict, o.Cause = Unknown, CauseLocal
	case truth.drop > 0:
		truth.drop--
		o.Verdict, o.Cause = Lost, CauseTimeout
	case !truth.up:
		o.Verdict, o.Cause = Lost, truth.cause
	}
	if o.Verdict != Answered {
		o.Boot = ""
	}
	if o.Cause == CauseTimeout {
		n.sent = append(n.sent, o)
		return
	}
	n.see(o)
}

func (n *night) see(o Observation) {
	if n.watch != nil {
		n.watch(o)
	}
	n.sight.Add(o)
}

// advance asks the core once, and once more to see that it has said all.
func (n *night) advance() {
	after, events := Advance(n.state, n.sight, n.now)
	if len(events) == 0 {
		return
	}
	n.commit(events)
	if Gaps(events) {
		n.sight.Gap()
	}
	if _, again := Advance(after, n.sight, n.now); len(again) > 0 {
		n.broken("Advance is not idempotent at %s: %v", Clock(n.plan, n.now), again)
	}
}

// commit journals events, which gives them their number, and folds them in.
func (n *night) commit(events []Event) {
	for i := range events {
		events[i].Seq = uint64(len(n.journal) + 1)
		n.journal = append(n.journal, events[i])
	}
	n.state = Fold(n.state, events...)
}

// do gives a command; what it decides is committed even where it refuses.
func (n *night) do(c Command) ([]Event, error) {
	events, err := Decide(n.state, c, n.now)
	n.commit(events)
	n.advance()
	return events, err
}

// restart forgets what only the process knew, as after a crash: for the gap
// nobody looked.
func (n *night) restart(gap time.Duration) []Event {
	last := n.now
	n.now = n.now.Add(gap)
	n.sight, n.sent = NewSight(n.plan), nil
	from := len(n.journal)
	if _, err := n.do(Continue{By: "li", Data: ResumedData{Unobserved: last}}); err != nil {
		n.broken("restart: %v", err)
	}
	return n.journal[from:]
}
