package checks

import (
	"time"

	"tminus/change"
)

// reviewEvery is how often the rota checks what has become of the change, and
// reports.
const reviewEvery = 250 * time.Millisecond

// pace is how often the hosts are probed, by what is done to them.
type pace struct {
	probe    change.Probe
	snapshot func() *change.Snapshot
	version  uint64
	hosts    []time.Duration // by their place in the plan
	// confirm is how many observations in a row make a fact.
	confirm int
}

// newPace is nil where all hosts are probed alike.
func newPace(p *change.Plan, snapshot func() *change.Snapshot) *pace {
	if snapshot == nil || p.Probe.Working <= 0 && p.Probe.Idle <= 0 {
		return nil
	}
	pc := &pace{probe: p.Probe, snapshot: snapshot, confirm: max(p.Probe.DownAfter, p.Probe.UpAfter)}
	for range p.Hosts {
		pc.hosts = append(pc.hosts, p.Probe.Interval)
	}
	return pc
}

// busier takes in what is being done to the hosts, and reports whether any is to
// be probed more often than before.
func (p *pace) busier() bool {
	if p == nil {
		return false
	}
	s := p.snapshot()
	if s == nil || s.State == nil || s.Version == p.version {
		return false
	}
	p.version = s.Version
	busier := false
	for i := range p.hosts {
		every := p.probe.Every(s.State.Hosts.At(i))
		busier = busier || every < p.hosts[i]
		p.hosts[i] = every
	}
	return busier
}

// every is the interval of a signal whose latest observations agree that many
// times in a row. What is not confirmed yet is probed at the ordinary interval.
func (p *pace) every(host int32, run int) time.Duration {
	every := p.hosts[host]
	if run < p.confirm {
		return min(every, p.probe.Interval)
	}
	return every
}
