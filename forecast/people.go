package forecast

import (
	"time"

	"tminus/change"
)

// Habit is what is known of how long people take for one thing.
type Habit struct {
	Kind change.ChoreKind
	// Step is the ID of the step, empty for what belongs to none.
	Step string
	// Seen is how often it was; Learned: that is enough to draw from. Otherwise the time
	// of the plan or of the options is taken, always the same: Taken.
	Seen    int
	Learned bool
	Taken   time.Duration
}

type habitKey struct {
	kind change.ChoreKind
	step string
}

// people is how long people take.
type people struct {
	seen   map[habitKey][]time.Duration
	delay  time.Duration
	habits []Habit
	asked  map[habitKey]bool
}

func newPeople(chores []change.Chore, delay time.Duration) *people {
	p := &people{seen: map[habitKey][]time.Duration{}, delay: delay, asked: map[habitKey]bool{}}
	for _, c := range chores {
		key := habitKey{c.Kind, c.Step}
		p.seen[key] = append(p.seen[key], c.Took)
	}
	return p
}

// takes are the times that something takes: those that were seen, if they are enough,
// otherwise what the plan says.
func (p *people) takes(kind change.ChoreKind, step string, planned time.Duration) []time.Duration {
	key := habitKey{kind, step}
	times := p.seen[key]
	learned := len(times) >= change.EnoughReboots
	if kind != change.ChoreStep && planned == 0 {
		planned = p.delay
	}
	if !p.asked[key] {
		p.asked[key] = true
		p.habits = append(p.habits, Habit{Kind: kind, Step: step, Seen: len(times), Learned: learned, Taken: planned})
	}
	if learned {
		return times
	}
	return []time.Duration{planned}
}
