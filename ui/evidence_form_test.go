package ui

import (
	"testing"

	"tminus/change"
)

// Done asks for the evidence that the plan requires, and for nothing else.
func TestDoneAsksForRequiredEvidence(t *testing.T) {
	for _, tt := range []struct {
		name, moment, keys string
		step               int
		want               []change.Command
		shows              string
	}{
		{"it asks", "first-rung", "d", 4, nil, "screenshot of the level"},
		{"an empty answer is none", "first-rung", "d enter", 4, nil, "screenshot of the level"},
		{"escape leaves it", "first-rung", "d esc enter", 4, nil, ""},
		{"a path", "first-rung", "d '/tmp/*.png' enter", 4, []change.Command{
			change.MarkStep{By: "Lin", Host: "B1", Result: change.StepOK, Evidence: "/tmp/*.png"},
		}, ""},
		{"a reboot step says what it starts", "at-reboot", "d", 3, nil, "starts the reboot clock"},
		{"another step does not ask", "first-rung", "d", 1, []change.Command{change.MarkStep{By: "Lin", Host: "B1", Result: change.StepOK}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := moment(t, tt.moment)
			n.state.Plan.Runbook = rewritten(n.state.Plan.Runbook, func(steps []change.Step) {
				steps[tt.step].EvidenceRequired, steps[tt.step].Evidence = true, "screenshot of the level"
			})
			s := newScreen(t, n, "en", 100, 40)
			s.gives(tt.name, tt.keys, tt.want, tt.shows)
		})
	}
}
