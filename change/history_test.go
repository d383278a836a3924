package change

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// wander makes a random night: truths that come and go, an operator who does
// the right and the wrong things, restarts and faults of our own.
func wander(t *testing.T, seed uint64) *night {
	rng := rand.New(rand.NewPCG(seed, 1))
	p := nightPlan()
	if rng.IntN(4) == 0 {
		p.Prechecks = []Precheck{{ID: "disk", Title: "is there room"}}
	}
	for i := range p.Environments {
		p.Environments[i].Failover.Steps = []string{"stop the jobs", "switch"}
	}
	for i := range p.Hosts {
		if rng.IntN(3) == 0 {
			p.Hosts[i].BootEvidence.Exec = "boot"
		}
		p.Hosts[i].Reboot.ExpectedReboots = 1 + rng.IntN(5)/3
	}
	n := newNight(p, clockOn("23:00"), func(format string, args ...any) {
		t.Helper()
		t.Errorf("seed %d: "+format, append([]any{seed}, args...)...)
	})
	for _, truth := range n.truth {
		truth.up = rng.IntN(10) > 0
	}
	n.mustDo(Open{By: "li"})
	n.until(n.now.Add(5 * time.Second))
	if rng.IntN(2) == 0 { // work goes on, whatever the gate says of what is silent
		n.mustDo(Deviate{By: "li", What: "start A1", Reason: "tonight", Second: "zhang"})
		n.mustDo(Start{By: "li", Host: "A1"})
	}
	for range 240 {
		n.wanderOn(rng)
	}
	return n
}

func (n *night) wanderOn(rng *rand.Rand) {
	host := n.plan.Hosts[rng.IntN(len(n.plan.Hosts))]
	switch rng.IntN(12) {
	case 0, 1:
		n.setHost(host.Name, false, rng)
	case 2, 3, 4:
		n.setHost(host.Name, true, rng)
	case 5:
		check := host.Signals()[rng.IntN(2)]
		truth := n.truth[signalKey{host.Name, check}]
		truth.up, truth.drop = rng.IntN(2) == 0, rng.IntN(4)
	case 6, 7, 8:
		_, _ = n.do(n.anyCommand(rng, host.Name))                                                      // refusals are part of the night
		if r := n.state.Host(host.Name).Reboot; r != nil && r.Phase == Requested && rng.IntN(2) == 0 { // it may not have taken
			n.until(r.staysAt(host.Reboot).Add(5 * time.Second))
		}
	case 9:
		if rng.IntN(4) == 0 {
			n.restart(time.Duration(rng.IntN(600)) * time.Second)
		}
	case 10:
		types := []Type{ObserverBlind, ObserverSighted, ObserverSighted, ObserverAsleep, ObserverStepped}
		n.commit([]Event{{At: n.now, Type: types[rng.IntN(len(types))], Data: ObserverData{Since: n.now}}})
		n.advance()
	default:
		n.until(n.now.Add(time.Duration(rng.IntN(240)) * time.Second))
	}
	n.until(n.now.Add(time.Duration(1+rng.IntN(6)) * time.Second))
}

func (n *night) setHost(name string, up bool, rng *rand.Rand) {
	for _, check := range n.plan.Host(name).Signals() {
		n.truth[signalKey{name, check}].up = up
	}
	if boot := n.truth[signalKey{name, SignalBoot}]; boot != nil {
		boot.up = up
		if up {
			boot.boot = bootID(rng.IntN(1000))
		}
	}
}

