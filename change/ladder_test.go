package change

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDefaultLadderScales(t *testing.T) {
	for norm, want := range map[string]string{
		"10m": "late 10m0s, stop 15m0s, vendor 20m0s, business 30m0s, failover 45m0s",
		"5m":  "late 5m0s, stop 7m30s, vendor 10m0s, business 15m0s, failover 22m30s",
		"45m": "late 45m0s, stop 1h7m30s, vendor 1h30m0s, business 2h15m0s, failover 3h22m30s",
		"7s":  "late 7s, stop 11s, vendor 14s, business 21s, failover 32s",
	} {
		d, err := time.ParseDuration(norm)
		if err != nil {
			t.Fatal(err)
		}
		var rungs []string
		for _, r := range DefaultLadder(d) {
			rungs = append(rungs, r.Name+" "+r.After.String())
		}
		if diff := cmp.Diff(want, strings.Join(rungs, ", ")); diff != "" {
			t.Errorf("norm %s (-want +got):\n%s", norm, diff)
		}
	}
}

// Every rung but late raises the action of its own name, with something to say.
func TestDefaultLadderActions(t *testing.T) {
	for i, r := range DefaultLadder(10 * time.Minute) {
		if i == 0 {
			if r.Action != "" || r.Say != "" {
				t.Errorf("late asks for something: %+v", r)
			}
			continue
		}
		if r.Action != r.Name || r.Say == "" {
			t.Errorf("%s raises %q and says %q", r.Name, r.Action, r.Say)
		}
	}
}

func TestLastSafe(t *testing.T) {
	p := nightPlan()
	p.Environments[1].Failover.Takes = time.Hour
	for environment, want := range map[string]string{"A": "06:15:00", "B": "05:45:00"} {
		if at, ok := p.LastSafeFailover(environment); !ok || Clock(p, at) != want {
			t.Errorf("%s: %s %v, want %s", environment, Clock(p, at), ok, want)
		}
	}
	if at, ok := p.EarliestLastSafe(); !ok || Clock(p, at) != "05:45:00" {
		t.Errorf("earliest: %s %v", Clock(p, at), ok)
	}
	p.Environments[0].Failover.Takes = 0
	if _, ok := p.LastSafeFailover("A"); ok {
		t.Error("an environment without a failover has a last safe moment for it")
	}
	if _, ok := p.LastSafeFailover("C"); ok {
		t.Error("an environment that nobody described has a last safe moment")
	}
	p.Change.Deadline = Deadline{}
	if _, ok := p.EarliestLastSafe(); ok {
		t.Error("no deadline, and yet a last safe moment")
	}
}
