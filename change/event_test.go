package change

import (
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// eventTypes reads the types of events from the source, so that none can be
// added without evidence.
func eventTypes(t *testing.T) []Type {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "event.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var types []Type
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if id, ok := spec.Type.(*ast.Ident); ok && id.Name == "Type" {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			types = append(types, Type(text))
		}
		return true
	})
	if len(types) < 30 {
		t.Fatalf("only %d types found in event.go", len(types))
	}
	return types
}

// oneOfEach is an event of every type, with all of its data filled in.
func oneOfEach() []Event {
	at, since := clockOn("02:10").Add(500*time.Millisecond), clockOn("02:00")
	reboot := RebootData{Since: since, Detected: true, Unplanned: true, Bounces: 1}
	incident := IncidentData{ID: "B-1", Environment: "B", Hosts: []string{"B1", "B2"}, Reason: Stated(AsksAnother)}
	step := StepData{Step: "patch", N: 1, Evidence: "evidence/a.png", Note: "fine"}
	action := ActionData{
		Incident: "B-1", Kind: ActionVendor, Contact: ContactVendor, Next: "desk", Outcome: Own("on the way"),
		Again: at.Add(time.Hour), Why: AgainCallback,
	}
	failover := FailoverData{Environment: "B", Standby: "A", Incident: "B-1", Go: true, Outcome: FailoverCompleted, Reason: "peak"}
	observer := ObserverData{Since: since, Gap: Duration(90 * time.Second)}
	list := []Event{
		{Type: ChangeOpened, By: "li", Data: OpenedData{ID: "CHG-1", Title: "补丁", Plan: "d1", Rehearsal: true}},
		{Type: ChangeResumed, By: "li", Data: ResumedData{Unobserved: since}},
		{Type: ChangeHeld, By: "li", Data: ReasonData{Reason: Own("B1 not back"), Incident: "B-1"}},
		{Type: ChangeReleased, By: "li", Data: ReasonData{Reason: Own("back")}},
		{Type: ChangeClosed, By: "li", Data: ClosedData{Outcome: "partial"}},
		{Type: HostGated, Host: "B1", By: "li", Data: GatedData{Overridden: true, Criteria: []Criterion{{ID: CriterionHold, Name: "no hold", Go: true}, {ID: CriterionLevel, Why: Stated(GateLevel, "to", Own("2020-02"), "tested", Stated(WordNothing))}}}},
		{Type: HostStarted, Host: "B1", By: "li"},
		{Type: HostFinished, Host: "B1", By: "li", Data: FinishedData{Result: "rolled-back"}},
		{Type: StepStarted, Host: "B1", By: "li", Data: step},
		{Type: StepDone, Host: "B1", By: "li", Data: step},
		{Type: StepFailed, Host: "B1", By: "li", Data: step},
		{Type: StepSkipped, Host: "B1", By: "li", Data: step},
		{Type: SignalLost, Host: "B1", Data: SignalData{Check: "tcp/3389", Since: since, Cause: CauseRefused}},
		{Type: SignalBack, Host: "B1", Data: SignalData{Check: SignalBoot, Since: since, First: true, Boot: "7f3c"}},
		{Type: RebootRequested, Host: "B1", By: "li", Data: reboot},
		{Type: RebootGone, Host: "B1", Data: RebootData{Since: since}},
		{Type: RebootAnswering, Host: "B1", Data: RebootData{Since: since}},
		{Type: RebootListening, Host: "B1", Data: RebootData{Since: since}},
		{Type: RebootProven, Host: "B1", Data: RebootData{Since: since}},
		{Type: RebootSettled, Host: "B1", Data: RebootData{Since: since, Took: Duration(9*time.Minute + 12*time.Second)}},
		{Type: RebootBounced, Host: "B1", Data: RebootData{Since: since, Bounces: 2}},
		{Type: RebootStayed, Host: "B1", Data: RebootData{Since: since}},
		{Type: RebootEnough, Host: "B1", By: "li", Data: RebootData{Since: at}},
		{Type: RebootRequested, Host: "B1", By: "li", Data: RebootData{Since: at, Again: true}},
		{Type: RebootCancelled, Host: "B1", By: "li", Data: RebootData{Since: since}},
		{Type: RebootCorrected, Host: "B1", By: "li", Data: RebootData{Since: since, Was: at}},
		{Type: MarkUndone, Host: "B1", By: "li", Data: UndoneData{Of: StepDone, Step: "patch", N: 1, Marked: since, MarkedBy: "wang"}},
		{Type: HostAccepted, Host: "B1", By: "li", Data: AcceptedData{Reason: "seen", Second: "zhang", Silent: []string{"icmp"}, Name: "B1X", Reboot: true, Took: Duration(time.Minute)}},
		{Type: SignalDropped, Host: "B1", By: "li", Data: DropData{Check: "icmp", Reason: "closed", Second: "zhang"}},
		{Type: SignalKept, Host: "B1", By: "li", Data: DropData{Check: "icmp", Reason: "opened", Second: "zhang"}},
		{Type: ObserverBlind, Data: observer},
		{Type: ObserverSighted, Data: observer},
		{Type: ObserverAsleep, Data: observer},
		{Type: ObserverStepped, Data: observer},
		{Type: IncidentOpened, Host: "B1", Data: incident},
		{Type: IncidentAcked, By: "li", Data: IncidentData{ID: "B-1", Hosts: []string{"B1"}, Until: at}},
		{Type: IncidentReraised, Host: "B2", Data: incident},
		{Type: IncidentResolved, Data: incident},
		{Type: RungDue, Host: "B1", Data: RungData{Incident: "B-1", Rung: RungVendor, Reason: ReasonDeadline, Due: since, Action: ActionVendor, Also: []ActionKind{ActionConsole}}},
		{Type: ActionTaken, By: "li", Data: action},
		{Type: ActionReached, By: "li", Data: action},
		{Type: ActionNoAnswer, By: "li", Data: action},
		{Type: ActionDone, By: "li", Data: action},
		{Type: DeviationRecorded, By: "li", Data: DeviationData{What: "start B1", Reason: "tonight", Second: "zhang", At: ClockTime{at}}},
		{Type: RecoveryTried, Host: "B1", By: "li", Data: RecoveryData{What: "hard reset", Outcome: "worked", Until: at}},
		{Type: DeadlineMoved, Host: "B2", Data: MovedData{What: movedStart, At: at, Was: since, Reason: Own("window end: reboot 56m")}},
		{Type: FailoverDecided, By: "li", Data: failover},
		{Type: FailoverStep, By: "li", Data: FailoverStepData{Environment: "B", N: 1, Step: "stop the jobs", Note: "fine"}},
		{Type: FailoverEnded, By: "li", Data: failover},
		{Type: ContactConfirmed, By: "li", Data: ContactData{Contact: ContactVendor, Name: "Wei", Note: "picks up"}},
		{Type: PrecheckDone, Host: "B1", By: "li", Data: PrecheckData{Precheck: "space", N: 1, Failed: true, Note: "2 GB"}},
		{Type: AutopilotEngaged, By: "li", Data: PilotData{Wave: "canary"}},
		{Type: AutopilotDisengaged, Data: PilotData{Wave: "canary", Why: Stated(PilotNobody, "since", since)}},
		{Type: PresenceConfirmed, By: "li"},
		{Type: PrecheckAsked, Host: "B1", By: "li"},
		{Type: PrecheckStarted, Host: "B1", By: "li", Data: RunData{Step: "space", N: 1, Command: []string{"df", "/"}}},
		{Type: PrecheckEnded, Host: "B1", By: "li", Data: RunData{Step: "space", N: 1, Exit: new(int), Unmet: Stated(UnmetText, "given", "10 GB"), Said: "2 GB", Took: Duration(time.Second)}},
		{Type: NoteAdded, By: "li", Data: NoteData{Text: Own("hello")}},
		{Type: NotifySent, Data: json.RawMessage(`{"to":"wei"}`)},
		{Type: NotifyFailed, Data: json.RawMessage(`{"to":"wei","error":"no route"}`)},
		{Type: RebootStumbled, Host: "B1", Data: RebootData{Since: since, Took: Duration(5 * time.Second), Bounces: 1, Same: true}},
		{Type: RebootUnbooted, Host: "B1", Data: RebootData{Since: since, Took: Duration(4 * time.Minute), Bounces: 1, Stumbles: 2, Same: true}},
		{Type: WaveOpened, By: "li", Data: WaveData{Wave: "canary", N: 1, All: 2}},
		{Type: WaveSoaking, Data: WaveData{Wave: "canary", N: 1, All: 2, Until: at}},
		{Type: WaveBroke, Data: WaveData{Wave: "canary", N: 1, All: 2, Hosts: []string{"A1"}}},
		{Type: WaveSoaked, Data: WaveData{Wave: "canary", N: 1, All: 2, Since: since}},
		{Type: WaveFailed, Data: WaveData{Wave: "canary", N: 1, All: 2, Hosts: []string{"A1", "A2"}, Allowed: 1}},
		{Type: ChangeHeld, Data: ReasonData{Reason: Stated(HoldBudget, "wave", "canary", "hosts", []string{"A1", "A2"}, "n", 2, "all", 1), Wave: "canary"}},
		{Type: ChangeReleased, By: "li", Data: ReasonData{Reason: Own("seen"), Accepted: []string{"A1", "A2"}}},
		{Type: HostHanded, Host: "B1", By: "zhang", Data: HandedData{From: "li", To: "zhang", Reason: "he went home"}},
		{Type: HostAdded, Host: "B9", By: "li", Data: AddedData{Address: "10.0.0.9", TCP: []int{22, 443}, Any: true}},
		{Type: HostRemoved, Host: "B9", By: "li", Data: RemovedData{Reason: "a slip"}},
	}
	for i := range list {
		list[i].Seq, list[i].At, list[i].Prev, list[i].Hash = uint64(i+1), at, "aa", "bb"
	}
	return list
}

