package change

import (
	"slices"
	"time"
)

// Phase is how far a reboot has come on the evidence ladder. Proof of the boot is
// kept apart from it, because it may arrive in any phase.
type Phase string

// The phases of a reboot, in their order. The empty phase: no reboot was
// requested.
const (
	Requested Phase = "requested"
	Gone      Phase = "gone"
	Answering Phase = "answering"
	Listening Phase = "listening"
	Settled   Phase = "settled"
	// Unbooted: it is over, and was none: the host was away and came back in the
	// same boot.
	Unbooted Phase = "unbooted"
)

// Reboot is one reboot of one host, from its request until it has settled.
//
// What always holds: its clock starts at Requested and never restarts; a bounce
// leaves it running. Phase moves forward, and back only to Gone by a bounce, or
// from Listening to Answering when some signals are lost again; it never leaves
// Settled, which sets Took. Since is when the present phase began, and HeldFrom
// is never before it. A time that is zero has not come.
type Reboot struct {
	Phase Phase
	// Requested is when its clock began. After is set where that was in a gap of
	// the watch: it was after that, and no later than Requested.
	Requested, After time.Time
	// Since is the instant at which the present phase began.
	Since time.Time
	// HeldFrom is the start of the settle time. It is later than Since if nobody
	// was watching when the phase began: only what was seen counts.
	HeldFrom time.Time
	By       string
	// Marked is when somebody reported that it was issued; Issued is when it was
	// last issued, later than Requested if the first request did not take.
	Marked, Issued time.Time
	// IssuedBy is who said that it was issued, the last time that it was.
	IssuedBy string
	// Detected: nobody marked the reboot, the host was simply lost. Unplanned:
	// and nobody was working on the host.
	Detected, Unplanned bool
	// Bounces counts how often the host went down again before the reboot was
	// over. Enough: somebody said that no further reboot is expected.
	Bounces int
	Enough  bool
	// Left is when the host last went down; Heard is when the latest boot evidence
	// was told that was known by then. Stumbles counts how often it was away without
	// booting, and Stumbled is the Left of the latest of those.
	Left, Heard, Stumbled time.Time
	Stumbles              int
	// Same is when its boot evidence, asked after it came back, told the same boot
	// as before the request; zero: it has not.
	Same time.Time
	// Again counts how often it was issued again after the host had gone down.
	Again int
	// Against are the criteria that stood against it and that two people
	// answer for.
	Against []CriterionID
	// Accepted: two people declared the host back although no probe showed it.
	Accepted bool
	// Blank: nothing of the host had ever answered when the reboot was marked.
	Blank bool
	// BootsBefore is the boot evidence at the request; Proven, when newer
	// evidence was seen.
	BootsBefore []BootState
	Proven      time.Time
	// Stayed is the end of the shutdown limit if the host was seen answering in
	// full beyond it; zero otherwise.
	Stayed time.Time
	// Answered is when the first signal was back after it was gone.
	Answered time.Time
	// GoneAfter, AnsweredAfter and BackAfter are set where those instants fell into
	// a gap of the watch, as After is for Requested.
	GoneAfter, AnsweredAfter, BackAfter time.Time
	// Gone, Back and Settled belong to the reboot as a whole; Took is Back −
	// Requested.
	Gone, Back, Settled time.Time
	Took                time.Duration
}

// Elapsed is the time on the reboot's clock: until now, or all that it took.
func (r *Reboot) Elapsed(now time.Time) time.Duration {
	if r.Over() {
		return r.Took
	}
	return now.Sub(r.Requested)
}

// Over reports whether nobody waits for the reboot any more.
func (r *Reboot) Over() bool { return r.Phase == Settled || r.Phase == Unbooted }

// unseen reports whether people alone say that the host is back: no probe saw it.
func (r *Reboot) unseen() bool { return r.Accepted && r.Back.Equal(r.Settled) }

// Cycles is how often the host has gone down in this reboot, stumbles not
// counted. A reboot that was too quick for the probes to see counts once it is
// proven, and the first time down by the word of whoever issued it.
func (r *Reboot) Cycles() int {
	if !r.left() {
		return 0
	}
	return max(1, r.downs())
}

// downs is how often the host went down and it was not a stumble.
func (r *Reboot) downs() int { return r.Bounces + 1 - r.Stumbles }

// Expected is how often the host is to go down in this reboot: as the plan has it, and
// once more for each time that it was issued again.
func (r *Reboot) Expected(norm RebootNorm) int { return norm.ExpectedReboots + r.Again }

