package journal

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/wording"
)

// says is what statements say in English.
func says(list ...change.Statement) string {
	return strings.Join(wording.NewSpeaker(wording.English, nil).SayAll(list), "\n")
}

// speak is says for one, as it is handed to Repair.
func speak(s change.Statement) string { return says(s) }

// english is an error as people read it.
func english(err error) string { return wording.NewSpeaker(wording.English, nil).Fault(err) }

const planText = "change: {id: CHG-1}\n"

// newRecord is a fresh record in a folder of its own.
func newRecord(t testing.TB) *Record {
	t.Helper()
	return newRecordIn(t, t.TempDir())
}

// newRecordInMemory is one on a disk in memory, if there is one, for tests
// that would fsync a thousand times.
func newRecordInMemory(t testing.TB) *Record {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "journal-test-")
	if err != nil {
		return newRecord(t)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return newRecordIn(t, dir)
}

func newRecordIn(t testing.TB, dir string) *Record {
	t.Helper()
	r, err := Create(filepath.Join(dir, "record"), []byte(planText))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// reopen is another Record on the same folder, as another process has it.
func reopen(t testing.TB, r *Record) *Record {
	t.Helper()
	again, err := Open(r.Name())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = again.Close() })
	return again
}

// filled is a record that holds the sample events.
func filled(t testing.TB) (*Record, []change.Event) {
	t.Helper()
	r := newRecord(t)
	events, err := r.Append(0, sample())
	if err != nil {
		t.Fatal(err)
	}
	return r, events
}

// note is an event with a text, later than all of the sample.
func note(text string) []change.Event {
	return []change.Event{{At: three.Add(time.Hour), Type: change.NoteAdded, By: "anna", Data: change.NoteData{Text: change.Own(text)}}}
}

func readJournal(t testing.TB, r *Record) []byte {
	t.Helper()
	text, err := os.ReadFile(r.path())
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func writeJournal(t testing.TB, r *Record, text []byte) {
	t.Helper()
	if err := os.WriteFile(r.path(), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

var three = time.Date(2026, 11, 22, 3, 0, 0, 123456789, time.UTC)

// sample is one event of every type, with data in every field.
func sample() []change.Event {
	since := three.Add(-7 * time.Second)
	incident := change.IncidentData{ID: "INC-1", Environment: "blue", Hosts: []string{"app-1", "app-2"}, Reason: change.Stated(change.AsksAnother), Until: three}
	step := change.StepData{Step: "patch", N: 2, Evidence: "evidence/patch.txt", Note: `says "ok" <&> 完成`}
	reboot := change.RebootData{Since: since, Detected: true, Unplanned: true, Bounces: 2, Took: change.Duration(9*time.Minute + 12*time.Second)}
	observer := change.ObserverData{Since: since, Gap: change.Duration(90 * time.Second)}
	action := change.ActionData{Incident: "INC-1", Kind: "vendor", Contact: "vendor", Outcome: change.Own("case 42")}
	reason := change.ReasonData{Reason: change.Own("app-1 is not back"), Incident: "INC-1"}
	signal := change.SignalData{Check: "tcp/3389", Since: since, Cause: "timeout", First: true, Boot: "b-1"}
	data := []struct {
		t change.Type
		d any
	}{
		{change.ChangeOpened, change.OpenedData{ID: "CHG-1", Title: "patches", Plan: planDigest, Rehearsal: true}},
		{change.ChangeResumed, change.ResumedData{Unobserved: since}},
		{change.ChangeHeld, reason},
		{change.ChangeReleased, reason},
		{change.ChangeClosed, change.ClosedData{Outcome: "partial"}},
		{change.HostGated, change.GatedData{Go: true, Overridden: true, Criteria: []change.Criterion{{ID: change.CriterionHold, Name: "no hold", Go: true, Why: change.Stated(change.GateBlind, "since", three)}}}},
		{change.HostStarted, json.RawMessage("{}")},
		{change.HostFinished, change.FinishedData{Result: "ok"}},
		{change.StepStarted, step},
		{change.StepDone, step},
		{change.StepFailed, step},
		{change.StepSkipped, step},
		{change.SignalLost, signal},
		{change.SignalBack, signal},
		{change.RebootRequested, reboot},
		{change.RebootGone, reboot},
		{change.RebootAnswering, reboot},
		{change.RebootListening, reboot},
		{change.RebootProven, reboot},
		{change.RebootSettled, reboot},
		{change.RebootBounced, reboot},
		{change.ObserverBlind, observer},
		{change.ObserverSighted, observer},
		{change.ObserverAsleep, observer},
		{change.ObserverStepped, observer},
		{change.IncidentOpened, incident},
		{change.IncidentAcked, incident},
		{change.IncidentReraised, incident},
		{change.IncidentResolved, incident},
		{change.RungDue, change.RungData{Incident: "INC-1", Rung: "vendor", Reason: "elapsed", Due: three, Action: "vendor"}},
		{change.ActionTaken, action},
		{change.ActionReached, action},
		{change.ActionNoAnswer, action},
		{change.ActionDone, action},
		{change.DeviationRecorded, change.DeviationData{What: "w", Reason: "r", Second: "bob"}},
		{change.RecoveryTried, change.RecoveryData{What: "power cycle", Outcome: "failed"}},
		{change.NoteAdded, change.NoteData{Text: change.Own("line\u2028break")}},
		{change.NotifySent, json.RawMessage(`{"to":"desk"}`)},
		{change.NotifyFailed, json.RawMessage(`{"to":"desk","error":"timeout"}`)},
		{"later.invented", json.RawMessage(`{"any":[1,null,{"x":"y"}]}`)},
	}
	events := make([]change.Event, len(data))
	for i, d := range data {
		events[i] = change.Event{At: three.Add(time.Duration(i) * time.Second), Type: d.t, Host: "app-1", By: "anna", Data: d.d}
	}
	return events
}
