package changetest

import (
	"math/rand/v2"
	"time"

	"tminus/change"
)

// China is the zone of the plans.
func China() *time.Location { return time.FixedZone("CST", 8*3600) }

// Evening is when a random night begins.
func Evening() time.Time { return time.Date(2020, 2, 14, 23, 0, 0, 0, China()) }

// TwoSides is a plan of four hosts, or two: A1 and A2 stand by for B1 and B2,
// and the other way round. Its reboots take a minute, and what it asks of hosts
// is at random.
func TwoSides(rng *rand.Rand) *change.Plan {
	p := &change.Plan{
		Change: change.Info{
			ID: "CHG-1", Title: "January patches", Zone: China(),
			Window:   change.Window{Start: Evening().Add(-30 * time.Minute), End: Evening().Add(7 * time.Hour)},
			Deadline: change.Deadline{Name: "peak", At: Evening().Add(3 * time.Hour)},
		},
		Contacts: map[string]change.Contact{change.ContactVendor: {Key: change.ContactVendor, Name: "Wei", Phone: "400-1"}},
		Runbook: change.NewRunbook(
			change.Step{ID: "patch", Title: "Install the patch"},
			change.Step{ID: "reboot", Title: "Restart", Reboot: true},
			change.Step{ID: "verify", Title: "Check the application"},
		),
		Probe:  change.Probe{Interval: time.Second, DownAfter: 3, UpAfter: 3},
		Digest: "d1",
	}
	names, least := []string{"A1", "A2", "B1", "B2"}, 1
	if rng.IntN(2) == 0 { // one of a side cannot keep another one healthy
		names, least = []string{"A1", "B1"}, 0
	}
	for _, side := range []string{"A", "B"} {
		other := map[string]string{"A": "B", "B": "A"}[side]
		p.Environments = append(p.Environments, change.Environment{
			Name: side, Standby: other, MinHealthy: least,
			Failover: change.FailoverPlan{Takes: 30 * time.Minute, Margin: 15 * time.Minute, Steps: []string{"stop the jobs", "switch"}},
		})
	}
	p.Witnesses = []string{"gw"}[:rng.IntN(2)]
	for _, name := range names {
		p.Hosts = append(p.Hosts, anyHost(rng, name))
	}
	p.Order = names
	p.Index()
	return p
}

// Waved puts the hosts of a plan into waves, for every third seed: a canary and the others,
// which soak for no longer than a hand waits.
func Waved(seed uint64, p *change.Plan) *change.Plan {
	rng := rand.New(rand.NewPCG(seed, 19))
	if seed%3 > 0 {
		return p
	}
	waves := []change.Wave{{Name: "canary", Hosts: p.Order[:1]}, {Name: "others", Hosts: p.Order[1:]}}
	for i := range waves {
		w := &waves[i]
		w.AtOnce, w.Soak, w.MaxFailed = change.AtOnce{Hosts: 1 + rng.IntN(3)}, time.Duration(rng.IntN(3))*20*time.Second, rng.IntN(2)
		if rng.IntN(4) == 0 {
			w.AtOnce = change.AtOnce{Percent: 50}
		}
	}
	p.Waves = waves
	p.Index()
	return p
}

func anyHost(rng *rand.Rand, name string) change.Host {
	h := change.Host{
		Name: name, Address: "10.0.0." + name[1:], Environment: name[:1],
		Model: "NF5280M4", OS: "Windows Server 2008 R2",
		Level:  change.Level{From: "2017-08", To: "2020-01", Tested: "2020-01"},
		Checks: change.Checks{ICMP: true, TCP: []int{22, 443}[:1+rng.IntN(2)]},
		Reboot: change.RebootNorm{
			Expected: time.Minute, Settle: 10 * time.Second, ShutdownLimit: 20 * time.Second, ExpectedReboots: 1 + rng.IntN(3)/2,
		},
	}
	if rng.IntN(3) == 0 {
		h.BootEvidence.Exec = "boot"
	}
	h.BootEvidence.RDP = rng.IntN(4) == 0
	h.Ladder = change.DefaultLadder(h.Reboot.Expected)
	return h
}

// AnyPlan is TwoSides, and whatever else a plan may have, or may lack: a window
// and a deadline that end in the middle of the work, sides that nothing stands by
// for, nobody to call, levels that nobody tested.
func AnyPlan(rng *rand.Rand) *change.Plan {
	p := TwoSides(rng)
	p.Change.Window.End = Evening().Add(time.Duration(2+rng.IntN(25)) * time.Minute)
	p.Change.Deadline.At = Evening().Add(time.Duration(3+rng.IntN(30)) * time.Minute)
	takes := time.Duration(2+rng.IntN(6)) * time.Minute
	for i := range p.Environments {
		e := &p.Environments[i]
		e.Failover.Takes, e.Failover.Margin = takes, time.Duration(rng.IntN(3))*time.Minute
		e.Failover.Steps = e.Failover.Steps[:1+rng.IntN(2)]
	}
	switch rng.IntN(8) {
	case 0:
		p.Change.Deadline = change.Deadline{}
	case 1:
		p.Change.Window = change.Window{}
	case 2: // a side that serves alone
		p.Environments[0].Standby = ""
	case 3: // no sides at all
		p.Environments = nil
		for i := range p.Hosts {
			p.Hosts[i].Environment = ""
		}
	case 4:
		p.Environments[0].Failover, p.Environments[1].Failover = change.FailoverPlan{}, change.FailoverPlan{}
	}
	switch rng.IntN(4) {
	case 0:
		p.Contacts = nil
	case 1, 2:
		p.Contacts[change.ContactVendor] = change.Contact{Key: change.ContactVendor, Name: "Wei", Phone: "400-1", Next: "desk"}
		p.Contacts["desk"] = change.Contact{Key: "desk", Name: "Desk", Role: "vendor's desk"}
		p.Contacts[change.ContactBusiness] = change.Contact{Key: change.ContactBusiness, Name: "Zhao", Role: "owner", Phone: "400-2"}
	}
	for i := range p.Hosts {
		h := &p.Hosts[i]
		if rng.IntN(8) == 0 {
			h.Level = change.Level{}
		}
		if rng.IntN(8) == 0 {
			h.Level.To = "2020-11"
		}
		if rng.IntN(8) == 0 {
			h.Model, h.OS = "", ""
		}
	}
	p.Index()
	return p
}
