package notify

import "time"

// Retry says how often, and for how long, an event is tried.
type Retry struct {
	// Timeout is what one try may take.
	Timeout time.Duration
	// First is the pause after the first try; each is twice as long as the one
	// before it, but no longer than Most.
	First, Most time.Duration
	// GiveUp is for how long it is tried; no try begins later.
	GiveUp time.Duration
}

// next is the pause before another try, false if there is to be none.
func (r Retry) next(tries int, passed time.Duration) (time.Duration, bool) {
	pause := r.First
	for i := 1; i < tries && pause < r.Most; i++ {
		pause *= 2
	}
	pause = min(pause, r.Most)
	return pause, passed+pause <= r.GiveUp
}

// permanent is an error that another try does not mend.
type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// Permanent marks an error that another try does not mend, such as an address
// that does not exist.
func Permanent(err error) error { return permanent{err} }
