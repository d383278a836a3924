package forecast_test

import (
	"time"

	"tminus/change"
)

func at(clock string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", clock)
	if err != nil {
		panic(err)
	}
	return t
}

// night is six hosts of two classes on two sides, one after the other. Its times are
// multiples of the probe's interval, so that what is drawn is what is seen.
func night() *change.Plan {
	norm := change.RebootNorm{Expected: 10 * time.Minute, Settle: 90 * time.Second, ShutdownLimit: 5 * time.Minute, ExpectedReboots: 1}
	p := &change.Plan{
		Change: change.Info{
			ID: "c1", Window: change.Window{Start: at("2026-01-01 22:00"), End: at("2026-01-02 03:40")}, Zone: time.UTC,
			Deadline: change.Deadline{Name: "peak", At: at("2026-01-02 07:00")},
		},
		Contacts: map[string]change.Contact{}, Witnesses: []string{"192.0.2.1"},
		Runbook: change.NewRunbook(
			change.Step{ID: "patch", Title: "patch"},
			change.Step{ID: "reboot", Title: "reboot", Reboot: true},
			change.Step{ID: "look", Title: "look"},
		),
		Probe: change.Probe{Interval: 10 * time.Second, Timeout: 2 * time.Second, DownAfter: 3, UpAfter: 3},
	}
	for _, name := range []string{"A", "B"} {
		p.Environments = append(p.Environments, change.Environment{
			Name: name, Standby: map[string]string{"A": "B", "B": "A"}[name], MinHealthy: 1,
			Failover: change.FailoverPlan{Takes: time.Hour, Margin: 15 * time.Minute, Steps: []string{"switch"}},
		})
	}
	for _, name := range []string{"A1", "A2", "A3", "B1", "B2", "B3"} {
		h := change.Host{Name: name, Address: "192.0.2.9", Environment: name[:1], Model: "quick", Checks: change.Checks{TCP: []int{22}}, Reboot: norm, Ladder: change.DefaultLadder(norm.Expected)}
		if name[1] == '3' {
			h.Model = "slow"
		}
		p.Hosts, p.Order = append(p.Hosts, h), append(p.Order, name)
	}
	p.Index()
	return p
}

// tens are times from one to another, in seconds, in equal steps.
func tens(from, to, n int) []time.Duration {
	times := make([]time.Duration, n)
	for i := range times {
		times[i] = time.Duration((from+(to-from)*i/(n-1))/10*10) * time.Second
	}
	return times
}

// How long things take: 38 of 40 quick reboots come back by themselves, 21 of 24 slow
// ones. The longest of those are later than the rung that stops the change.
func quickTimes() []time.Duration  { return tens(240, 780, 38) }
func slowTimes() []time.Duration   { return tens(400, 1300, 21) }
func helpedTimes() []time.Duration { return tens(2000, 4200, 9) }
func starts() []time.Duration      { return tens(60, 400, 12) }
func resumes() []time.Duration     { return tens(300, 1500, 10) }
func works() []time.Duration       { return tens(300, 1200, 20) }
func issues() []time.Duration      { return tens(30, 200, 9) }
func verifies() []time.Duration    { return tens(30, 300, 9) }
func finishes() []time.Duration    { return tens(30, 120, 9) }

// history is what would be known of nights with these times. Who did not come back by
// themselves were helped after an hour and a half.
func history() change.History {
	var h change.History
	reboots := func(model string, times []time.Duration, all int) {
		class := change.Class{Model: model}
		for i := range all {
			w := change.Wait{Host: "old", Class: class, Source: change.PaceEarlier, For: 90 * time.Minute}
			if i < len(times) {
				w.For, w.Back = times[i], true
			}
			h.Waits = append(h.Waits, w)
		}
		for _, took := range helpedTimes() {
			h.Paces = append(h.Paces, change.Pace{Class: class, Source: change.PaceEarlier, Phases: change.Phases{Took: took}, Recovered: true})
		}
	}
	reboots("quick", quickTimes(), 40)
	reboots("slow", slowTimes(), 24)
	chores := func(kind change.ChoreKind, step string, times []time.Duration) {
		for _, took := range times {
			h.Chores = append(h.Chores, change.Chore{Kind: kind, Step: step, Source: change.PaceEarlier, Took: took})
		}
	}
	chores(change.ChoreStart, "", starts())
	chores(change.ChoreResume, "", resumes())
	chores(change.ChoreStep, "patch", works())
	chores(change.ChoreStep, "look", works())
	chores(change.ChoreIssue, "reboot", issues())
	chores(change.ChoreVerify, "reboot", verifies())
	chores(change.ChoreFinish, "", finishes())
	return h
}
