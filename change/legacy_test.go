package change

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOldEvents: what older versions journaled as sentences, in two languages
// beside each other, is read as it was written; what they told apart by its
// sentence has its code.
func TestOldEvents(t *testing.T) {
	both := func(en, zh string) Statement { return Statement{Text: en, Values: []Value{{"text_zh", zh}}} }
	for text, want := range map[string]any{
		`"type":"change.held","data":{"reason":"B-1: B1 not back","reason_zh":"B-1：B1 未恢复","incident":"B-1"}`: ReasonData{Reason: both("B-1: B1 not back", "B-1：B1 未恢复"), Incident: "B-1"},
		`"type":"change.held","data":{"reason":"smoke"}`:                                                      ReasonData{Reason: Own("smoke")},
		`"type":"deadline.moved","data":{"what":"start","at":"2020-02-15T02:10:00+08:00","was":"2020-02-15T02:00:00+08:00","reason":"peak is over","reason_zh":"peak 已过"}`: MovedData{
			What: movedStart, At: clockOn("02:10"), Was: clockOn("02:00"), Reason: both("peak is over", "peak 已过"),
		},
		`"type":"host.gated","data":{"go":false,"criteria":[{"name":"no hold","go":true},{"name":"previous host done","go":false,"evidence":"B1 is ok","evidence_zh":"B1 已完成"},{"name":"a new one","go":true,"evidence":"yes"}]}`: GatedData{
			Criteria: []Criterion{
				{ID: CriterionHold, Name: "no hold", Go: true},
				{ID: CriterionPrevious, Name: "previous host done", Why: both("B1 is ok", "B1 已完成")},
				{Name: "a new one", Go: true, Why: Own("yes")},
			},
		},
		`"type":"deviation.recorded","data":{"what":"start B1","reason":"r","second":"s","criteria":["slow case fits","inside the window","a new one"]}`: DeviationData{
			What: "start B1", Reason: "r", Second: "s", Criteria: []CriterionID{CriterionTime, CriterionWindow, "a new one"},
		},
		`"type":"incident.opened","data":{"id":"window-1","hosts":["B1"],"reason":"the window is over"}`: IncidentData{
			ID: "window-1", Kind: IncidentOfWindow, Hosts: []string{"B1"}, Reason: Statement{Code: AsksWindow, Text: "the window is over"},
		},
		`"type":"incident.reraised","data":{"id":"B-1","environment":"B","hosts":["B1"],"reason":"nobody has acknowledged it"}`: IncidentData{
			ID: "B-1", Environment: "B", Hosts: []string{"B1"}, Reason: Stated(AsksUnheard),
		},
		`"type":"action.done","data":{"incident":"B-1","kind":"never-left","outcome":"no longer so"}`: ActionData{
			Incident: "B-1", Kind: ActionKind(RungNeverLeft), Outcome: Stated(OutcomeOver),
		},
		`"type":"action.done","by":"li","data":{"incident":"B-1","kind":"never-left","outcome":"no longer so"}`: ActionData{
			Incident: "B-1", Kind: ActionKind(RungNeverLeft), Outcome: Own("no longer so"), // somebody's own words
		},
		`"type":"note.added","data":{"text":"console black"}`: NoteData{Text: Own("console black")},
		`"type":"plan.changed","data":{"digest":"d","differences":["order: A1 → A2"]}`: PlanData{
			Digest: "d", Differences: []Statement{Own("order: A1 → A2")},
		},
	} {
		var e Event
		if err := json.Unmarshal([]byte(`{"seq":1,"at":"2020-02-15T02:10:00+08:00",`+text+`,"prev":""}`), &e); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if diff := cmp.Diff(want, e.Data); diff != "" {
			t.Errorf("%s (-want +read):\n%s", text, diff)
		}
		again, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var back Event
		if err := json.Unmarshal(again, &back); err != nil || !cmp.Equal(e.Data, back.Data) {
			t.Errorf("%s is written again as %s: %v", text, again, err)
		}
	}
}

// TestReraisedLongAgo: an incident of an old journal is as patient as it was.
func TestReraisedLongAgo(t *testing.T) {
	s := NewState(nightPlan())
	for _, line := range []string{
		`{"seq":1,"at":"2020-02-15T02:10:00+08:00","type":"incident.opened","data":{"id":"B-1","environment":"B","hosts":["B1"]},"prev":""}`,
		`{"seq":2,"at":"2020-02-15T02:12:00+08:00","type":"incident.reraised","data":{"id":"B-1","environment":"B","hosts":["B1"],"reason":"nobody has acknowledged it"},"prev":""}`,
	} {
		var e Event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		s = Fold(s, e)
	}
	if inc := s.Incidents[0]; !inc.Reraised || inc.patience() != AckLease {
		t.Errorf("%+v", inc)
	}
}
