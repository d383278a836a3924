package change

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// machine is what boot evidence of a host truthfully or brokenly says, second
// by second of the world.
type machine struct {
	says func(m *machine, world int) string
	// boots are the seconds at which it truly booted; the first is long ago.
	boots []int
	// ahead is how far its clock is ahead of the world; from second set on it is
	// set, or its zone is changed, by so much.
	ahead, by time.Duration
	set       int
	// broken is when its command prints other words instead.
	broken stretch
	words  string
}

func newMachine(rng *rand.Rand) *machine {
	styles := []func(*machine, int) string{
		func(m *machine, world int) string { return bootID(m.index(world)) },
		func(m *machine, world int) string { return m.clock(world).Format(time.RFC3339) },
		func(m *machine, world int) string { return m.clock(world).In(china).Format("2006-01-02 15:04") },
		func(m *machine, world int) string { return fmt.Sprint(m.clock(world).UnixMilli()) },
		func(m *machine, world int) string {
			return fmt.Sprintf("%.2f", float64(world-m.boots[m.index(world)])+0.25)
		},
		func(m *machine, world int) string {
			return fmt.Sprintf("up %d min", (world-m.boots[m.index(world)])/60)
		},
	}
	m := &machine{
		says: styles[rng.IntN(len(styles))], boots: []int{-30*24*3600 - rng.IntN(3600)},
		ahead: time.Duration(rng.IntN(31)-15) * time.Second, set: sceneSeconds * 10,
		words: []string{"null", "N/A", "25", "0", "LastBootUpTime", ""}[rng.IntN(6)],
	}
	if rng.IntN(3) == 0 {
		steps := []time.Duration{90 * time.Second, -90 * time.Second, 150 * time.Second, time.Hour, -time.Hour, 8 * time.Hour}
		m.set, m.by = 30+rng.IntN(250), steps[rng.IntN(len(steps))]
	}
	if rng.IntN(3) == 0 {
		m.broken.from = 30 + rng.IntN(250)
		m.broken.to = m.broken.from + 5 + rng.IntN(60)
	}
	return m
}

// index is which boot the machine is in.
func (m *machine) index(world int) int {
	i, _ := slices.BinarySearch(m.boots, world+1)
	return max(0, i-1)
}

// clock is when it booted, as its own clock shows it in that second.
func (m *machine) clock(world int) time.Time {
	at := clockOn("23:00").Add(time.Duration(m.boots[m.index(world)])*time.Second + m.ahead)
	if world >= m.set {
		at = at.Add(m.by)
	}
	return at
}

func (m *machine) text(world int) string {
	if m.broken.has(world) {
		return m.words
	}
	return m.says(m, world)
}

// judgeProven: between the value that was known at the request and the one that
// proved it the machine has truly booted; if it was not seen gone, not before
// the request. A clock that moves while a host is gone may pass for a boot.
func (j *judge) judgeProven(e Event, d RebootData) {
	h := j.state.Host(e.Host)
	m, r := j.machines[e.Host], h.Reboot
	before := bootOf(r.BootsBefore, SignalBoot)
	known, shown := m.index(j.second(before.At)), m.index(j.second(d.Since))
	asked := j.requested[e.Host]
	if !r.After.IsZero() {
		asked = j.second(r.After)
	}
	switch now := h.Boot(SignalBoot); {
	case shown > known && (!r.Gone.IsZero() || now.Boot.Kind == BootID || m.boots[shown] >= asked-16):
		j.count["reboots proven"]++
		j.count["reboots proven by "+string(now.Boot.Kind)]++
	case now.Boot.Kind == BootInstant && (!r.Gone.IsZero() || !r.After.IsZero()) && m.by != 0:
		j.count["a clock that moved while the host was gone"]++
	default:
		j.errorf(e, "it booted at %v, was asked at second %d, what was known says boot %d, what is seen boot %d", m.boots, asked, known, shown)
	}
}
