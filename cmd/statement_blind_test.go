package cmd

import (
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/change/changetest"
	"tminus/wording"
	"tminus/wording/wordingtest"
)

// scene is a state that is made by hand: A1 was told to reboot three minutes ago
// and is gone, and nothing of A serves; B1 waits. The deadline is in ten minutes,
// a failover takes five and keeps one in reserve.
func falseNight() (*change.State, time.Time) {
	now := changetest.Evening().Add(10 * time.Minute)
	p := &change.Plan{
		Change: change.Info{
			ID: "CHG-1", Zone: changetest.China(), Window: change.Window{Start: now.Add(-time.Hour), End: now.Add(30 * time.Minute)},
			Deadline: change.Deadline{Name: "peak", At: now.Add(10 * time.Minute)},
		},
		Environments: []change.Environment{
			{Name: "A", Standby: "B", Failover: change.FailoverPlan{Takes: 5 * time.Minute, Margin: time.Minute}},
			{Name: "B", Standby: "A", Failover: change.FailoverPlan{Takes: 5 * time.Minute, Margin: time.Minute}},
		},
		Runbook: change.NewRunbook(change.Step{ID: "reboot", Title: "Restart", Reboot: true}),
	}
	for _, name := range []string{"A1", "B1"} {
		h := change.Host{Name: name, Environment: name[:1], Checks: change.Checks{ICMP: true}, Reboot: change.RebootNorm{Expected: time.Minute, Settle: 10 * time.Second}}
		h.Ladder = change.DefaultLadder(time.Minute)
		p.Hosts, p.Order = append(p.Hosts, h), append(p.Order, name)
	}
	p.Index()
	s := change.NewState(p)
	s.Opened = now.Add(-30 * time.Minute)
	asked := now.Add(-3 * time.Minute)
	s.Hosts.At(0).Work, s.Hosts.At(0).Started = change.Started, asked
	s.Hosts.At(0).Reboot = &change.Reboot{Phase: change.Gone, Requested: asked, Since: asked, Marked: asked}
	s.Hosts.At(0).Signals[0] = change.SignalState{Check: "icmp", State: change.Down, Since: asked}
	s.Hosts.At(1).Signals[0] = change.SignalState{Check: "icmp", State: change.Up, Since: s.Opened}
	s.Incidents = []change.Incident{{
		ID: "A-1", Environment: "A", Hosts: []string{"A1"}, Opened: now.Add(-2 * time.Minute),
		Rungs: []change.RungState{{RungData: change.RungData{Incident: "A-1", Rung: "stop", Action: "stop", Due: now.Add(-time.Minute)}}},
	}}
	return &s, now
}

// TestTheReaderSeesFalseFrames: what is false in a frame is found, in the words of
// each language, and what is true is not.
func TestTheReaderSeesFalseFrames(t *testing.T) {
	for _, tt := range []struct{ key, values, fault string }{
		{"incident.no_healthy_standby", "env=A standby=B healthy=1 all=1", ""},
		{"incident.no_healthy_standby", "env=A standby=B healthy=0 all=1", "1 of 1 are"},
		{"incident.no_healthy_standby", "env= standby= healthy=0 all=0", "names nothing"},
		{"incident.no_healthy", "env=B", "has 1 healthy hosts"},
		{"incident.no_healthy", "env=–", "names nothing"},
		{"incident.no_healthy_at_all", "", "there is no environment"},
		{"incident.no_side", "env=A standby=B", "standby has a healthy host"},
		{"wall.env", "env=A healthy=0 all=1", ""},
		{"wall.env", "env=A healthy=1 all=1", "0 of 1 are"},
		{"head.open", "done=0 all=2", ""},
		{"head.open", "done=1 all=2", "0 of 2 are done"},
		{"head.window_left", "left=30m00s", ""},
		{"head.window_left", "left=29m00s", "is told as"},
		{"head.window_over", "ago=2m00s", "is not over"},
		{"head.limit", "at=23:14 left=4m00s", ""},
		{"head.limit", "at=23:14 left=9m00s", "is not 9m00s away"},
		{"head.limit", "at=23:05 left=5m00s", "of no failover"},
		{"head.too_late", "deadline=23:20 ends=23:15", "of no failover"},
		{"head.peak_passed", "deadline=23:20 name=peak ago=3m", "it is ahead"},
		{"head.running", "ends=23:15 left=5m name=peak", "no failover is under way"},
		{"failover.line", "env=A standby=B n=1 all=2 elapsed=1m00s takes=5m ends=23:15", "no failover is under way"},
		{"incident.is_late", "host=A1 for=3m00s", ""},
		{"incident.is_late", "host=A1 for=2m00s", "is told as"},
		{"incident.is_late", "host=B1 for=3m00s", "no reboot that was asked for"},
		{"incident.is_lost", "host=A1 for=3m00s", "not lost by itself"},
		{"incident.is_settling", "host=A1", "does not settle"},
		{"act.decide_in", "at=23:04 left=8m28s", "is past"},
		{"act.due_in", "at=23:12 left=2m00s", ""},
		{"act.due_in", "at=23:12 left=9m00s", "is not 9m00s away"},
		{"next.wait", "host=A1 left=2m00s", "that is past"},
		{"wall.all_due", "n=1", ""},
		{"wall.all_due", "n=2", "1 are due"},
	} {
		for _, lang := range wording.Languages() {
			var pairs []string
			for _, pair := range strings.Fields(tt.values) {
				name, value, _ := strings.Cut(pair, "=")
				pairs = append(pairs, name, value)
			}
			line := "  ■ " + wording.Load(lang).Say(tt.key, pairs...)
			s, now := falseNight()
			j := newJudge(reckon(s, now), map[string]int{})
			j.see("frame", lang, line)
			judged(t, j, line, tt.fault)
		}
	}
}

