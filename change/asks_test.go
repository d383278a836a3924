package change

import (
	"slices"
	"testing"
	"time"
)

// lost is a night on which A1 went away with nobody asking it to.
func lost(t *testing.T, wait time.Duration) *night {
	n := newNight(nightPlan().only("A1", "B1"), clockOn("23:00"), t.Errorf)
	n.mustDo(Open{By: "li"})
	for _, truth := range n.truth {
		truth.up = true
	}
	n.until(n.now.Add(10 * time.Second))
	for key, truth := range n.truth {
		truth.up = key.host != "A1"
	}
	n.until(n.now.Add(wait))
	return n
}

func (n *night) situation() *Situation {
	return Assess(&Snapshot{State: &n.state, Sight: n.sight, Now: n.now, Beat: n.now}, n.now, n.now)
}

// TestWhatIsTakenInAgainAnswersFirst: a signal that was up when it was left out is
// not up, and its host not back, before it has answered again.
func TestWhatIsTakenInAgainAnswersFirst(t *testing.T) {
	n := newNight(nightPlan().only("A1", "B1"), clockOn("23:00"), t.Errorf)
	n.mustDo(Open{By: "li"})
	for _, truth := range n.truth {
		truth.up = true
	}
	n.until(n.now.Add(10 * time.Second))
	n.mustDo(DropSignal{By: "li", Host: "A1", Check: SignalICMP, Reason: "closed", Second: "zhang"})
	for key, truth := range n.truth {
		truth.up = key.host != "A1"
	}
	n.until(n.now.Add(30 * time.Second))
	n.mustDo(KeepSignal{By: "li", Host: "A1", Check: SignalICMP, Reason: "opened", Second: "zhang"})
	n.until(n.now.Add(2 * time.Second))
	if h := n.state.Host("A1"); h.Reboot == nil || h.Reboot.Phase != Gone || h.Signals[0].State == Up {
		t.Errorf("%+v %+v", h.Reboot, h.Signals)
	}
}

// TestMoreDutiesThanKeys: an incident shows all that is due, and what waits for
// somebody has the keys.
func TestMoreDutiesThanKeys(t *testing.T) {
	n := lost(t, time.Minute)
	inc := n.state.OpenIncident("A")
	for _, kind := range []ActionKind{"a", "b", "c", "d", "e", "f"} {
		n.commit([]Event{{At: n.now, Type: RungDue, Data: RungData{Incident: inc.ID, Rung: RungName(kind), Due: n.now, Action: kind}}})
	}
	view := n.situation().Incident(inc.ID)
	inc = n.state.OpenIncident("A")
	if len(view.Duties) <= MaxKeys || view.Pending() != len(inc.Pending(n.now)) {
		t.Errorf("%d duties, %d pending of %v", len(view.Duties), view.Pending(), inc.Pending(n.now))
	}
	if at := view.Number(view.MostUrgent()); at != 1 {
		t.Errorf("the most urgent has key %d", at)
	}
	if !slices.IsSortedFunc(view.Duties, func(x, y Duty) int { return x.turn("") - y.turn("") }) {
		t.Errorf("what waits does not come first: %+v", view.Duties)
	}
}

// TestAClosedChangeAsksForNothing: what was open when it was closed cannot be
// done any more.
func TestAClosedChangeAsksForNothing(t *testing.T) {
	n := lost(t, time.Minute)
	n.mustDo(Close{By: "li", Outcome: "partial"})
	if sit := n.situation(); len(sit.Incidents) > 0 || sit.Pending > 0 {
		t.Errorf("%d incidents, %d duties are due", len(sit.Incidents), sit.Pending)
	}
}

// TestWhatWasBegunEarlyWaitsLikeAnyOther: a call that was made before it was due,
// and that nobody answered, is asked for by every face.
func TestWhatWasBegunEarlyWaitsLikeAnyOther(t *testing.T) {
	n := lost(t, 30*time.Second)
	inc := n.state.OpenIncident("A")
	n.mustDo(Act{By: "li", Incident: inc.ID, Kind: ActionKind(RungUnplanned), State: ActionIsDone})
	n.mustDo(Act{By: "li", Incident: inc.ID, Kind: ActionVendor, State: ActionIsReached, Outcome: "they call", Callback: "1m"})
	n.until(n.now.Add(90 * time.Second))
	sit := n.situation()
	view := sit.Incident(inc.ID)
	if !view.Rings || sit.Pending != 1 || sit.Advice.Action != ActionVendor || sit.Advice.Since.IsZero() || sit.Severity != Alarm {
		t.Errorf("rings %t, %d pending, advice %+v, severity %d", view.Rings, sit.Pending, sit.Advice, sit.Severity)
	}
}

// TestNoFailoverIsTakenWhereThereIsNone: an environment with nowhere to go has no
// such obligation, due or not.
func TestNoFailoverIsTakenWhereThereIsNone(t *testing.T) {
	n := lost(t, 30*time.Second)
	n.plan.Environments[0].Standby = ""
	inc := n.state.OpenIncident("A")
	if _, err := Decide(n.state, Act{By: "li", Incident: inc.ID, Kind: ActionFailover, State: ActionIsTaken}, n.now); err == nil {
		t.Error("a failover to nowhere is in hand")
	}
}

