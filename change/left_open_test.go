package change

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLeftOpen: whoever closes a change is told what it leaves behind.
func TestLeftOpen(t *testing.T) {
	n := ready(t)
	all := func() (list []string) {
		for _, text := range n.state.LeftOpen() {
			list = append(list, told(n.plan, text))
		}
		return list
	}
	if diff := cmp.Diff([]string{"left.waiting hosts=[A2 B1 B2]"}, all()); diff != "" {
		t.Errorf("a change that was just opened (-want +got):\n%s", diff)
	}
	n.mustDo(HoldChange{By: "li", Reason: "alarm in the machine room"})
	n.state.Deviations = append(n.state.Deviations, Deviation{DeviationData: DeviationData{What: "skip A1 look"}})
	n.state.Failovers = append(n.state.Failovers, Failover{Environment: "B", Standby: "A", Outcome: FailoverCompleted})
	n.state.Incidents = append(n.state.Incidents, Incident{ID: "B-1", Hosts: []string{"B1"}})
	for i := range n.state.Hosts.Len() {
		n.state.Hosts.At(i).Work = FinishedOK
	}
	want := []string{"left.switched environment=B standby=A", "left.incident incident=B-1", "left.unsigned what=skip A1 look", "left.held why=(alarm in the machine room)"}
	if diff := cmp.Diff(want, all()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
