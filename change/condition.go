package change

import "time"

// Condition says in one word how a host stands. The faces put it into words;
// whether it is late, lost or unobserved stands beside it.
type Condition string

// The conditions of a host.
const (
	HostNeverSeen  Condition = "never"       // nothing of it has ever answered
	HostStranger   Condition = "stranger"    // another computer answers at its address
	HostSettling   Condition = "settling"    // back, and has only to hold
	HostLeaving    Condition = "leaving"     // told to reboot, and it still answers
	HostNeverLeft  Condition = "never_left"  // the same for longer than a shutdown may take
	HostGone       Condition = "gone"        // no ping and no port
	HostGoneCycle  Condition = "gone_cycle"  // the same, in another of the reboots that the plan expects
	HostGoneAgain  Condition = "gone_again"  // the same, and it had been back
	HostAnswering  Condition = "answering"   // answers, and not on every signal
	HostListening  Condition = "listening"   // every signal is back, not proven
	HostBetween    Condition = "between"     // back from one reboot, and the next one is expected
	HostSameBoot   Condition = "same_boot"   // back, in the boot of before, and has to hold
	HostStrayed    Condition = "strayed"     // was lost with nobody working on it, and is back: nobody knows why
	HostCutOff     Condition = "cut_off"     // the same, and it was no boot: its boot is that of before
	HostByItself   Condition = "by_itself"   // it booted, and nobody had asked for that
	HostFailed     Condition = "failed"      // given up
	HostRolledBack Condition = "rolledback"  // its work was taken back
	HostDone       Condition = "done"        // finished
	HostDoneProven Condition = "done.proven" // the same, and its boot is proven
	HostBack       Condition = "back"        // its reboot is over
	HostBackProven Condition = "back.proven" // the same, and proven
	HostBackByWord Condition = "back.word"   // two people say that it is back, and nothing of that was seen
	HostDoneByWord Condition = "done.word"   // finished like that
	HostUnbooted   Condition = "unbooted"    // it was away, and did not reboot as it was told to
	HostDoneNoBoot Condition = "done.noboot" // finished like that
	HostWorking    Condition = "working"     // at work
	HostStepFailed Condition = "step_failed" // at work, and the step that it is at has failed
	HostHeld       Condition = "held"        // waits, and nothing may start
	HostWaiting    Condition = "waiting"     // waits for its turn
	HostWatched    Condition = "watched"     // watched, in a change that gates nothing
)

// HostView is how a host stands, for every face.
type HostView struct {
	Condition Condition
	Severity  Severity
	// Late means: it belongs into an incident. Settling: only its settle time is
	// outstanding; then it is not late.
	Late, Settling bool
	// Lost means: it went away with nobody working on it, and is not back.
	Lost bool
	// Observed means: all of it that ever answered was looked at lately, so that what
	// is said of it is the present.
	Observed bool
	// Down means: a signal is lost where none should be.
	Down bool
	// Untested means: it goes, or went, to a level that nobody tested.
	Untested bool
	// Reset is whether a hard reset may be offered.
	Reset ResetOffer
	// Since is when its trouble began; zero: it has none.
	Since time.Time
	// Left is how long until the settle time is over, or until the norm; zero
	// where neither is ahead.
	Left  time.Duration
	Clock RebootClock
	// Rung is the next rung of its ladder, due at RungAt, which is ahead; empty
	// where none is.
	Rung   RungName
	RungAt time.Time
}

// InTrouble reports whether the host is drawn as abnormal.
func (v *HostView) InTrouble() bool { return v.Severity >= Caution }

// Counting says what the clock of a reboot counts.
type Counting uint8

const (
	// CountsNothing means: the host has had no reboot.
	CountsNothing Counting = iota
	// CountsFromRequest runs since somebody asked for the reboot.
	CountsFromRequest
	// CountsFromLoss runs since the host was lost; nobody had asked for it.
	CountsFromLoss
	// CountsBack stands still: how long it took until the host was back. It has
	// yet to hold, and if it falls again the clock runs on.
	CountsBack
	// CountsFromSilence runs since the first of its signals fell silent, while no
	// reboot is under way.
	CountsFromSilence
	// CountsTook is how long the reboot took that is over.
	CountsTook
	// CountsAway is how long a host was away that came back by itself, or that did
	// not boot.
	CountsAway
)

// RebootClock is the one number of a reboot, and what it counts.
type RebootClock struct {
	Counts Counting
	// From is the instant of the request, or of the loss.
	From time.Time
	For  time.Duration
	// Bound says what For is where the clock began or ended in a gap of the watch.
	Bound Bound
	// Norm is what a reboot of this host is expected to take.
	Norm time.Duration
}

// Runs reports whether the clock goes on.
func (c RebootClock) Runs() bool {
	return c.Counts == CountsFromRequest || c.Counts == CountsFromLoss || c.Counts == CountsFromSilence
}

// RebootClock is the clock of a host's reboot at an instant.
func (s *State) RebootClock(plan *Host, h *HostState, now time.Time) RebootClock {
	c := RebootClock{Norm: plan.Reboot.Expected}
	r := h.Reboot
	if a, wrong := s.amiss(plan, h); wrong && !h.Rebooting() && !now.Before(a.due) {
		c.Counts, c.From, c.For, c.Norm = CountsFromSilence, a.since, now.Sub(a.since), 0
		return c
	}
	if r == nil {
		return c
	}
	c.From, c.For = r.Requested, now.Sub(r.Requested)
	switch {
	case r.Phase == Unbooted, r.Phase == Settled && r.Unexplained():
		c.Counts = CountsAway
		c.For, c.Bound = r.took()
	case r.Phase == Settled:
		c.Counts = CountsTook
		c.For, c.Bound = r.took()
	case s.Settling(plan, h, now):
		c.Counts = CountsBack
		c.For, c.Bound = r.most(true)
	case r.Detected:
		c.Counts = CountsFromLoss
		if !r.After.IsZero() {
			c.Bound = AtLeast
		}
	default:
		c.Counts = CountsFromRequest
	}
	return c
}

// Unexplained reports whether the host was lost with nobody working on it and
// nothing proves that it booted: nobody knows why it was away.
func (r *Reboot) Unexplained() bool { return r.Unplanned && r.Proven.IsZero() }
