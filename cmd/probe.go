package cmd

import (
	"context"
	"fmt"
	"io"
	"net/netip"
	"sync"
	"time"

	"tminus/change"
	"tminus/checks"
	"tminus/wording"
)

// burstsAtOnce is how many hosts are sent a burst at the same time: each socket is
// handed the replies for all of them.
const burstsAtOnce = 16

// probed is what came of one host's burst.
type probed struct {
	host    *change.Host
	address netip.Addr
	burst   checks.BurstResult
	// asked is what else the plan asks of the host.
	asked []asked
}

// question asks a host for what takes more than a packet; nil: nothing is asked.
type question func(ctx context.Context, h *change.Host) []asked

// asksAll asks every page, command and evidence of a host once.
func asksAll(plan *change.Plan, pins map[string]netip.Addr) question {
	return func(ctx context.Context, h *change.Host) []asked {
		return answers(h, checks.Ask(ctx, plan, h, checks.Options{Addresses: pins}))
	}
}

// probeAll sends a burst to every host of the plan and asks it everything else that
// the plan asks. It reports hosts in order, each as soon as it and all before it are
// done.
func probeAll(ctx context.Context, plan *change.Plan, pins map[string]netip.Addr, ask question, tell func(probed)) {
	results := make([]chan probed, len(plan.Hosts))
	turns := make(chan struct{}, burstsAtOnce) // each burst holds one
	var all sync.WaitGroup
	defer all.Wait()
	for i := range plan.Hosts {
		results[i] = make(chan probed, 1)
		all.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			h := &plan.Hosts[i]
			p := probed{host: h, address: pins[h.Address]}
			if p.address.IsValid() && ctx.Err() == nil {
				p.burst = checks.Burst(ctx, checks.BurstTarget{
					Address: p.address, ICMP: h.Checks.ICMP, Ports: h.Checks.TCP, Timeout: plan.Probe.Timeout,
				})
			}
			if ask != nil && ctx.Err() == nil {
				p.asked = ask(ctx, h)
			}
			results[i] <- p
		})
	}
	for _, r := range results {
		tell(<-r)
	}
}

// pinger sends a burst to one host of the plan, for the screen.
func (w catalog) pinger(plan *change.Plan, pins map[string]netip.Addr) func(host string) []string {
	return func(host string) []string {
		h := plan.Host(host)
		if h == nil {
			return nil
		}
		one := change.Plan{Hosts: []change.Host{*h}, Probe: plan.Probe}
		var lines []string
		probeAll(context.Background(), &one, pins, nil, func(p probed) { lines = w.lines(p) })
		return lines
	}
}

// lines are the results of a burst, the echoes first.
func (w catalog) lines(p probed) []string {
	if !p.address.IsValid() {
		return []string{w.Say("check.no_address")}
	}
	var lines []string
	if p.host.Checks.ICMP {
		lines = append(lines, fmt.Sprintf("ping %s  %s", p.address, w.Speaker(nil).Say(p.burst.Echoes())))
	}
	for _, port := range p.burst.Ports {
		lines = append(lines, "tcp "+w.Speaker(nil).Say(port.Stated()))
	}
	return lines
}

// well reports whether everything that the plan watches answered, and told what it
// was asked for.
func (p probed) well() bool {
	if p.host.Checks.ICMP && (p.burst.Received < p.burst.Sent || p.burst.Received == 0) {
		return false
	}
	for _, port := range p.burst.Ports {
		if port.Verdict != change.Answered {
			return false
		}
	}
	return p.address.IsValid() && allWell(p.asked)
}

// print writes what came of the burst to one host on a line.
func (w catalog) print(out io.Writer, p probed, zone *time.Location) {
	defer w.printAsked(out, p.asked, zone)
	mark := "✓"
	if !p.well() {
		mark = "✗"
	}
	if !p.address.IsValid() {
		fmt.Fprintf(out, "  %s %-10s %s\n", mark, p.host.Name, w.Say("check.no_address"))
		return
	}
	fmt.Fprintf(out, "  %s %-10s %-15s", mark, p.host.Name, p.address)
	if p.host.Checks.ICMP {
		fmt.Fprintf(out, " ping %s", w.Speaker(nil).Say(p.burst.Echoes()))
	}
	var ports []string
	for _, port := range p.burst.Ports {
		ports = append(ports, w.Speaker(nil).Say(port.Stated()))
	}
	if len(ports) > 0 {
		fmt.Fprintf(out, " · tcp %s", w.List(ports))
	}
	fmt.Fprintln(out)
}

// probeJSON is the same for scripts; times are in milliseconds.
type probeJSON struct {
	Host     string     `json:"host"`
	Address  string     `json:"address,omitempty"`
	Sent     int        `json:"sent"`
	Received int        `json:"received"`
	Loss     float64    `json:"loss_percent"`
	Min      float64    `json:"min_ms"`
	Avg      float64    `json:"avg_ms"`
	Max      float64    `json:"max_ms"`
	StdDev   float64    `json:"stddev_ms"`
	Error    string     `json:"error,omitempty"`
	Ports    []portJSON `json:"ports,omitempty"`
	// Checks are pages, commands and evidence.
	Checks []askedJSON `json:"checks,omitempty"`
}

type portJSON struct {
	Port  int     `json:"port"`
	Open  bool    `json:"open"`
	Took  float64 `json:"connect_ms"`
	Cause string  `json:"cause,omitempty"`
}

func (p probed) json() probeJSON {
	b := p.burst
	j := probeJSON{
		Host: p.host.Name, Sent: b.Sent, Received: b.Received, Loss: b.Loss(),
		Min: ms(b.Min), Avg: ms(b.Avg), Max: ms(b.Max), StdDev: ms(b.StdDev),
	}
	if p.address.IsValid() {
		j.Address = p.address.String()
	}
	if b.Err != nil {
		j.Error = wording.NewSpeaker(wording.English, nil).Fault(b.Err)
	}
	for _, port := range b.Ports {
		j.Ports = append(j.Ports, portJSON{port.Port, port.Verdict == change.Answered, ms(port.Took), string(port.Cause)})
	}
	return j
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