// TestTheWindowIsNotOverOnceTheClockIsSetBack to a time within it: nothing says
// so, and its incident ends.
func TestTheWindowIsNotOverOnceTheClockIsSetBack(t *testing.T) {
	p := nightPlan().only("A1", "B1")
	p.Change.Window.End = clockOn("23:01")
	n := newNight(p, clockOn("23:00"), t.Errorf)
	n.mustDo(Open{By: "li"})
	for _, truth := range n.truth {
		truth.up = true
	}
	n.until(n.now.Add(10 * time.Second))
	n.mustDo(Deviate{By: "li", What: StartDeviation("A1"), Reason: "it is short", Second: "zhang"})
	n.mustDo(Start{By: "li", Host: "A1"})
	n.until(n.now.Add(2 * time.Minute))
	if sit := n.situation(); len(sit.Incidents) != 1 || !sit.Incidents[0].OfWindow() {
		t.Fatalf("%+v", sit.Incidents)
	}
	n.pass(-10*time.Minute, 0)
	n.lookAtClocks()
	if sit := n.situation(); len(sit.Incidents) > 0 || sit.Window != WindowOpen {
		t.Errorf("window %d, %d incidents", sit.Window, len(sit.Incidents))
	}
	n.until(n.now.Add(10 * time.Second))
	if slices.ContainsFunc(n.state.Incidents, func(inc Incident) bool { return inc.Open() }) {
		t.Error("its incident is open")
	}
}

// TestWhoComesFirst: an incident of hosts comes before that of the window, which
// only says that work is left.
func TestWhoComesFirst(t *testing.T) {
	n := lost(t, time.Minute)
	hosts, window := &Incident{ID: "B-1", Environment: "B", Hosts: []string{"B1"}}, &Incident{ID: "W-1", Kind: IncidentOfWindow}
	if n.state.urgency(hosts, n.now) <= n.state.urgency(window, n.now) {
		t.Error("the end of the window comes before a host, where all is served")
	}
}

// TestWhatTheSituationSays of a host that went away by itself, and of a cockpit
// whose engine no longer moves.
func TestWhatTheSituationSays(t *testing.T) {
	n := lost(t, time.Minute)
	sit := n.situation()
	if !sit.Hosts[0].Lost || sit.Hosts[1].Lost {
		t.Errorf("lost are %t and %t, in truth the first alone", sit.Hosts[0].Lost, sit.Hosts[1].Lost)
	}
	stalled := func(after time.Duration) bool {
		sit := Assess(&Snapshot{State: &n.state, Sight: n.sight, Now: n.now, Beat: n.now}, n.now, n.now.Add(after))
		return slices.ContainsFunc(sit.Alerts, func(a Alert) bool { return a.Kind == AlertStalled })
	}
	if stalled(StalledAfter) || !stalled(StalledAfter+time.Second) {
		t.Error("it counts as stalled too early, or never")
	}
}

// TestLeftOutIsNotWaitedFor: evidence of a source that is left out is known no more,
// and neither is it known that a signal answers which is taken in again.
func TestLeftOutIsNotWaitedFor(t *testing.T) {
	h := HostState{Boots: []BootState{{Source: "a"}, {Source: "b"}}, Reboot: &Reboot{BootsBefore: []BootState{{Source: "a"}, {Source: "b"}}}}
	h.applyDrop(Event{Type: SignalDropped}, DropData{Check: "a"})
	if len(h.Boots) != 1 || h.Boots[0].Source != "b" || len(h.Reboot.BootsBefore) != 1 || h.Reboot.BootsBefore[0].Source != "b" {
		t.Errorf("left are %+v, and of before %+v", h.Boots, h.Reboot.BootsBefore)
	}
	h.Signals = []SignalState{{Check: "icmp", State: Up}}
	h.applyDrop(Event{Type: SignalKept}, DropData{Check: "icmp"})
	if h.Signals[0].State == Up {
		t.Error("a signal that nobody listened to is up")
	}
}

// TestASkipIsSignedOnce: a step for whose omission two people have signed already
// is skipped without another deviation.
func TestASkipIsSignedOnce(t *testing.T) {
	n := newNight(nightPlan().only("A1", "B1"), clockOn("23:00"), t.Errorf)
	n.mustDo(Open{By: "li"})
	for _, truth := range n.truth {
		truth.up = true
	}
	n.until(n.now.Add(10 * time.Second))
	n.mustDo(Start{By: "li", Host: "A1"})
	n.mustDo(Deviate{By: "li", What: SkipDeviation("A1", "patch"), Reason: "no space", Second: "zhang"})
	n.mustDo(MarkStep{By: "li", Host: "A1", Result: StepPassed})
	if got := len(n.state.Deviations); got != 1 {
		t.Errorf("%d deviations, want the one that was signed: %+v", got, n.state.Deviations)
	}
}

// TestTheWindowCallsNobody by the ladders of its hosts, and a failed step is told by
// the number that people count.
func TestTheWindowCallsNobody(t *testing.T) {
	n := lost(t, 0)
	if _, is := n.state.Plan.ActionTask(&Incident{Kind: IncidentOfWindow, Hosts: []string{"A1"}}, ActionVendor); is {
		t.Error("the end of the window calls the vendor")
	}
	h := n.state.Host("A1")
	h.Work = Started
	a := assessor{s: &n.state, now: n.now}
	if got := a.failedStep(n.state.Plan.Host("A1"), h); got.Count != 1 {
		t.Errorf("the first step is told as step %d", got.Count)
	}
}
