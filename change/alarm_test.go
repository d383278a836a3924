package change

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAlarms(t *testing.T) {
	at := clockOn
	reboot := func(change func(*Reboot)) func(*State) {
		return func(s *State) {
			r := &Reboot{Phase: Gone, Requested: at("02:00"), Issued: at("02:00"), Since: at("02:01"), HeldFrom: at("02:01")}
			change(r)
			s.Host("A1").Reboot = r
		}
	}
	for name, c := range map[string]struct {
		arrange func(*State)
		now     string
		want    []string // rung and since when it is due
	}{
		"all quiet":                    {func(*State) {}, "02:00", nil},
		"gone, as told":                {reboot(func(*Reboot) {}), "02:09", nil},
		"answers for its last second":  {reboot(func(r *Reboot) { r.Phase = Requested }), "02:02:59", nil},
		"never left":                   {reboot(func(r *Reboot) { r.Phase, r.Stayed = Requested, at("02:03") }), "02:03", []string{"never-left 02:03:00"}},
		"never left, as far as known":  {reboot(func(r *Reboot) { r.Phase = Requested }), "02:09", nil},
		"issued once more":             {reboot(func(r *Reboot) { r.Phase, r.Issued, r.Stayed = Requested, at("02:01"), at("02:03") }), "02:03:30", nil},
		"left unseen, and proven":      {reboot(func(r *Reboot) { r.Phase, r.Proven = Requested, at("02:01") }), "02:05", nil},
		"half back for a moment":       {reboot(func(r *Reboot) { r.Phase = Answering }), "02:05:59", nil},
		"half back for half of a norm": {reboot(func(r *Reboot) { r.Phase = Answering }), "02:06", []string{"not-listening 02:06:00"}},
		"back":                         {reboot(func(r *Reboot) { r.Phase = Listening }), "02:09", nil},
		"gone twice":                   {reboot(func(r *Reboot) { r.Bounces = 1 }), "02:02", []string{"boot-loop 02:01:00"}},
		"gone twice, over":             {reboot(func(r *Reboot) { r.Bounces, r.Phase = 1, Settled }), "02:02", nil},
		"gone twice, as expected": {func(s *State) {
			reboot(func(r *Reboot) { r.Bounces = 1 })(s)
			s.Plan.Hosts[0].Reboot.ExpectedReboots = 2
		}, "02:02", nil},
		"three times, two expected": {func(s *State) {
			reboot(func(r *Reboot) { r.Bounces = 2 })(s)
			s.Plan.Hosts[0].Reboot.ExpectedReboots = 2
		}, "02:02", []string{"boot-loop 02:01:00"}},
		"once, of a plan that has none": {func(s *State) { reboot(func(*Reboot) {})(s); s.Plan.Hosts[0].Reboot.ExpectedReboots = 0 }, "02:02", nil},
		"unplanned":                     {reboot(func(r *Reboot) { r.Unplanned = true }), "02:01", []string{"unplanned 02:00:00"}},
		"its own side is worked on":     {func(s *State) { reboot(func(r *Reboot) { r.Unplanned = true })(s); s.Host("A2").Work = Started }, "02:01", []string{"unplanned 02:00:00"}},
		"the other side is worked on":   {func(s *State) { reboot(func(r *Reboot) { r.Unplanned = true })(s); s.Host("B2").Work = Started }, "02:01", []string{"standby-lost 02:00:00"}},
		"the other side is done":        {func(s *State) { reboot(func(r *Reboot) { r.Unplanned = true })(s); s.Host("B2").Work = FinishedOK }, "02:01", []string{"unplanned 02:00:00"}},
		"another machine, no reboot":    {func(s *State) { s.Host("A1").Stranger, s.Host("A1").StrangerAt = "X", at("02:01") }, "02:01", []string{"wrong-machine 02:01:00"}},
		"another machine and all else": {func(s *State) {
			reboot(func(r *Reboot) { r.Unplanned, r.Phase, r.Bounces = true, Answering, 1 })(s)
			s.Host("A1").Stranger, s.Host("A1").StrangerAt = "X", at("02:01")
		}, "02:20", []string{"wrong-machine 02:01:00", "unplanned 02:00:00", "not-listening 02:06:00", "boot-loop 02:01:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := NewState(nightPlan())
			c.arrange(&s)
			var got []string
			for _, a := range s.addAlarms(nil, &s.Plan.Hosts[0], s.Host("A1"), at(c.now), s.lossRung("A")) {
				got = append(got, string(a.rung)+" "+TimeOfDay(s.Plan, a.due))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if late := s.Late(&s.Plan.Hosts[0], s.Host("A1"), at(c.now)); len(c.want) > 0 && !late {
				t.Error("an alarm, and yet not late")
			}
		})
	}
}

func TestBacksUp(t *testing.T) {
	for name, c := range map[string]struct {
		host, standby string // who is worked on, and what stands by for B
		work          Work
		want          bool
	}{
		"B is worked on":           {"B1", "A", Started, true},
		"its second host too":      {"B2", "A", Started, true},
		"B waits":                  {"B1", "A", Waiting, false},
		"B is done":                {"B1", "A", FinishedOK, false},
		"B has failed":             {"B1", "A", Failed, false},
		"A itself is worked on":    {"A1", "A", Started, false},
		"B has no standby":         {"B1", "", Started, false},
		"something else stands by": {"B1", "C", Started, false},
	} {
		s := NewState(nightPlan())
		s.Plan.Environments[1].Standby = c.standby
		s.Host(c.host).Work = c.work
		if got := s.backsUp("A"); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A message about an alarm is about the host that raised it, even if another one
// of the incident has been away for longer, and even if it has no reboot.
func TestAlarmIsAboutItsHost(t *testing.T) {
	s := NewState(nightPlan())
	s.Host("B1").Reboot = &Reboot{Phase: Gone, Requested: clockOn("02:00")}
	s.Host("B2").Stranger = "X"
	inc := &Incident{ID: "B-1", Environment: "B", Hosts: []string{"B1", "B2"}, Rungs: []RungState{
		{Host: "B1", RungData: RungData{Rung: RungStop, Action: ActionStop}},
		{Host: "B2", RungData: RungData{Rung: RungWrongMachine, Action: ActionKind(RungWrongMachine)}},
		{Host: "B2", RungData: RungData{Rung: RungUnplanned, Action: ActionKind(RungUnplanned)}},
	}}
	for rung, want := range map[RungName]string{RungWrongMachine: "B2", RungUnplanned: "B2", RungStop: "B1"} {
		if host := s.Subject(inc, ActionKind(rung)); host == nil || host.Name != want {
			t.Errorf("%s is about %v, want %s", rung, host, want)
		}
	}
	if host := s.Subject(&Incident{}, ActionStop); host != nil {
		t.Errorf("an incident without hosts is about %v", host)
	}
}
