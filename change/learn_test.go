package change

import (
	"slices"
	"testing"
	"time"
)

// TestPhasesOfANight: the phases of the reboots of a night are those of its
// truth, and what needed help is known to.
func TestPhasesOfANight(t *testing.T) {
	n := newNight(nightPlan(), clockOn("23:00"), t.Errorf)
	for _, truth := range n.truth {
		truth.up = true
	}
	n.mustDo(Open{By: "li"})
	n.until(clockOn("23:01"))
	n.mustDo(Start{By: "li", Host: "A1"})
	n.mustDo(MarkReboot{By: "li", Host: "A1"})
	set := func(check string, up bool, at string) {
		n.until(clockOn(at))
		n.truth[signalKey{"A1", check}].up = up
	}
	set("icmp", false, "23:01:30")
	set("tcp/3389", false, "23:01:40")
	set("icmp", true, "23:08:00")
	set("tcp/3389", true, "23:09:00")
	set("tcp/3389", false, "23:09:30") // a port that falls again is no second dark
	set("tcp/3389", true, "23:10:00")
	n.until(clockOn("23:13"))
	got := Paces(&n.state)
	if len(got) != 1 {
		t.Fatalf("%d reboots are over, want 1", len(got))
	}
	near := func(what string, d, want time.Duration) {
		if (d - want).Abs() > 2*time.Second { // between two probes
			t.Errorf("%s took %s, want about %s", what, d, want)
		}
	}
	p := got[0]
	near("leaving", p.Leaving, 40*time.Second)
	near("the dark", p.Dark, 6*time.Minute+20*time.Second)
	near("the services", p.Services, 2*time.Minute)
	near("all", p.Took, 9*time.Minute)
	if p.Leaving+p.Dark+p.Services != p.Took || p.Recovered || p.Norm != 10*time.Minute {
		t.Errorf("%+v", p)
	}
	n.mustDo(Recover{By: "li", Host: "A1", What: "too late to count"})
	if Paces(&n.state)[0].Recovered {
		t.Error("what was tried after the reboot counts as help with it")
	}
}

// TestWhatTeachesNothing: of a reboot that nobody issued it is not known when it
// was asked for, and one that is not over has no times yet.
func TestWhatTeachesNothing(t *testing.T) {
	s := NewState(nightPlan())
	s.Hosts.At(0).Reboot = &Reboot{Phase: Settled, Detected: true, Took: time.Minute}
	s.Hosts.At(1).Reboot = &Reboot{Phase: Listening}
	s.Hosts.At(2).Reboot = &Reboot{Phase: Settled, Took: 8 * time.Minute}
	s.Hosts.At(2).Reboots = []Reboot{{Phase: Settled, Took: 9 * time.Minute}}
	got := Paces(&s)
	if len(got) != 2 || got[0].Took != 9*time.Minute || got[1].Took != 8*time.Minute {
		t.Errorf("%+v", got)
	}
}

func TestSpread(t *testing.T) {
	minutes := func(list ...int) []time.Duration {
		var times []time.Duration
		for _, m := range list {
			times = append(times, time.Duration(m)*time.Minute)
		}
		return times
	}
	tests := []struct {
		times         []time.Duration
		p50, p90, max int
	}{
		{nil, 0, 0, 0},
		{minutes(9), 9, 9, 9},
		{minutes(8, 10), 8, 10, 10},
		{minutes(9, 8, 11, 10), 9, 11, 11},
		{minutes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 5, 9, 10},
	}
	for _, tt := range tests {
		before := slices.Clone(tt.times)
		got := SpreadOf(tt.times)
		want := Spread{len(tt.times), time.Duration(tt.p50) * time.Minute, time.Duration(tt.p90) * time.Minute, time.Duration(tt.max) * time.Minute}
		if got != want || !slices.Equal(before, tt.times) {
			t.Errorf("%v: %+v, want %+v", tt.times, got, want)
		}
	}
}

// TestLearn: classes are kept apart, what needed help is counted and not taken
// for normal, and each earlier night changes the proposal.
func TestLearn(t *testing.T) {
	old, newer := Class{"x3650", "2008"}, Class{"NF5280", "2008"}
	pace := func(host string, class Class, took time.Duration, recovered bool) Pace {
		return Pace{Host: host, Class: class, Norm: 10 * time.Minute, Recovered: recovered, Phases: Phases{Leaving: took / 10, Dark: took / 2, Took: took}}
	}
	night := []Pace{
		pace("A1", old, 9*time.Minute+5*time.Second, false), pace("B1", newer, 12*time.Minute, false),
		pace("B2", newer, 58*time.Minute, true),
	}
	lessons := Learn(night)
	if len(lessons) != 2 || lessons[0].Class != newer {
		t.Fatalf("%+v", lessons)
	}
	b, a := lessons[0], lessons[1]
	if b.Reboots != 2 || b.Recovered != 1 || b.Took.Max != 12*time.Minute {
		t.Errorf("what needed help is taken for normal: %+v", b)
	}
	if a.Proposed.Expected != 9*time.Minute+30*time.Second || a.Proposed.ShutdownLimit != 2*time.Minute {
		t.Errorf("%+v", a.Proposed)
	}
	if stop := a.Proposed.Ladder[1]; stop.After != DefaultLadder(a.Proposed.Expected)[1].After {
		t.Errorf("the ladder is not counted from the proposed norm: %+v", stop)
	}
	slower := append(slices.Clone(night), pace("A2", old, 11*time.Minute+10*time.Second, false))
	if got := Learn(slower)[1].Proposed.Expected; got != 11*time.Minute+30*time.Second {
		t.Errorf("with a second night the norm is %s", got)
	}
	if l := Learn([]Pace{pace("B2", newer, time.Hour, true)})[0]; l.Proposed != nil {
		t.Errorf("a norm is proposed from help alone: %+v", l.Proposed)
	}
}

func TestTypical(t *testing.T) {
	class := Class{"m", "o"}
	paces := []Pace{
		{Host: "A1", Class: class, Phases: Phases{Took: 8 * time.Minute}},
		{Host: "A2", Class: class, Phases: Phases{Took: 9 * time.Minute}},
		{Host: "A3", Class: class, Source: PaceEarlier, Phases: Phases{Took: 20 * time.Minute}},
		{Host: "X", Class: Class{"other", "o"}, Phases: Phases{Took: time.Minute}},
	}
	if p, ok := Typical(paces, class, PaceTonight, "A1"); !ok || p.Took != 9*time.Minute {
		t.Errorf("tonight, for A1: %v %v", p, ok)
	}
	if _, ok := Typical(paces, class, PaceRehearsal, ""); ok {
		t.Error("there was no rehearsal")
	}
}
