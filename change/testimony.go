package change

import "time"

// growsFor is how long an uptime must be seen to grow after a boot until it is
// taken for one.
const growsFor = 5 * time.Second

// unreadAfter is how many answers in a row must be unreadable until a source
// that has told something counts as one that does not any more.
const unreadAfter = 2

// evidencePatience is for how long a source may fail outright while its host
// answers on all its signals, until nobody waits for it any more. Some services
// come up long after the ports; failAfter is how often it must have failed.
const (
	evidencePatience = 2 * time.Minute
	failAfter        = 3
)

// testimony is what a source of boot evidence told lately.
type testimony struct {
	// text is what came last, seen at an instant, and boot what it means.
	text string
	at   time.Time
	boot Boot
	// other is when it told for the last time what it told before this. last is
	// what it told last before a gap, at lastAt.
	other  time.Time
	last   Boot
	lastAt time.Time
	// sure: it may be taken for what it says. An uptime that is shorter than
	// the one before is not, until it was seen to grow: a broken command can
	// print a number too.
	sure bool
	// grown: it is an uptime that was seen to grow. After a gap the first one is
	// sure, and yet it may be such a number.
	grown bool
	// from is the reading since which an uptime has grown, seen at fromAt.
	from   Boot
	fromAt time.Time
	// unread counts the latest answers that were no evidence, the first of them
	// seen at unreadSince; quote, cause and why are of the latest.
	unread      int
	unreadSince time.Time
	quote       string
	cause       Cause
	why         Statement
	// fails counts the latest times that asking failed outright, the first of
	// them at failedSince, the last at failedAt; failure is why.
	fails                 int
	failedSince, failedAt time.Time
	failure               Statement
	// ahead is how far the machine's clock is ahead of ours, where it was told.
	ahead   time.Duration
	clocked bool
}

// past is what remains of a testimony after a gap: what was told last, and that
// is no present.
func (t *testimony) past() *testimony {
	if t == nil {
		return nil
	}
	old := &testimony{last: t.last, lastAt: t.lastAt, other: t.other}
	if t.stands() {
		old.last, old.lastAt = t.boot, t.at
	}
	return old
}

// stands reports whether what was told last is certain to be evidence.
func (t *testimony) stands() bool { return t.text != "" && (t.boot.Kind != BootUptime || t.grown) }

// replaces remembers when it told for the last time what is now another.
func (t *testimony) replaces(boot Boot) {
	if t.stands() {
		t.last, t.lastAt = t.boot, t.at
	}
	if !t.lastAt.IsZero() && boot.differs(t.last) {
		t.other = t.lastAt
	}
}

// hear adds an observation. It gives a new testimony and leaves the old one.
func (t *testimony) hear(o Observation, zone *time.Location) *testimony {
	var next testimony
	if t != nil {
		next = *t
	}
	if !o.Clock.IsZero() {
		next.clocked, next.ahead = true, o.Clock.Sub(o.At.Add(o.Latency))
	}
	outright := o.Verdict != Answered && (o.Cause == CauseLocal || o.Cause == CauseFailed)
	if !outright {
		next.fails = 0 // what is slow may come yet
	}
	switch {
	case o.Cause == CauseUnreadable || o.Cause == CauseNotOffered:
		next.refuse(o, o.Cause, o.Detail)
	case outright:
		next.fail(o)
	case o.Verdict == Answered:
		boot, why := ReadBoot(o.Boot, zone, o.At)
		if !why.Said() && !next.grows(boot, o) {
			why = Stated(BootStands)
		}
		if why.Said() {
			next.refuse(o, CauseUnreadable, why)
			break
		}
		next.replaces(boot)
		if next.text, next.at, next.boot = o.Boot, o.At, boot; next.sure {
			next.unread = 0
		}
	}
	return &next
}

// refuse counts an answer that is no evidence.
func (t *testimony) refuse(o Observation, cause Cause, why Statement) {
	if t.unread++; t.unread == 1 {
		t.unreadSince = o.At
	}
	t.quote, t.cause, t.why = Clean(o.Boot), cause, why
}

// fail counts that asking failed: the command could not begin, or said by its exit
// code that it has nothing to tell.
func (t *testimony) fail(o Observation) {
	if t.fails++; t.fails == 1 {
		t.failedSince = o.At
	}
	t.failedAt, t.failure = o.At, Stated(BootFails, "cause", o.Cause, "why", o.Detail)
}

// failing reports whether the source has failed for so long since an instant
// that nothing is to be expected of it.
func (t *testimony) failing(since time.Time) bool {
	return t.fails >= failAfter && t.failedAt.Sub(later(since, t.failedSince)) >= evidencePatience
}

// grows reports whether an uptime can be one: it goes with the clock since an
// earlier reading, or it is shorter than before, as after a boot. Whatever is
// no uptime need not grow.
func (t *testimony) grows(b Boot, o Observation) bool {
	shorter := o.At.Sub(b.Latest) < t.at.Sub(t.boot.Latest)
	b.Latest = b.Latest.Add(o.Latency) // it was read at some instant until then
	switch {
	case b.Kind != BootUptime || t.from.Kind != BootUptime:
		shorter, t.sure, t.grown = true, true, false
	case b.apart(t.from).Abs() <= min(BootJitter, time.Second+o.At.Sub(t.fromAt)/4):
		t.grown = t.grown || o.At.Sub(t.fromAt) >= growsFor
		t.sure = t.sure || t.grown
		return true
	default:
		t.sure, t.grown = false, false
	}
	t.from, t.fromAt = b, o.At
	return shorter
}
