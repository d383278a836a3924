package change

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// nights is how many random nights the dearer properties are tried on.
const nights = 40

// image is the whole of a state as text, to see later whether it is as it was.
func image(t *testing.T, s State) string {
	t.Helper()
	s.Plan = nil
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestReplayEqualsLive(t *testing.T) {
	statements := 0
	for seed := range uint64(nights) {
		n := wander(t, seed)
		replayed(t, n)
		statements += n.statements
	}
	if statements < 100*nights {
		t.Errorf("only %d statements were made: too few to prove anything", statements)
	}
}

// Folding many events at once is the same as folding one after the other.
func TestFoldIsAssociative(t *testing.T) {
	for seed := range uint64(nights / 4) {
		n := wander(t, seed)
		once := Fold(NewState(n.plan), n.journal...)
		cut := len(n.journal) / 3
		twice := Fold(Fold(NewState(n.plan), n.journal[:cut]...), n.journal[cut:]...)
		if diff := cmp.Diff(once, twice, samePlan); diff != "" {
			t.Fatalf("seed %d (-at once +in two):\n%s", seed, diff)
		}
	}
}

// Two states that were folded from the same one do not know of each other,
// and the one that they came from stays as it is.
func TestFoldNeverModifies(t *testing.T) {
	for seed := range uint64(nights / 4) {
		n := wander(t, seed)
		s := NewState(n.plan)
		for i, e := range n.journal {
			before := image(t, s)
			next := Fold(s, e)
			live := image(t, next)
			for _, fork := range []State{Fold(s, everything(e.At)...), Fold(next, everything(e.At)...)} {
				if fork.Closed.IsZero() {
					t.Fatal("the fork did not take its events")
				}
			}
			if got := image(t, s); got != before {
				t.Fatalf("seed %d event %d (%s) modified the state it was folded into:\n%s", seed, i, e.Type, cmp.Diff(before, got))
			}
			if got := image(t, next); got != live {
				t.Fatalf("seed %d event %d (%s): a fork modified its twin:\n%s", seed, i, e.Type, cmp.Diff(live, got))
			}
			s = next
		}
	}
}

// everything is a list of events that writes into every part of a state.
func everything(at time.Time) []Event {
	var events []Event
	add := func(t Type, host string, data any) {
		events = append(events, Event{Seq: 1 << 40, At: at, Type: t, Host: host, By: "fork", Data: data})
	}
	for _, host := range []string{"A1", "A2", "B1", "B2"} {
		add(HostStarted, host, nil)
		add(StepStarted, host, StepData{N: 1, Note: "fork"})
		add(StepDone, host, StepData{N: 2, Note: "fork"})
		for _, check := range []string{"icmp", "tcp/3389", SignalBoot} {
			add(SignalLost, host, SignalData{Check: check, Since: at, Cause: "fork", Boot: "fork"})
		}
		add(RebootProven, host, RebootData{Since: at})
		add(RebootBounced, host, RebootData{Since: at})
		add(RebootListening, host, RebootData{Since: at})
		add(RebootEnough, host, RebootData{Since: at})
		add(RebootCorrected, host, RebootData{Since: at})
		add(SignalDropped, host, DropData{Check: "icmp"})
		add(HostAccepted, host, AcceptedData{Silent: []string{"tcp/3389"}, Reboot: true})
		add(MarkUndone, host, UndoneData{Of: StepSkipped, N: 2})
		add(RecoveryTried, host, RecoveryData{What: "fork"})
		add(RecoveryTried, host, RecoveryData{What: "hard reset", Outcome: "worked"})
		add(RebootRequested, host, RebootData{Since: at})
		add(RebootCancelled, host, RebootData{Since: at})
		add(RebootRequested, host, RebootData{Since: at})
		add(RebootGone, host, RebootData{Since: at})
		add(HostFinished, host, FinishedData{Result: "failed"})
	}
	for _, id := range []string{"A-1", "B-1", "A-2", "B-2", "F-1"} {
		add(RungDue, "A1", RungData{Incident: id, Rung: "fork", Action: "fork"})
		add(ActionDone, "", ActionData{Incident: id, Kind: ActionStop, Outcome: Own("fork")})
		add(IncidentAcked, "", IncidentData{ID: id, Until: at})
		add(IncidentReraised, "", IncidentData{ID: id, Hosts: []string{"fork"}})
		add(IncidentResolved, "", IncidentData{ID: id})
	}
	add(IncidentOpened, "", IncidentData{ID: "F-1", Environment: "F"})
	add(DeviationRecorded, "", DeviationData{What: "fork"})
	add(DeviationRecorded, "", DeviationData{What: "level A1 fork"})
	add(DeviationRecorded, "", DeviationData{What: "deadline peak 07:30", At: ClockTime{at}})
	add(DeadlineMoved, "A1", MovedData{What: movedStart, At: at})
	add(ContactConfirmed, "", ContactData{Contact: ContactVendor})
	add(PrecheckDone, "A1", PrecheckData{Precheck: "disk", N: 1})
	for _, environment := range []string{"A", "B"} {
		add(FailoverStep, "", FailoverStepData{Environment: environment, N: 1})
		add(FailoverEnded, "", FailoverData{Environment: environment, Outcome: "fork"})
		add(FailoverDecided, "", FailoverData{Environment: environment, Go: true})
	}
	add(ChangeResumed, "", ResumedData{})
	add(ObserverBlind, "", ObserverData{Since: at})
	add(ChangeHeld, "", ReasonData{Reason: Own("fork")})
	add(ChangeClosed, "", ClosedData{Outcome: "fork"})
	return events
}

func TestFoldKeepsSequenceAndTime(t *testing.T) {
	at := clockOn("23:30")
	s := NewState(nightPlan())
	s = Fold(s, Event{Seq: 7, At: at, Type: NoteAdded, Data: NoteData{Text: Own("a")}})
	if s.Seq != 7 || !s.At.Equal(at) {
		t.Errorf("after event 7: seq %d at %s", s.Seq, s.At)
	}
	s = Fold(s, Event{At: at.Add(time.Second), Type: "future.kind", Host: "A1", Data: json.RawMessage(`{"x":1}`)})
	if s.Seq != 7 || !s.At.Equal(at.Add(time.Second)) {
		t.Errorf("an event that is not journaled yet keeps the number: seq %d at %s", s.Seq, s.At)
	}
	before := image(t, s)
	same := Fold(s)
	if got := image(t, same); got != before {
		t.Errorf("folding nothing changed something: %s", cmp.Diff(before, got))
	}
}

// Events about what the plan does not name move nothing but number and time.
func TestFoldPassesOverStrangers(t *testing.T) {
	at := clockOn("23:30")
	s := Fold(NewState(nightPlan()), Event{Seq: 1, At: at, Type: ChangeOpened, Data: OpenedData{}})
	before := image(t, s)
	for _, e := range []Event{
		{Type: HostStarted, Host: "C9"},
		{Type: StepDone, Host: "A1", Data: StepData{N: 9}},
		{Type: StepDone, Host: "A1", Data: StepData{N: 0}},
		{Type: SignalLost, Host: "A1", Data: SignalData{Check: "tcp/1"}},
		{Type: RebootSettled, Host: "A1", Data: RebootData{}},
		{Type: RungDue, Data: RungData{Incident: "Z-1", Action: ActionStop}},
		{Type: ActionDone, Data: ActionData{Incident: "Z-1"}},
		{Type: IncidentAcked, Data: IncidentData{ID: "Z-1"}},
		{Type: "future.kind", Host: "A1"},
		{Type: "nonsense"},
		{Type: RebootGone, Host: "A1", Data: NoteData{Text: Own("data of another type")}},
	} {
		e.Seq, e.At = 1, at
		if got := image(t, Fold(s, e)); got != before {
			t.Errorf("%s %s: %s", e.Type, e.Host, cmp.Diff(before, got))
		}
	}
}

// A whole environment goes at the same instant: one incident, at once, and no
// more events than hosts times what happened to each.
func TestEnvironmentLostAtOnce(t *testing.T) {
	p := estate(300)
	for i := range p.Hosts {
		p.Hosts[i].Environment = "all"
	}
	n := newNight(p, clockOn("23:00"), t.Errorf)
	for _, truth := range n.truth {
		truth.up = true
	}
	n.mustDo(Open{By: "li"})
	n.until(clockOn("23:00:10"))
	for _, truth := range n.truth {
		truth.up = false
	}
	count := map[Type]int{}
	for _, e := range n.until(clockOn("23:00:20")) {
		count[e.Type]++
	}
	want := map[Type]int{
		SignalLost: 900, RebootRequested: 300, RebootGone: 300,
		IncidentOpened: 1, RungDue: 1,
	}
	if diff := cmp.Diff(want, count); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if got := len(n.state.Incidents[0].Hosts); got != 300 {
		t.Errorf("the incident holds %d hosts of 300", got)
	}
}

// In which order the answers of one second come in does not matter.
func TestObservationsCommute(t *testing.T) {
	p := nightPlan()
	open := Fold(NewState(p), Event{Seq: 1, At: clockOn("23:00"), Type: ChangeOpened, Data: OpenedData{}})
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 2))
		ordered, shuffled := open, open
		sightA, sightB := NewSight(p), NewSight(p)
		up := map[string]bool{}
		total := 0
		for second := range 300 {
			now := clockOn("23:00").Add(time.Duration(second) * time.Second)
			batch := randomBatch(p, rng, up, now)
			for _, o := range batch {
				sightA.Add(o)
			}
			rng.Shuffle(len(batch), func(i, j int) { batch[i], batch[j] = batch[j], batch[i] })
			for _, o := range batch {
				sightB.Add(o)
			}
			var a, b []Event
			ordered, a = Advance(ordered, sightA, now)
			shuffled, b = Advance(shuffled, sightB, now)
			total += len(a)
			if diff := cmp.Diff(a, b); diff != "" {
				t.Fatalf("seed %d at %s (-ordered +shuffled):\n%s", seed, TimeOfDay(p, now), diff)
			}
		}
		if total < 50 {
			t.Errorf("seed %d: only %d events, too few to prove anything", seed, total)
		}
	}
}

