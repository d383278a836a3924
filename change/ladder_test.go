package change

import (
	"fmt"
	"math/rand/v2"
	"slices"
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
			rungs = append(rungs, string(r.Name)+" "+r.After.String())
		}
		if diff := cmp.Diff(want, strings.Join(rungs, ", ")); diff != "" {
			t.Errorf("norm %s (-want +got):\n%s", norm, diff)
		}
	}
}

// Every rung but late raises the action of its own name; what it says is not the core's.
func TestDefaultLadderActions(t *testing.T) {
	for i, r := range DefaultLadder(10 * time.Minute) {
		if i == 0 {
			if r.Action != "" || r.Say != "" {
				t.Errorf("late asks for something: %+v", r)
			}
			continue
		}
		if r.Action != ActionKind(r.Name) || r.Say != "" {
			t.Errorf("%s raises %q and says %q", r.Name, r.Action, r.Say)
		}
	}
}

func TestLastSafe(t *testing.T) {
	p := nightPlan()
	p.Environments[1].Failover.Takes = time.Hour
	for environment, want := range map[string]string{"A": "06:15:00", "B": "05:45:00"} {
		if at, ok := p.LastSafeFailover(environment); !ok || TimeOfDay(p, at) != want {
			t.Errorf("%s: %s %v, want %s", environment, TimeOfDay(p, at), ok, want)
		}
	}
	if at, ok := (&State{Plan: p}).EarliestLastSafe(); !ok || TimeOfDay(p, at) != "05:45:00" {
		t.Errorf("earliest: %s %v", TimeOfDay(p, at), ok)
	}
	p.Environments[0].Failover.Takes = 0
	if _, ok := p.LastSafeFailover("A"); ok {
		t.Error("an environment without a failover has a last safe moment for it")
	}
	if _, ok := p.LastSafeFailover("C"); ok {
		t.Error("an environment that nobody described has a last safe moment")
	}
	p.Change.Deadline = Deadline{}
	if _, ok := (&State{Plan: p}).EarliestLastSafe(); ok {
		t.Error("no deadline, and yet a last safe moment")
	}
}

// Rungs come due in the order of the ladder, whatever the deadline does; and
// what leads to the failover never comes after the last safe moment, unless
// the host was not late by then.
func TestRungsKeepTheirOrder(t *testing.T) {
	pulled := 0
	for seed := range uint64(2000) {
		rng := rand.New(rand.NewPCG(seed, 3))
		p := nightPlan().only("B1", "A1")
		h := &p.Hosts[0]
		h.Ladder = randomLadder(rng)
		p.Change.Deadline.At = clockOn("02:00").Add(time.Duration(rng.IntN(240)) * time.Minute)
		r := &Reboot{Requested: clockOn("02:00"), Unplanned: rng.IntN(4) == 0}
		s := &State{Plan: p}
		lastSafe, _ := s.LastSafeFailover("B")
		late, _ := s.RungDue(h, r, 0)
		var before time.Time
		for i := range h.Ladder {
			due, reason := s.RungDue(h, r, i)
			if due.Before(before) {
				t.Fatalf("seed %d: rung %d at %s comes before the one below, at %s", seed, i, due, before)
			}
			before = due
			if reason != ReasonDeadline {
				continue
			}
			pulled++
			if !slices.ContainsFunc(h.Ladder[i:], func(r Rung) bool { return r.Action == ActionFailover }) {
				t.Fatalf("seed %d: the deadline pulls rung %d, which leads to no failover", seed, i)
			}
			if due.After(lastSafe) && !due.Equal(late) {
				t.Fatalf("seed %d: rung %d due %s, after the last safe moment %s", seed, i, due, lastSafe)
			}
			if elapsed := r.Requested.Add(h.Ladder[i].After); due.After(elapsed) {
				t.Fatalf("seed %d: the deadline delays rung %d from %s to %s", seed, i, elapsed, due)
			}
		}
	}
	if pulled < 100 {
		t.Errorf("the deadline pulled only %d rungs: too few to prove anything", pulled)
	}
}

func randomLadder(rng *rand.Rand) []Rung {
	after := make([]int, 2+rng.IntN(6))
	for i := range after {
		after[i] = rng.IntN(90)
	}
	slices.Sort(after)
	ladder := make([]Rung, len(after))
	failover := rng.IntN(len(after) + 1) // may be missing
	for i, m := range after {
		ladder[i] = Rung{Name: RungName(fmt.Sprint("r", i)), After: time.Duration(m) * time.Minute}
		if i == failover {
			ladder[i].Action = ActionFailover
		}
	}
	return ladder
}
