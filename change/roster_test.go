package change

import (
	"slices"
	"testing"
	"time"
)

// ungated is a watch of A1 and B1 without a plan, one minute old.
func ungated(t *testing.T) *night {
	t.Helper()
	p := nightPlan()
	p.only("A1", "B1")
	p.Ungated, p.Environments, p.Runbook, p.Change.Window = true, nil, NewRunbook(), Window{}
	n := newNight(p, clockOn("23:00"), t.Errorf)
	n.mustDo(Open{By: "li"})
	n.until(clockOn("23:01"))
	return n
}

// Hosts are added to a watch without a plan and removed from it; what older states
// knew stays as it was, and the journal alone gives the same.
func TestRoster(t *testing.T) {
	n := ungated(t)
	before := n.state
	n.mustDo(AddHosts{By: "li", Hosts: []NewHost{{"C1", AddedData{Address: "10.0.0.9", TCP: []int{22}}}, {"C2", AddedData{Address: "10.0.0.10"}}}})
	n.mustDo(RemoveHost{By: "li", Host: "A1", Reason: "a slip"})
	s := n.state
	if got := s.Plan.Order; !slices.Equal(got, []string{"B1", "C1", "C2"}) || s.Hosts.Len() != 3 || s.Host("A1") != nil {
		t.Fatalf("watched are %v, %d of them", got, s.Hosts.Len())
	}
	if got := before.Plan.Order; !slices.Equal(got, []string{"A1", "B1"}) || before.Hosts.Len() != 2 {
		t.Errorf("the state of before has %v", got)
	}
	for i := range s.Hosts.Len() {
		if h := s.Hosts.At(i); h.Name != s.Plan.Hosts[i].Name || s.Host(h.Name) != h {
			t.Errorf("host %d is %s in the plan and %s in the state", i, s.Plan.Hosts[i].Name, h.Name)
		}
	}
	c1, like := s.Plan.Host("C1"), before.Plan.Host("A1")
	if len(c1.Ladder) != len(like.Ladder) || c1.Reboot != like.Reboot || s.Plan.Digest != before.Plan.Digest {
		t.Errorf("a host that was added has another norm or ladder, or it is another plan: %+v", c1)
	}
	again := NewState(before.Plan)
	for _, e := range n.journal {
		again = Fold(again, throughJSON(t, e.Spoken(Statement.String)))
	}
	if !slices.Equal(again.Plan.Order, s.Plan.Order) || !again.Host("C1").Added.Equal(s.Host("C1").Added) {
		t.Errorf("replayed, watched are %v", again.Plan.Order)
	}
}

// A host that was just added has been silent since then, not since the watch began.
func TestAddedIsNotDead(t *testing.T) {
	n := ungated(t)
	n.mustDo(AddHosts{By: "li", Hosts: []NewHost{{"C1", AddedData{Address: "10.0.0.9", TCP: []int{22}}}}})
	s, plan := n.state, n.state.Plan
	if s.Late(plan.Host("C1"), s.Host("C1"), n.now) {
		t.Error("it is dead before it was ever asked")
	}
	if later := n.now.Add(time.Minute); !s.Late(plan.Host("C1"), s.Host("C1"), later) {
		t.Error("it is not dead after a minute of silence")
	}
}

// An incident of a host that is no longer watched is over.
func TestRemovedLeavesItsIncident(t *testing.T) {
	n := ungated(t)
	at := n.now
	n.state = Fold(n.state, Event{At: at, Type: IncidentOpened, Host: "A1", Data: IncidentData{ID: "all-1", Environment: "A", Hosts: []string{"A1"}}},
		Event{At: at, Type: IncidentOpened, Host: "A1", Data: IncidentData{ID: "all-2", Environment: "A", Hosts: []string{"A1", "B1"}}})
	open := n.state
	n.mustDo(RemoveHost{By: "li", Host: "A1"})
	if n.state.Incident("all-1").Open() || !n.state.Incident("all-2").Open() || !open.Incident("all-1").Open() {
		t.Error("the incident of nobody else is open, or that of another host, or the older state is another one now")
	}
	if got := n.state.Incident("all-2").Hosts; !slices.Equal(got, []string{"B1"}) {
		t.Errorf("the other one is of %v", got)
	}
}

// What was seen of a host stays when others come and go.
func TestSightFor(t *testing.T) {
	n := ungated(t)
	was := *n.sight.Track("B1", "icmp")
	n.mustDo(AddHosts{By: "li", Hosts: []NewHost{{"C1", AddedData{Address: "10.0.0.9"}}}})
	n.mustDo(RemoveHost{By: "li", Host: "A1"})
	now := n.sight.For(n.state.Plan)
	if was.At.IsZero() || !now.Track("B1", "icmp").At.Equal(was.At) || now.Track("B1", "icmp").hits != was.hits || now.Track("A1", "icmp") != nil || now.Track("C1", "icmp") == nil {
		t.Errorf("the memory of the hosts is another one: %+v %+v %v", was.At, now.Track("B1", "icmp"), now.Track("C1", "icmp") == nil)
	}
}