// TestTheReaderSeesScraps: what no text of any language may hold.
func TestTheReaderSeesScraps(t *testing.T) {
	for _, line := range []string{
		"press 3: {action} ({incident})", "next: [next.start]", "DUE since 08:00", "B1 %!s(MISSING)", "why: <nil>", "gone, norm in -3m", "took -1:02", "since 0001-01-01",
	} {
		s, now := falseNight()
		j := newJudge(reckon(s, now), map[string]int{})
		j.see("frame", wording.English, line)
		judged(t, j, line, "is no text")
	}
}

func judged(t *testing.T, j *judge, line, fault string) {
	t.Helper()
	found := strings.Join(j.faults, "\n")
	if (found == "") != (fault == "") || !strings.Contains(found, fault) {
		t.Errorf("%s: %q is found, want %q", line, found, fault)
	}
}

// TestTheReaderSeesFalseStates: the states of a table.
func TestTheReaderSeesFalseStates(t *testing.T) {
	for _, tt := range []struct{ state, host, fault string }{
		{"late: gone", "A1", ""},
		{"gone", "A1", ""},
		{"leaving", "A1", "is gone"},
		{"settling 5s left", "A1", "is gone"},
		{"lost: gone", "A1", "not lost by itself"},
		{"gone, norm in 2m00s", "A1", "its norm is past"},
		{"waiting", "B1", ""},
		{"waiting: on hold", "B1", "no hold"},
		{"done, proven", "B1", "the work on it is waiting"},
		{"icmp down", "B1", "nothing is down"},
	} {
		s, now := falseNight()
		j := newJudge(reckon(s, now), map[string]int{})
		frame := "  HOST STATE                    ENV\n  " + tt.host + "   ■ " + tt.state
		j.cells("en", frame)
		judged(t, j, tt.host+" "+tt.state, tt.fault)
	}
}