// Awaits reports whether the host is expected to go down again before the reboot
// is over: the plan says so, and nobody has said that this was the last. An
// unplanned reboot awaits nothing.
func (r *Reboot) Awaits(norm RebootNorm) bool {
	return !r.Over() && !r.Unplanned && !r.Enough && r.Cycles() < r.Expected(norm)
}

// Cycle tells which of the expected reboots has begun when the host goes down
// again. False: it is one more than the plan expects.
func (p *Plan) Cycle(host string, d RebootData) (n, all int, expected bool) {
	if h := p.Host(host); h != nil {
		all = h.Reboot.ExpectedReboots
	}
	n = d.Bounces + 1 - d.Stumbles
	return n, all, n <= all
}

// BootJitter is how far a reported boot time may move without a reboot: tens of
// seconds have been seen (windows_exporter issue 74). Only more counts as a new
// boot.
const BootJitter = 60 * time.Second

// provenBy reports whether boot evidence that was seen at an instant proves
// this reboot, by what the same source said before the request:
//
//   - Another id does.
//   - An instant does if it is later, and lies after the request. A changed
//     zone, a step of the machine's clock, the hour that comes twice move the
//     instant of a boot that was long before.
//   - Of a host that was seen gone, any other instant does by which the boot
//     moved further than the host was away: a machine that was only halted for
//     that long may find that its clock is late by as much.
//
// An uptime is on our own clock, and so asks for no such leniency.
func (r *Reboot) provenBy(now, before Boot, seen time.Time) bool {
	return now.anew(before, earlier(r.After, r.Requested), seen, r.away(r.Gone, seen))
}

// anew reports whether evidence that was seen at an instant tells of a boot since
// another instant, by what its source said before. A host that was seen gone was
// away for so long; zero: it was not.
func (b Boot) anew(before Boot, since, seen time.Time, away time.Duration) bool {
	if b.Kind != before.Kind || !b.differs(before) {
		return false
	}
	moved := b.apart(before)
	switch b.Kind {
	case BootID:
		return true
	case BootInstant:
		if away > 0 && moved.Abs() > away {
			return true
		}
	case BootUptime:
	}
	return moved > 0 && !b.Began.Before(since) && !b.Began.After(seen.Add(BootJitter))
}

// away is how long the host that went down at an instant was gone, as far as had
// been seen by another one.
func (r *Reboot) away(left, now time.Time) time.Duration {
	if left.IsZero() {
		return 0
	}
	if r.Answered.After(left) {
		now = r.Answered
	}
	return now.Sub(left)
}

// Provable reports whether boot evidence can be expected to prove this reboot.
// That takes a source that gave readable evidence before the request and still
// gives the same kind. Nobody waits for a source that never gave any, or that has
// stopped making sense. Nor for proof of an unplanned loss: the host may never
// have rebooted, only lost its cable.
func (h *HostState) Provable() bool {
	return !h.Reboot.Unplanned && slices.ContainsFunc(h.Reboot.BootsBefore, func(before BootState) bool {
		now := h.Boot(before.Source)
		return !before.Unread() && !now.Unread() && before.Boot.Kind != "" && now.Boot.Kind == before.Boot.Kind
	})
}

// IsBack reports whether the host is back and only the settle time is
// outstanding: every signal is up, the boot is proven where it can be, or known to
// be that of before, and it is the right machine that answers.
func (h *HostState) IsBack() bool {
	r := h.Reboot
	return r != nil && r.Phase == Listening && h.Stranger == "" && (!r.Proven.IsZero() || r.noBoot() || !h.Provable())
}

// BetweenReboots reports whether the host is back from one of several reboots
// that the plan expects, and the next is still to come.
func (h *HostState) BetweenReboots(plan *Host) bool {
	return h.IsBack() && !h.Reboot.noBoot() && h.Reboot.Awaits(plan.Reboot)
}

// holds reports whether the host is back from the last of its reboots, and only
// its settle time is left.
func (h *HostState) holds(plan *Host) bool { return h.IsBack() && !h.BetweenReboots(plan) }

// Settling reports whether the host holds. It is not settling when the settle
// time ended more than settleGrace ago and nobody saw it end: such a host counts
// as late, unless the cockpit is blind and it is not the host's doing.
func (s *State) Settling(plan *Host, h *HostState, now time.Time) bool {
	return h.holds(plan) &&
		(now.Sub(h.Reboot.holdsUntil(plan.Reboot)) <= settleGrace || !s.Blind.IsZero())
}

// settleGrace is how long after the settle time its last probes may come.
const settleGrace = time.Minute