func (n *night) anyCommand(rng *rand.Rand, host string) Command {
	incident := "A-1"
	if len(n.state.Incidents) > 0 {
		incident = n.state.Incidents[rng.IntN(len(n.state.Incidents))].ID
	}
	kinds := []ActionKind{ActionStop, ActionVendor, ActionBusiness, ActionFailover}
	states := []ActionState{ActionIsTaken, ActionIsReached, ActionIsUnanswered, ActionIsDone}
	commands := []Command{
		Start{By: "li", Host: host},
		Start{By: "li", Host: host},
		Deviate{By: "li", What: "start " + host, Reason: "tonight", Second: "zhang"},
		MarkStep{By: "li", Host: host, Result: StepOK},
		MarkStep{By: "li", Host: host, Result: StepOK},
		MarkStep{By: "li", Host: host, Result: StepBad, Note: "no"},
		MarkReboot{By: "li", Host: host},
		Recover{By: "li", Host: host, What: "hard reset", Outcome: []string{"", "worked", "failed"}[rng.IntN(3)]},
		Finish{By: "li", Host: host, Result: []Work{FinishedOK, FinishedOK, Failed, RolledBack}[rng.IntN(4)]},
		HoldChange{By: "li", Reason: "wait"},
		Release{By: "li", Reason: "go on"},
		Release{By: "li", Reason: "go on"},
		Ack{By: "li", Incident: incident},
		Act{By: "li", Incident: incident, Kind: kinds[rng.IntN(4)], State: states[rng.IntN(4)]},
		AddNote{By: "li", Text: "hello"},
	}
	rest := []Command{
		Act{By: "li", Incident: incident, Kind: ActionVendor, State: ActionIsReached, Callback: "5m"},
		DecideFailover{By: "li", Environment: host[:1], Go: rng.IntN(3) > 0, Reason: "peak"},
		MarkFailoverStep{By: "li", Environment: host[:1]},
		EndFailover{By: "li", Environment: host[:1], Outcome: []string{FailoverCompleted, FailoverAborted}[rng.IntN(2)], Reason: "back"},
		ConfirmContact{By: "li", Contact: ContactVendor},
		Enough{By: "li", Host: host},
		Enough{By: "li", Host: host},
		CancelReboot{By: "li", Host: host},
		CancelReboot{By: "li", Host: host},
		MarkReboot{By: "li", Host: host, At: TimeOfDay(n.plan, n.now.Add(-30*time.Second))},
		MarkReboot{By: "li", Host: host, At: TimeOfDay(n.plan, n.now.Add(-3*time.Second))},
		Undo{By: "li"},
		Undo{By: "wang", Host: host},
		Accept{By: "li", Host: host, Reason: "seen", Second: "zhang"},
		DropSignal{By: "li", Host: host, Check: SignalICMP, Reason: "closed", Second: "zhang"},
		KeepSignal{By: "li", Host: host, Check: SignalICMP, Reason: "opened", Second: "zhang"},
		MarkPrecheck{By: "li", Host: host, Precheck: "disk", Result: []string{"ok", "failed"}[rng.IntN(5)/4]},
		Recover{By: "li", Host: host, What: "WinPE", For: 3 * time.Minute},
		Deviate{By: "li", What: "deadline peak 07:30", Reason: "granted", Second: "zhang"},
		Deviate{By: "li", What: "level " + host + " 2020-11", Reason: "newest", Second: "zhang"},
	}
	if rng.IntN(3) == 0 { // what is rare on a night
		commands = rest
	}
	return commands[rng.IntN(len(commands))]
}

func (n *night) mustDo(c Command) {
	if _, err := n.do(c); err != nil {
		n.broken("%T: %v", c, err)
	}
}

// The random nights must be rich enough to prove something: most types of
// events occur in them.
func TestRandomNightsAreRich(t *testing.T) {
	seen := map[Type]int{}
	for seed := range uint64(40) {
		for _, e := range wander(t, seed).journal {
			seen[e.Type]++
		}
	}
	for _, want := range eventTypes(t) {
		rare := append([]Type{ChangeClosed, NotifySent, NotifyFailed, ObserverStepped, StepSkipped}, OfAnyAct...)
		if seen[want] == 0 && !slices.Contains(rare, want) {
			t.Errorf("no %s in any random night: %v", want, seen)
		}
	}
}
