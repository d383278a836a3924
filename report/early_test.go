package report

import (
	"testing"
	"time"

	"tminus/change"
)

// TestDoneBeforeItsTime: what somebody did before it was due was done, whenever
// its time came; what is asked anew when the incident falls again is another call.
func TestDoneBeforeItsTime(t *testing.T) {
	in := night(t)
	e := func(clock string, kind change.Type, by string, data any) change.Event {
		return change.Event{At: at(t, clock), Type: kind, Host: "B1", By: by, Data: data}
	}
	inc := change.IncidentData{ID: "B-1", Environment: "B", Hosts: []string{"B1"}}
	due := func(kind change.ActionKind, clock string) change.RungData {
		return change.RungData{Incident: "B-1", Rung: change.RungName(kind), Action: kind, Due: at(t, clock), Reason: change.ReasonElapsed}
	}
	act := func(kind change.ActionKind) change.ActionData { return change.ActionData{Incident: "B-1", Kind: kind} }
	in.Events = nil
	in = with(
		in,
		e("23:30:00", change.ChangeOpened, "Lin", change.OpenedData{ID: in.Plan.Change.ID, Plan: in.Plan.Digest}),
		e("00:10:00", change.IncidentOpened, "", inc),
		e("00:11:00", change.ActionDone, "Lin", act("vendor")),
		e("00:12:00", change.ActionTaken, "Lin", act("business")),
		e("00:20:00", change.RungDue, "", due("vendor", "00:20:00")),
		e("00:30:00", change.RungDue, "", due("business", "00:30:00")),
		e("00:32:00", change.ActionReached, "Lin", act("business")),
		e("00:40:00", change.IncidentResolved, "", inc),
		e("00:45:00", change.IncidentReraised, "", inc),
		e("00:50:00", change.RungDue, "", due("vendor", "00:50:00")),
	)
	calls := read(in).incident("B-1").calls
	if len(calls) != 3 {
		t.Fatalf("%d calls, want 3", len(calls))
	}
	for i, want := range []struct{ due, answered string }{{"00:20:00", "00:11:00"}, {"00:30:00", "00:12:00"}, {"00:50:00", ""}} {
		var answered time.Time
		if want.answered != "" {
			answered = at(t, want.answered)
		}
		if c := calls[i]; !c.due.Equal(at(t, want.due)) || !c.answered().Equal(answered) {
			t.Errorf("call %d %s: due %s, answered %s, want %+v", c.n, c.kind, c.due, c.answered(), want)
		}
	}
}

// TestAnAttemptIsOverWithItsReboot: whether or not somebody has said how it went.
func TestAnAttemptIsOverWithItsReboot(t *testing.T) {
	in := night(t)
	e := func(clock string, kind change.Type, data any) change.Event {
		return change.Event{At: at(t, clock), Type: kind, Host: "B1", By: "Lin", Data: data}
	}
	in.Events = nil
	in = with(
		in,
		e("23:30:00", change.ChangeOpened, change.OpenedData{ID: in.Plan.Change.ID, Plan: in.Plan.Digest}),
		e("00:10:00", change.RebootRequested, change.RebootData{Since: at(t, "00:10:00")}),
		e("00:30:00", change.RecoveryTried, change.RecoveryData{What: "reset"}),
		e("00:40:00", change.RebootSettled, change.RebootData{Since: at(t, "00:38:00"), Took: change.Duration(28 * time.Minute)}),
		e("00:50:00", change.RecoveryTried, change.RecoveryData{What: "another"}),
	)
	tries := read(in).byName["B1"].tries
	if first := tries[0]; first.outcome != change.OutcomeUntold || !first.ended.Equal(at(t, "00:40:00")) {
		t.Errorf("the attempt ended at %s: %q", first.ended, first.outcome)
	}
	if second := tries[1]; second.outcome != "" {
		t.Errorf("the one that goes on ended: %q", second.outcome)
	}
}