// The lines of testdata/events.jsonl are the journal's format: scripts outside
// the project read them. Change them only on purpose (-rewrite).
func TestEventLines(t *testing.T) {
	const golden = "testdata/events.jsonl"
	events := oneOfEach()
	var lines strings.Builder
	for _, e := range events {
		text, err := json.Marshal(e)
		if err != nil {
			t.Fatalf("%s: %v", e.Type, err)
		}
		lines.Write(append(text, '\n'))
	}
	if f := flag.Lookup("rewrite"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile(golden, []byte(lines.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), lines.String()); diff != "" {
		t.Errorf("journal lines (-want +got):\n%s", diff)
	}
	for _, typ := range eventTypes(t) {
		if !slices.ContainsFunc(events, func(e Event) bool { return e.Type == typ }) {
			t.Errorf("no line shows %s", typ)
		}
	}
}

func TestEventRoundTrip(t *testing.T) {
	for _, e := range oneOfEach() {
		back := throughJSON(t, e)
		if e.Data == nil {
			e.Data = json.RawMessage("{}") // no data is written as an empty object
		}
		if diff := cmp.Diff(e, back); diff != "" {
			t.Errorf("%s (-written +read):\n%s", e.Type, diff)
		}
	}
}

// A journal of a newer version: what is not known stays, to the letter.
func TestUnknownTypeRoundTrip(t *testing.T) {
	const line = `{"seq":9,"at":"2020-02-15T02:10:00.123456789+08:00","type":"future.kind","host":"B1","by":"li","data":{"b":[1,2.50,"x"],"a":null},"prev":"aa","hash":"bb"}`
	var e Event
	if err := json.Unmarshal([]byte(line), &e); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(line, string(again)); diff != "" {
		t.Errorf("(-read +written):\n%s", diff)
	}
}

func TestMalformedEvents(t *testing.T) {
	for name, c := range map[string]struct{ line, want string }{
		"no object":        {`[]`, "cannot unmarshal"},
		"torn":             {`{"seq":1,"at":"2020`, "unexpected end"},
		"seq below zero":   {`{"seq":-1}`, "seq"},
		"time in words":    {`{"seq":1,"at":"yesterday"}`, "yesterday"},
		"data not object":  {`{"type":"note.added","data":"x"}`, "data.of what=note.added"},
		"wrong field type": {`{"type":"step.done","data":{"n":"one"}}`, "data.of what=step.done"},
		"no duration":      {`{"type":"reboot.settled","data":{"took":"soon"}}`, "data.of what=reboot.settled"},
		"since in words":   {`{"type":"signal.lost","data":{"since":"now"}}`, "data.of what=signal.lost"},
		"hosts no list":    {`{"type":"incident.opened","data":{"hosts":"B1"}}`, "data.of what=incident.opened"},
	} {
		t.Run(name, func(t *testing.T) {
			e := Event{Seq: 42}
			err := json.Unmarshal([]byte(c.line), &e)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
			if e.Seq != 42 {
				t.Errorf("a failed read left %+v behind", e)
			}
		})
	}
}

// FuzzEvent: what can be read can be written, and then reads as the same; and
// no line, however strange, breaks the fold.
func FuzzEvent(f *testing.F) {
	for _, e := range oneOfEach() {
		text, err := json.Marshal(e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"type":"future.kind"}`))
	f.Add([]byte(`{"type":"host.started","data":null}`))
	f.Add([]byte(`{"type":"x.y","data":"\u2028<&>"}`))
	p := nightPlan()
	f.Fuzz(func(t *testing.T, text []byte) {
		var e Event
		if json.Unmarshal(text, &e) != nil {
			return
		}
		once, err := json.Marshal(e)
		if err != nil {
			t.Fatalf("read but not written: %v", err)
		}
		var again Event
		if err := json.Unmarshal(once, &again); err != nil {
			t.Fatalf("written but not read: %s: %v", once, err)
		}
		twice, err := json.Marshal(again)
		if err != nil || string(once) != string(twice) {
			t.Fatalf("not stable (%v):\n%s\n%s", err, once, twice)
		}
		s := Fold(NewState(p), Event{Type: ChangeOpened, At: e.At, Data: OpenedData{}}, e)
		Advance(s, NewSight(p), e.At)
		Next(&s, e.At)
	})
}
