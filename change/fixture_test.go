package change

import (
	"fmt"
	"time"
)

// china is the zone of the built-in night; it has no summer time.
var china = time.FixedZone("CST", 8*60*60)

// clockOn is a wall-clock time of the night: "23:30" is on the evening before
// "02:15". Hours before noon belong to the second day.
func clockOn(text string) time.Time {
	return clockAfter(time.Date(2020, 2, 14, 0, 0, 0, 0, china), text)
}

// clockAfter is the same for the night that begins on another evening.
func clockAfter(eve time.Time, text string) time.Time {
	layout := "15:04:05"
	if len(text) == len("15:04") {
		layout = "15:04"
	}
	at, err := time.Parse(layout, text)
	if err != nil {
		panic(err)
	}
	day := eve.Day()
	if at.Hour() < 12 {
		day++
	}
	return time.Date(eve.Year(), eve.Month(), day, at.Hour(), at.Minute(), at.Second(), 0, eve.Location())
}

// nightPlan is the plan of the built-in night: A1 and A2 stand by for B1 and
// B2, and the other way round. Last safe failover: 06:15.
func nightPlan() *Plan {
	p := &Plan{
		Change: Info{
			ID: "CHG-1", Title: "January patches",
			Window:   Window{Start: clockOn("22:30"), End: clockOn("06:00")},
			Zone:     china,
			Deadline: Deadline{Name: "peak", At: clockOn("07:00")},
		},
		Contacts: map[string]Contact{ContactVendor: {Key: ContactVendor, Name: "Wei", Phone: "400-1"}},
		Environments: []Environment{
			{Name: "A", Standby: "B", MinHealthy: 1, Failover: FailoverPlan{Takes: 30 * time.Minute, Margin: 15 * time.Minute}},
			{Name: "B", Standby: "A", MinHealthy: 1, Failover: FailoverPlan{Takes: 30 * time.Minute, Margin: 15 * time.Minute}},
		},
		Runbook: NewRunbook(
			Step{ID: "patch", Title: "Install the patch"},
			Step{ID: "reboot", Title: "Restart", Reboot: true},
			Step{ID: "verify", Title: "Check the application"},
		),
		Probe:  Probe{Interval: time.Second, Timeout: time.Second, DownAfter: 3, UpAfter: 3},
		Digest: "d1",
	}
	for _, name := range []string{"A1", "A2", "B1", "B2"} {
		p.Hosts = append(p.Hosts, nightHost(name))
		p.Order = append(p.Order, name)
	}
	return p
}

func nightHost(name string) Host {
	norm := RebootNorm{
		Expected: 10 * time.Minute, Settle: 90 * time.Second,
		ShutdownLimit: 3 * time.Minute, ExpectedReboots: 1,
	}
	return Host{
		Name: name, Address: "10.0.0." + name[1:], Environment: name[:1],
		Model: "NF5280M4", OS: "Windows Server 2008 R2",
		Level:  Level{From: "2017-08", To: "2020-01", Tested: "2020-01"},
		Checks: Checks{ICMP: true, TCP: []int{3389}},
		Reboot: norm, Ladder: DefaultLadder(norm.Expected),
	}
}

// estate is a plan of n hosts with three signals each, in environments of ten.
func estate(n int) *Plan {
	p := nightPlan()
	p.Hosts, p.Order = nil, nil
	for i := range n {
		h := nightHost("A1")
		h.Name, h.Environment = fmt.Sprintf("h%04d", i), fmt.Sprintf("e%03d", i/10)
		h.Checks.TCP = []int{22, 443}
		p.Hosts, p.Order = append(p.Hosts, h), append(p.Order, h.Name)
	}
	p.Index()
	return p
}

// only keeps the named hosts, in that order. An environment of one host
// cannot keep another one healthy.
func (p *Plan) only(names ...string) *Plan {
	var hosts []Host
	for _, name := range names {
		h := p.Host(name)
		if h == nil { // one that the built-in night does not have
			one := nightHost(name)
			h = &one
		}
		hosts = append(hosts, *h)
	}
	p.Hosts, p.Order = hosts, names
	for i := range p.Environments {
		e := &p.Environments[i]
		count := 0
		for _, h := range hosts {
			if h.Environment == e.Name {
				count++
			}
		}
		e.MinHealthy = min(e.MinHealthy, max(0, count-1))
	}
	return p
}
