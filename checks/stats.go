package checks

import (
	"time"

	"tminus/change"
)

// Tally counts questions of one kind, and what became of them.
type Tally struct {
	// Sent went out; each is Answered, Lost, or a fault of our own.
	Sent, Answered, Lost uint64
	// Late answers came after their question was given up; Duplicate ones came
	// again. Foreign packets were not for us.
	Late, Duplicate, Foreign uint64
}

// end counts a question that did not run into its deadline.
func (t *Tally) end(err error) {
	if err != nil {
		t.Lost++
		return
	}
	t.Answered++
}

// Stats are what a Prober has done since it began to run.
type Stats struct {
	Echoes, Connects Tally
	// Turns is how many probes had their turn, Skipped how many were passed
	// over, as the one before had not ended or nobody took its results.
	Turns, Skipped uint64
	// Late99 is the lateness that 99 of 100 turns kept within, Latest the
	// greatest; the former to the next millisecond.
	Late99, Latest time.Duration
}

// Stated says it to people.
func (s Stats) Stated() change.Statement {
	var parts []change.Statement
	if s.Skipped > 0 {
		parts = append(parts, change.Stated(probePassedOver, "n", int(s.Skipped)))
	}
	if t := s.Echoes; t.Sent > 0 {
		parts = append(parts, change.Stated(probeSentEchoes, "n", int(t.Sent), "answered", int(t.Answered), "lost", int(t.Lost), "late", int(t.Late), "twice", int(t.Duplicate)))
	}
	if t := s.Connects; t.Sent > 0 {
		parts = append(parts, change.Stated(probeSentTCP, "n", int(t.Sent), "answered", int(t.Answered), "lost", int(t.Lost), "late", int(t.Late), "twice", int(t.Duplicate)))
	}
	return change.Stated(probeStats, "n", int(s.Turns), "most", s.Late99, "took", s.Latest, "parts", parts)
}

const (
	// lateGrain is how finely lateness is told apart, up to lateGrains of it.
	lateGrain  = time.Millisecond
	lateGrains = 10_000
	// lateWindow is how long lateness is remembered for people, and a second
	// window before it.
	lateWindow = 5 * time.Second
)

// lateness is how late turns were.
type lateness struct {
	grains [lateGrains]uint64
	turns  uint64
	latest time.Duration
	// now and before are the greatest of the present window, which began at
	// begun, and of the one before it.
	now, before time.Duration
	begun       time.Duration
}

func (l *lateness) add(at, late time.Duration) {
	l.turns++
	l.grains[min(int((late+lateGrain-1)/lateGrain), lateGrains-1)]++
	l.latest = max(l.latest, late)
	l.advance(at)
	l.now = max(l.now, late)
}

// advance moves on to the window in which an instant lies.
func (l *lateness) advance(at time.Duration) {
	switch age := at - l.begun; {
	case age < lateWindow:
		return
	case age < 2*lateWindow:
		l.before = l.now
	default:
		l.before = 0
	}
	l.now, l.begun = 0, at
}

// recent is the greatest lateness of the last 5 to 10 seconds.
func (l *lateness) recent() time.Duration { return max(l.now, l.before) }

// within is what 99 of 100 turns kept within.
func (l *lateness) within() time.Duration {
	most, seen := (l.turns*99+99)/100, uint64(0)
	for i, n := range l.grains {
		if seen += n; seen >= most {
			return time.Duration(i) * lateGrain
		}
	}
	return l.latest
}
