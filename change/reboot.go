package change

import (
	"strconv"
	"strings"
	"time"
)

// Phase is how far a reboot has come on the evidence ladder. Proof by boot
// evidence is kept beside it, as it may come at any phase.
type Phase string

// The phases of a reboot. The empty phase means that none was asked for.
const (
	Requested Phase = "requested"
	Gone      Phase = "gone"
	Answering Phase = "answering"
	Listening Phase = "listening"
	Settled   Phase = "settled"
)

// Reboot is one reboot of one host, from its request until it has settled.
// Its clock starts at Requested and never restarts.
type Reboot struct {
	Phase     Phase
	Requested time.Time
	// Since is the instant at which the present phase began.
	Since time.Time
	// HeldFrom is the instant from which the host has been seen to hold; it
	// is later than Since where the cockpit was not looking in between.
	HeldFrom time.Time
	By       string
	// Detected: nobody marked it. Unplanned: nobody was working on the host.
	Detected, Unplanned bool
	// Bounces counts how often it was gone again before the reboot was over;
	// Enough: a person has said that no further one is expected.
	Bounces int
	Enough  bool
	// BootsBefore is the boot evidence at the request; Proven, when newer
	// evidence was seen.
	BootsBefore []BootState
	Proven      time.Time
	// Answered is when the first signal was back after it was gone.
	Answered time.Time
	// Gone, Back and Settled are the instants of the whole; Took is Back − Requested.
	Gone, Back, Settled time.Time
	Took                time.Duration
}

// Elapsed is the time on the reboot's clock: until now, or all that it took.
func (r *Reboot) Elapsed(now time.Time) time.Duration {
	if r.Phase == Settled {
		return r.Took
	}
	return now.Sub(r.Requested)
}

// Cycles is how often the host has gone down in this reboot. What was too quick
// for the probes counts by its proof.
func (r *Reboot) Cycles() int {
	if r.Phase == Requested && r.Proven.IsZero() {
		return 0
	}
	return r.Bounces + 1
}

// Awaits reports whether the host is to go down once more before the reboot is
// over: the plan expects it, and nobody has said that this was all. Of one that
// nobody works on nothing is expected.
func (r *Reboot) Awaits(norm RebootNorm) bool {
	return r.Phase != Settled && !r.Unplanned && !r.Enough && r.Cycles() < norm.ExpectedReboots
}

// Cycle is which of the reboots that the plan expects of a host has begun when it
// is gone once more after that many bounces; false: it is one too many.
func (p *Plan) Cycle(host string, bounces int) (n, all int, expected bool) {
	if h := p.Host(host); h != nil {
		all = h.Reboot.ExpectedReboots
	}
	return bounces + 1, all, bounces < all
}

// BootJitter is how far boot times move without a reboot: windows_exporter
// issue 74 saw tens of seconds. Only more than this counts as a new boot.
const BootJitter = 60 * time.Second

// newerBoot reports whether boot evidence proves a boot after the one known
// before: a boot time moved forward by more than BootJitter, or another id.
// A time beside an id proves nothing.
func newerBoot(before, now string) bool {
	before, now = strings.TrimSpace(before), strings.TrimSpace(now)
	b, okB := bootTime(before)
	n, okN := bootTime(now)
	if okB && okN {
		return n.Sub(b) > BootJitter
	}
	return isBootID(before) && isBootID(now) && before != now
}

// isBootID reports whether boot evidence is an id. Text in words and colons is
// a date in a format that we cannot compare, a bare number an uptime: they
// differ without a reboot, and so prove none.
func isBootID(text string) bool {
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return false
	}
	_, isTime := bootTime(text)
	return text != "" && !isTime && !strings.ContainsAny(text, " :,+")
}

// bootTime reads boot evidence as a time, as targets write it: RFC 3339,
// `uptime -s`, `who -b`, a CIM_DATETIME of WMI, or seconds since 1970.
func bootTime(text string) (time.Time, bool) {
	const cim = "20060102150405.000000"
	wall := text
	if strings.LastIndexAny(text, "+-") == len(cim) {
		wall = text[:len(cim)] // its zone counts minutes, which no layout can say
	}
	for _, layout := range [...]string{time.RFC3339, time.DateTime, "2006-01-02 15:04", cim} {
		if at, err := time.Parse(layout, wall); err == nil {
			return at, true
		}
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || seconds < 1e8 || seconds > 1e11 {
		return time.Time{}, false
	}
	return time.UnixMilli(int64(seconds * 1000)), true
}
