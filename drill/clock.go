// Package drill rehearses a change: simulated hosts that reboot, hang and
// fail as on a real night, in a time that runs faster than the clock on the
// wall, and a scripted operator for when nobody is at the keys.
package drill

import (
	"sync/atomic"
	"time"
)

// Clock is the simulated time of a rehearsal. Only the Night moves it.
type Clock struct{ now atomic.Int64 }

// NewClock makes a clock that stands at the given instant.
func NewClock(at time.Time) *Clock {
	c := &Clock{}
	c.set(at)
	return c
}

// Now is the time of the rehearsal.
func (c *Clock) Now() time.Time { return time.Unix(0, c.now.Load()) }

func (c *Clock) set(at time.Time) { c.now.Store(at.UnixNano()) }
