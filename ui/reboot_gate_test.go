package ui

import (
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/wording"
)

// TestRebootGate: what asks for a reboot says what stands against it, at that
// instant, and what helps.
func TestRebootGate(t *testing.T) {
	alone := func() *night { // its partner died since the start
		return newNight(t, nightPlan()).work("A1").silence("A2 tcp/3389").pass(10 * time.Second)
	}
	signed := func() *night {
		return alone().do(change.Deviate{By: "Lin", What: "reboot A1", Reason: "A2 is dead", Second: "Chen"})
	}
	held := func() *night {
		return newNight(t, nightPlan()).work("A1").do(change.HoldChange{By: "Chen", Reason: "smoke"})
	}
	deviation := change.Deviate{By: "Lin", What: "reboot A1", Reason: "A2 is dead", Second: "Chen"}
	for _, tt := range []struct {
		name, keys string
		night      func() *night
		shows      []string
		want       change.Command
	}{
		{"the key says no", "b", alone, []string{"may it reboot now? · NO-GO", "A keeps 0 of 2", `the deviation "reboot A1"`, "esc, then B"}, nil},
		{"and does nothing", "b y enter", alone, []string{"NO-GO"}, nil},
		{"the step says no", "d y enter", alone, []string{"NO-GO", "A keeps 0 of 2"}, nil},
		{"two people answer", "b D 'A2 is dead' enter 'Chen' enter", alone, nil, deviation},
		{"and it says that they do", "b", signed, []string{"overridden by a deviation", "AGAINST the gate"}, nil},
		{"then it is issued", "b enter y", signed, nil, change.MarkReboot{By: "Lin", Host: "A1"}},
		{"or the step is done", "d enter y", signed, nil, change.MarkStep{By: "Lin", Host: "A1", Result: change.StepOK}},
		{"a hold is lifted", "b D", held, []string{"NO-GO", "u (resume)"}, nil},
		{"the next thing is no reboot", "", func() *night {
			n := alone()
			for _, inc := range n.state.Incidents {
				for _, kind := range inc.Pending(n.now) {
					n.do(change.Act{By: "Lin", Incident: inc.ID, Kind: kind, State: change.ActionIsDone, Outcome: "seen"})
				}
			}
			return n
		}, []string{"A1 must not reboot now: A keeps 0 of 2"}, nil},
	} {
		s := newScreen(t, tt.night(), "en", 120, 40)
		s.m.selected = "A1"
		s.gives(tt.name, tt.keys, only(tt.want), tt.shows...)
	}
}

// TestForeseenOutage: an environment that the plan lets go away is told on every
// face, and asks nobody for anything.
func TestForeseenOutage(t *testing.T) {
	plan := nightPlan()
	plan.Hosts, plan.Order = plan.Hosts[1:], plan.Order[1:]
	plan.Environments[0].MinHealthy = 0
	n := newNight(t, plan).work("A2").reboot("A2").pass(time.Minute)
	sit := change.Assess(n.snapshot(), n.now, n.now)
	if sit.NeedsAttention() || sit.Severity != change.Notice || len(sit.Incidents) > 0 {
		t.Errorf("%s, %d incidents, needs attention %t: nobody is to do anything", sit.Severity, len(sit.Incidents), sit.NeedsAttention())
	}
	for lang, want := range map[string]string{"en": "no host of A is up since 23:3", "zh": "环境 A 自 23:3"} {
		faces := map[string]string{
			"board":    newScreen(t, n, lang, 120, 40).frame(),
			"small":    newScreen(t, n, lang, 80, 24).frame(),
			"handover": strings.Join(Handover(n.snapshot(), "", wording.Load(lang), 100, Known{}), "\n"),
		}
		wall := newScreen(t, n, lang, 120, 40)
		wall.m.onWall = true
		faces["wall"] = wall.frame()
		for face, text := range faces {
			if !strings.Contains(text, want) {
				t.Errorf("%s, %s lacks %q:\n%s", lang, face, want, text)
			}
		}
	}
}