// TestTheReaderSeesFalseClaims: what a face says in the language that tells which
// text it is.
func TestTheReaderSeesFalseClaims(t *testing.T) {
	w := wordingtest.Claiming(wording.Load(wording.English))
	owes := func(kind change.ActionKind, state string) string {
		return "  A-1  " + w.Pair(w.Action(kind), w.Say(state, "since", "23:09", "by", "li", "at", "23:09", "again", "23:12"))
	}
	for _, tt := range []struct {
		name, face string
		ask        func(*judge, []*claim)
		fault      string
	}{
		{"what is due is owed", owes("stop", "act.due"), func(j *judge, c []*claim) { j.owing(j.duties(c), "A-1") }, ""},
		{"something else is due", owes("vendor", "act.due"), func(j *judge, c []*claim) { j.owing(j.duties(c), "A-1") }, "[vendor], and in truth [stop]"},
		{"nothing is due", "", func(j *judge, c []*claim) { j.owing(j.duties(c), "A-1") }, "[], and in truth [stop]"},
		{"somebody is at it", owes("stop", "act.taken"), func(j *judge, c []*claim) { j.owing(j.duties(c), "A-1") }, "[], and in truth [stop]"},
		{"no banner", "all is well", (*judge).unserved, `"A" has no healthy host`},
		{"a banner without a name", w.Say("incident.no_healthy", "env", ""), (*judge).unserved, "has no env"},
		{"since the request", "A1  ◌ gone  " + w.Say("clock.request", "for", "3m00s", "norm", "1m"), nil, ""},
		{"nobody asked", "B1  ◌ gone  " + w.Say("clock.request", "for", "7s", "norm", "1m"), nil, "nobody asked"},
		{"another time", "A1  ◌ gone  " + w.Say("clock.request", "for", "2m00s", "norm", "1m"), nil, "is told as"},
		{"it comes", "23:12  " + w.Aside("x", w.Say("handover.in", "span", "2m00s")), (*judge).moments, ""},
		{"it is past", "23:04  " + w.Aside("x", w.Say("handover.in", "span", "8m28s")), (*judge).moments, "is past"},
		{"it has not come", "23:12  " + w.Aside("x", w.Say("handover.ago", "span", "2m00s")), (*judge).moments, "has not come"},
		{"two states", "A1  ◕ " + w.Say("host.settling", "left", "7s"), func(j *judge, c []*claim) { j.hosts(c) }, "its reboot is gone"},
		{"a start that is refused", w.Say("next.start", "host", "B1"), nil, "is asked for and refused"},
		{"a switch that has not begun", w.Say("telling.failover.running", "standby", "B"), nil, "no failover is under way"},
		{"a moment that is past", w.Say("telling.failover.open", "standby", "B", "last_safe", "23:04"), nil, "is past"},
		{"a dash for a name", w.Say("incident.away", "env", "–", "standby", "–"), nil, "has no env"},
		{"another key", " 2 " + w.Action("stop") + "\n" + w.Say("next.action_short", "key", "1", "action", w.Action("stop"), "incident", "A-1"), (*judge).numbers, `the key of stop is "2"`},
	} {
		s, now := falseNight()
		j := newJudge(reckon(s, now), map[string]int{})
		claims := j.hear("face", tt.face)
		if tt.ask != nil {
			tt.ask(j, claims)
		}
		judged(t, j, tt.name, tt.fault)
	}
}

// TestTheReaderWeighsFalseSituations: the values before they are drawn.
func TestTheReaderWeighsFalseSituations(t *testing.T) {
	for name, bend := range map[string]func(*change.Situation, time.Time){
		"":                     func(*change.Situation, time.Time) {},
		"does not say of what": func(sit *change.Situation, _ time.Time) { sit.Alerts[0].Environment = "" },
		"the worst alert has":  func(sit *change.Situation, _ time.Time) { sit.Severity = change.Notice },
		"duties are due":       func(sit *change.Situation, _ time.Time) { sit.Pending = 4 },
		"counts from a loss":   func(sit *change.Situation, _ time.Time) { sit.Hosts[0].Clock.Counts = change.CountsFromLoss },
		"nobody asked":         func(sit *change.Situation, _ time.Time) { sit.Hosts[1].Clock.Counts = change.CountsFromRequest },
		"; in truth":           func(sit *change.Situation, _ time.Time) { sit.Environments[0].Healthy = 1 },
		"which is past":        func(sit *change.Situation, now time.Time) { sit.Incidents[0].Duties[2].Ahead = now.Add(-time.Minute) },
		"counted down to": func(sit *change.Situation, now time.Time) {
			sit.Milestones = append(sit.Milestones, change.Milestone{Kind: change.NextRung, At: now, Past: true, Action: "x", Incident: "A-1"})
		},
		"not too late":            func(sit *change.Situation, _ time.Time) { sit.Environments[0].Failover.Timing = change.TimingTooLate },
		"rings":                   func(sit *change.Situation, _ time.Time) { sit.Incidents[0].Rings = false },
		"nobody knows since when": func(sit *change.Situation, _ time.Time) { sit.Hosts[0].Since = time.Time{} },
		"settles, and does not":   func(sit *change.Situation, _ time.Time) { sit.Hosts[0].Settling = true },
		"its clock shows":         func(sit *change.Situation, _ time.Time) { sit.Hosts[0].Clock.For = -time.Minute },
		"has not come":            func(sit *change.Situation, now time.Time) { sit.Advice.Since = now.Add(time.Hour) },
	} {
		s, now := falseNight()
		sit := change.Assess(&change.Snapshot{State: s, Now: now, Beat: now}, now, now)
		bend(sit, now)
		j := newJudge(reckon(s, now), map[string]int{})
		j.weigh(sit)
		judged(t, j, "situation", name)
	}
}
