package main

import (
	"fmt"
	"strings"
)

// fleets are the sizes that are measured.
func fleets() []int { return []int{100, 1000, 5000} }

// echoes compares the cockpit with fping, by ICMP alone.
func (b *bench) echoes() error {
	if !b.wants("echoes") {
		return nil
	}
	fmt.Println("| hosts | socket | tminus, cores | echoes/s | µs/echo | fping, cores | echoes/s | µs/echo | **ratio per echo** | lost, tminus | lost, fping | lateness p99 | memory |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|---|---|---|")
	for _, hosts := range fleets() {
		for _, kind := range []string{"datagram", "raw"} {
			if err := b.compare(hosts, kind); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) wants(name string) bool { return b.only == "" || b.only == name }

func (b *bench) compare(hosts int, kind string) error {
	if err := allow(kind); err != nil {
		return err
	}
	plan, err := b.plan(hosts, b.up, "")
	if err != nil {
		return err
	}
	ours, err := b.cockpit(plan)
	if err != nil {
		return err
	}
	theirs, err := b.fping(hosts)
	if err != nil {
		return err
	}
	sent, received := number(theirs.said, `(\d+) ICMP Echos sent`), number(theirs.said, `(\d+) ICMP Echo Replies received`)
	fmt.Printf("| %d | %s | %.3f | %.0f | %.1f | %.3f | %.0f | %.1f | **%.2f** | %s | %s of %s came | %s | %s kB |\n",
		hosts, kind,
		ours.cores(b.window), b.rate(ours), ours.perEcho(),
		theirs.cores(b.window), b.rate(theirs), theirs.perEcho(),
		ours.perEcho()/theirs.perEcho(),
		number(ours.said, `ICMP echoes: \d+ sent, \d+ answered, (\d+) lost`), received, sent,
		number(ours.said, `no more than (\S+) late`), ours.most)
	return nil
}

func (b *bench) rate(r run) float64 { return float64(r.echoes) / b.window.Seconds() }

// ports watches ICMP and two ports on 5,000 hosts, all of them alike.
func (b *bench) ports(name string, address func(int) string) error {
	if !b.wants(name) {
		return nil
	}
	if name == "silent" {
		if err := b.drop(); err != nil {
			return err
		}
	}
	plan, err := b.plan(5000, address, "22, 3389")
	if err != nil {
		return err
	}
	r, err := b.cockpit(plan)
	if err != nil {
		return err
	}
	fmt.Printf("\n5,000 hosts, ICMP and 2 TCP ports each, all %s: %.2f cores, %s kB\n", name, r.cores(b.window), r.most)
	for line := range strings.Lines(r.said) {
		if strings.Contains(line, "probes,") {
			fmt.Print(strings.ReplaceAll(line, "; ", "\n  "))
		}
	}
	return nil
}
