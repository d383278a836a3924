package change

import "testing"

// Two operators who mark the same step at the same moment mark one step: the
// second is told, whichever of them the journal took first.
func TestTwoMarkOneStep(t *testing.T) {
	n := newNight(nightPlan().only("A1", "B1"), clockOn("23:00"), t.Errorf)
	n.mustDo(Open{By: "li"})
	for _, truth := range n.truth {
		truth.up = true
	}
	n.until(clockOn("23:30"))
	n.mustDo(Start{By: "li", Host: "A1"})
	saw := n.state // what both of them see
	first := Bind(&saw, MarkStep{By: "li", Host: "A1", Result: StepOK})
	second := Bind(&saw, MarkStep{By: "zhang", Host: "A1", Result: StepOK})
	n.mustDo(first)
	if _, err := n.do(second); err == nil {
		t.Error("the second mark went to the next step")
	}
	if got := n.state.Host("A1").Current(); got != 1 {
		t.Errorf("at step %d", got+1)
	}
}

func TestTwoMarkOneFailoverStep(t *testing.T) {
	p := nightPlan()
	p.Environments[1].Failover.Steps = []string{"one", "two"}
	n := newNight(p, clockOn("23:00"), t.Errorf)
	n.mustDo(Open{By: "li"})
	for _, truth := range n.truth {
		truth.up = true
	}
	n.until(clockOn("23:10"))
	n.mustDo(DecideFailover{By: "li", Environment: "B", Go: true})
	saw := n.state
	n.mustDo(Bind(&saw, MarkFailoverStep{By: "li", Environment: "B"}))
	if _, err := n.do(Bind(&saw, MarkFailoverStep{By: "zhang", Environment: "B"})); err == nil {
		t.Error("the second mark went to the next step")
	}
}
