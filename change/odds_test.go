package change

import (
	"testing"
	"time"
)

// manyWaits are waits of so many minutes; negative ones were cut.
func manyWaits(class Class, minutes ...int) []Wait {
	var waits []Wait
	for _, m := range minutes {
		waits = append(waits, Wait{Host: "old", Class: class, Source: PaceEarlier, For: time.Duration(max(m, -m)) * time.Minute, Back: m > 0})
	}
	return waits
}

// TestWhatTheOddsSay, in each of their five ways, at a host that has been away for a time.
func TestWhatTheOddsSay(t *testing.T) {
	nine := []int{6, 7, 7, 8, 8, 8, 9, 10, 14}
	for name, c := range map[string]struct {
		minutes []int
		away    int
		want    Statement
	}{
		"too few": {[]int{6, 7, 8, 9, 9, 9, -50}, 20, Stated(OddsFew, "n", 7)},
		"eight are enough": {
			[]int{6, 7, 8, 9, 9, 9, 9, -50},
			20,
			Stated(OddsNone, "n", 8, "took", 9*time.Minute, "span", OddsSpan, "chance", 0, "low", 0, "high", 98, "of", 1),
		},
		"none came back": {[]int{-6, -7, -8, -9, -9, -9, -9, -50}, 20, Stated(OddsNever, "n", 8)},
		// of nine none was later: 1 - 0.05^(1/9)
		"nobody was away for so long": {nine, 15, Stated(OddsBeyond, "n", 9, "took", 14*time.Minute, "percent", 29)},
		"those that were cut earlier say nothing of it": {
			append([]int{-3, -4}, nine...), 15,
			Stated(OddsBeyond, "n", 11, "took", 14*time.Minute, "percent", 29),
		},
		// two of two came back: 0.025^(1/2)
		"some came back later": {nine, 9, Stated(OddsSome, "n", 9, "took", 14*time.Minute, "later", 2, "span", OddsSpan, "chance", 100, "low", 15, "high", 100, "of", 2)},
		"some, and some did not": {
			append([]int{-40, -50}, nine...), 9,
			Stated(OddsSome, "n", 11, "took", 14*time.Minute, "later", 2, "span", OddsSpan, "chance", 50, "low", 6, "high", 94, "of", 4),
		},
	} {
		if got := NewSurvival(manyWaits(Class{}, c.minutes...)).Odds(time.Duration(c.away) * time.Minute); !got.Equal(c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestOddsOfALateHost: they are told of a host that is late and not back, by the others
// of its class.
func TestOddsOfALateHost(t *testing.T) {
	s := NewState(nightPlan())
	plan := &s.Plan.Hosts[0]
	plan.Model = "x"
	waits := manyWaits(plan.Class(), 6, 7, 7, 8, 8, 8, 9, 10)
	waits = append(waits, manyWaits(Class{Model: "another"}, 40, 50)...)
	tonight := Wait{Host: plan.Name, Class: plan.Class(), For: 20 * time.Minute}
	odds := NewOdds(History{Waits: append(waits, tonight)})
	h := s.Hosts.At(0)
	h.Reboot = &Reboot{Phase: Gone, Requested: minute(0)}
	if got := odds.Tell(&HostView{Late: true}, plan, h, minute(20)); got.Code != OddsBeyond || got.Value("n") != 8 {
		t.Errorf("%s: its own wait of tonight must not speak for it", got)
	}
	tonight.Host = "A2"
	odds = NewOdds(History{Waits: append(waits, tonight)})
	if got := odds.Tell(&HostView{Late: true}, plan, h, minute(20)); got.Value("n") != 9 {
		t.Errorf("%s: another host of tonight counts", got)
	}
	for name, silent := range map[string]func() (*HostView, *Reboot){
		"not late": func() (*HostView, *Reboot) { return &HostView{}, &Reboot{Phase: Gone, Requested: minute(0)} },
		"over": func() (*HostView, *Reboot) {
			return &HostView{Late: true}, &Reboot{Phase: Settled, Requested: minute(0)}
		},
		"back": func() (*HostView, *Reboot) {
			return &HostView{Late: true}, &Reboot{Phase: Listening, Requested: minute(0)}
		},
		"not asked for": func() (*HostView, *Reboot) {
			return &HostView{Late: true}, &Reboot{Phase: Gone, Requested: minute(0), Detected: true}
		},
		"none": func() (*HostView, *Reboot) { return &HostView{Late: true}, nil },
	} {
		v, r := silent()
		if h.Reboot = r; odds.Tell(v, plan, h, minute(20)).Said() {
			t.Errorf("%s: something is said", name)
		}
	}
}
