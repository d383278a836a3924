package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

// inWaves divides a plan of many hosts into a canary of two and waves of equal size.
func inWaves(plan *change.Plan, waves int) *change.Plan {
	plan.Waves = []change.Wave{{Name: "canary", Hosts: plan.Order[:2], AtOnce: change.AtOnce{Hosts: 1}, Soak: 10 * time.Minute}}
	rest := plan.Order[2:]
	for i := 1; i < waves; i++ {
		n := len(rest) / (waves - i)
		plan.Waves = append(plan.Waves, change.Wave{
			Name: fmt.Sprintf("batch-%d", i), Hosts: rest[:n], AtOnce: change.AtOnce{Hosts: 4}, Soak: 20 * time.Minute, MaxFailed: 1,
		})
		rest = rest[n:]
	}
	plan.Runbook = change.NewRunbook(
		change.Step{ID: "install", Title: "install the updates"},
		change.Step{ID: "reboot", Title: "reboot", Reboot: true},
		change.Step{ID: "verify", Title: "verify the services"},
	)
	return plan
}

// forty is a night of 40 hosts in five waves, without a reboot so far: the canary is
// over, and Lin and Ma work on the first batch side by side.
func forty(t *testing.T) *night {
	n := newNight(t, inWaves(estate(40, 4), 5))
	for _, name := range n.state.Plan.Waves[0].Hosts {
		n.patch("Lin", name)
	}
	n.pass(10*time.Minute + 5*time.Second)
	batch := n.state.Plan.Waves[1].Hosts
	n.patch("Ma", batch[0])
	for i, by := range []string{"Lin", "Ma", "Lin", "Ma"} {
		n.do(change.Start{By: by, Host: batch[1+i]})
	}
	n.do(change.MarkStep{By: "Ma", Host: batch[2], Result: change.StepOK}, change.MarkStep{By: "Ma", Host: batch[2], Result: change.StepOK})
	return n.silence(batch[2]).pass(30 * time.Second)
}

// patch takes a host through its runbook, with a reboot that works.
func (n *night) patch(by, name string) {
	n.do(change.Start{By: by, Host: name})
	for range 2 {
		n.do(change.MarkStep{By: by, Host: name, Result: change.StepOK})
	}
	n.silence(name).pass(time.Minute).answer(name).pass(90 * time.Second)
	n.do(change.MarkStep{By: by, Host: name, Result: change.StepOK}, change.Finish{By: by, Host: name, Result: change.FinishedOK})
}

// TestWaveFrames draws a night in waves, on which two people work.
func TestWaveFrames(t *testing.T) {
	n := forty(t)
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
		for _, lang := range []string{"en", "zh"} {
			golden(t, fmt.Sprintf("waves-%s-%dx%d", lang, size[0], size[1]), newScreen(t, n, lang, size[0], size[1]).frame())
		}
	}
	s := newScreen(t, n, "en", 80, 24)
	s.press("w")
	golden(t, "waves-wall-80x24", s.frame())
}

// TestWavesFold: the wave under way and that of the selected host are unfolded, each
// other one takes one line, and keys go from wave to wave. No host in trouble is hidden.
func TestWavesFold(t *testing.T) {
	n := forty(t)
	s := newScreen(t, n, "en", 120, 60)
	folded := func() []string {
		var list []string
		for i, wave := range n.state.Plan.Waves {
			if s.m.roll.folds(i) {
				list = append(list, wave.Name)
			}
		}
		return list
	}
	if got := folded(); !slices.Equal(got, []string{"canary", "batch-2", "batch-3", "batch-4"}) {
		t.Errorf("folded at first: %v", got)
	}
	s.press(".")
	if got := folded(); !slices.Equal(got, []string{"canary", "batch-3", "batch-4"}) || s.m.selected != n.state.Plan.Waves[2].Hosts[0] {
		t.Errorf("folded after the next wave: %v, selected %s", got, s.m.selected)
	}
	s.press(",", ",")
	if s.m.selected != n.state.Plan.Waves[0].Hosts[0] || s.cursorRow() < 0 {
		t.Errorf("%s is selected, not the first host of the canary", s.m.selected)
	}
	s.press("z")
	if got := folded(); got != nil || s.cursorRow() < 0 {
		t.Errorf("folded after z: %v", got)
	}
	s.press("z")
	if len(folded()) == 0 {
		t.Error("nothing is folded after z once more")
	}
	late := n.state.Plan.Waves[3].Hosts[4]
	n.silence(late).pass(20 * time.Second)
	s = newScreen(t, n, "en", 120, 60)
	s.m.choose(n.state.Plan.Waves[1].Hosts[0])
	if frame := s.frame(); !slices.Contains(folded(), "batch-3") || !strings.Contains(frame, late+" ■") {
		t.Errorf("%s is lost in a folded wave, and is not shown:\n%s", late, frame)
	}
	s.m.choose(late)
	if s.cursorRow() < 0 {
		t.Error("a host that is chosen in a folded wave is out of sight")
	}
	if len(s.core.done) > 0 {
		t.Errorf("moving about has done %v", s.core.done)
	}
}

// TestOrderHasNoWaves: what a plan with an order looks like has no word of waves.
func TestOrderHasNoWaves(t *testing.T) {
	s := newScreen(t, newNight(t, estate(40, 4)), "en", 120, 40)
	s.press(".", ",", "z")
	if s.m.roll.open != "" || len(s.m.sit.Waves) != 0 {
		t.Errorf("a plan with an order has waves: %q, %+v", s.m.roll.open, s.m.sit.Waves)
	}
}
