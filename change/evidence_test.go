package change

import (
	"errors"
	"strings"
	"testing"
)

// A step that requires evidence is not done without any; words are some.
func TestRequiredEvidence(t *testing.T) {
	file := []EvidenceFile{{Name: "shot.png", SHA256: "00", Size: 1}}
	for name, c := range map[string]struct {
		mark    MarkStep
		refused bool
	}{
		"nothing":       {MarkStep{Result: StepOK}, true},
		"blank":         {MarkStep{Result: StepOK, Evidence: " \t\x1b[0m"}, true},
		"a note":        {MarkStep{Result: StepOK, Note: "all well"}, true},
		"words":         {MarkStep{Result: StepOK, Evidence: "exit code 3010"}, false},
		"a file":        {MarkStep{Result: StepOK, Files: file}, false},
		"failed":        {MarkStep{Result: StepBad}, false},
		"skipped":       {MarkStep{Result: StepPassed}, false},
		"not required?": {MarkStep{Result: StepOK, Host: "A2"}, false},
	} {
		plan := nightPlan()
		first := &plan.Runbook.steps[0]
		first.EvidenceRequired, first.Evidence = c.mark.Host == "", "screenshot of the exit code"
		s := NewState(plan)
		c.mark.By, c.mark.Host = "Lin", "A1"
		s = Fold(s, Event{Type: ChangeOpened, At: clockOn("23:30"), Data: OpenedData{}}, Event{Type: HostStarted, Host: "A1", At: clockOn("23:31")})
		events, err := Decide(s, c.mark, clockOn("23:35"))
		var refusal *Refusal
		if errors.As(err, &refusal) != c.refused {
			t.Errorf("%s: %v", name, err)
		}
		if c.refused {
			if text := refusal.Error(); !strings.Contains(text, "screenshot of the exit code") || refusal.Try.Code != TryEvidence || len(events) > 0 {
				t.Errorf("%s: %q, %d events", name, text, len(events))
			}
			continue
		}
		if d, ok := events[0].Data.(StepData); !ok || len(d.Files) != len(c.mark.Files) {
			t.Errorf("%s: %+v", name, events[0])
		}
	}
}

// Evidence that took a while to copy must not land on the next step.
func TestMarkedStepIsTheOneMeant(t *testing.T) {
	s := Fold(NewState(nightPlan()), Event{Type: ChangeOpened, At: clockOn("23:30"), Data: OpenedData{}}, Event{Type: HostStarted, Host: "A1", At: clockOn("23:31")})
	mark := MarkStep{By: "Lin", Host: "A1", Result: StepOK, Step: "patch"}
	events, err := Decide(s, mark, clockOn("23:35"))
	if err != nil {
		t.Fatal(err)
	}
	var refusal *Refusal
	if again, err := Decide(Fold(s, events...), mark, clockOn("23:36")); !errors.As(err, &refusal) || len(again) > 0 {
		t.Errorf("%+v, %v", again, err)
	}
}