func randomBatch(p *Plan, rng *rand.Rand, up map[string]bool, now time.Time) []Observation {
	var batch []Observation
	for _, h := range p.Hosts {
		if rng.IntN(25) == 0 {
			up[h.Name] = !up[h.Name]
		}
		for _, check := range h.Signals() {
			o := Observation{Host: h.Name, Check: check, At: now, Verdict: Lost, Cause: CauseTimeout}
			if up[h.Name] {
				o.Verdict, o.Cause = Answered, ""
			}
			batch = append(batch, o)
		}
	}
	return batch
}

// The lists that grow are where forks could meet: an array with room for one
// more belongs to nobody.
func TestForksOfGrowingLists(t *testing.T) {
	at := clockOn("23:30")
	request := func(by string) Event {
		return Event{At: at, Type: RebootRequested, Host: "A1", By: by, Data: RebootData{Since: at}}
	}
	deviate := func(what string) Event {
		return Event{At: at, Type: DeviationRecorded, Data: DeviationData{What: what}}
	}
	s := NewState(nightPlan())
	for i := range 20 {
		// Both forks put the reboot that is under way onto the same list.
		left, right := s, s
		left.ownedHost("A1").Reboot, right.ownedHost("A1").Reboot = &Reboot{By: "one"}, &Reboot{By: "two"}
		left.Hosts.own, right.Hosts.own = nil, nil
		one := Fold(left, request("next"), deviate("one"))
		two := Fold(right, request("next"), deviate("two"))
		reboots := one.Host("A1").Reboots
		if by := reboots[len(reboots)-1].By; by != "one" {
			t.Fatalf("round %d: the first fork holds the reboot of %q", i, by)
		}
		if what := one.Deviations[len(one.Deviations)-1].What; what != "one" {
			t.Fatalf("round %d: the first fork holds the deviation %q", i, what)
		}
		twoReboots := two.Host("A1").Reboots
		if by := twoReboots[len(twoReboots)-1].By; by != "two" {
			t.Fatalf("round %d: the second fork holds the reboot of %q", i, by)
		}
		s = Fold(s, request("trunk"), deviate("trunk"))
	}
}

// Phases that are confirmed after a restart may date from before it. The
// settle time counts from the restart all the same.
func TestHoldCountsFromTheRestart(t *testing.T) {
	requested, restarted := clockOn("23:30"), clockOn("23:45")
	s := Fold(NewState(nightPlan()),
		Event{At: requested, Type: RebootRequested, Host: "A1", Data: RebootData{Since: requested}},
		Event{At: restarted, Type: ChangeResumed, Data: ResumedData{}},
		Event{At: restarted, Type: RebootListening, Host: "A1", Data: RebootData{Since: clockOn("23:39")}},
	)
	if got := s.Host("A1").Reboot.HeldFrom; !got.Equal(restarted) {
		t.Errorf("held from %s, want the restart at %s", got, restarted)
	}
}
