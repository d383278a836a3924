package change

import "time"

// Reading is one look at both clocks of the machine.
type Reading struct {
	Wall time.Time
	// Mono only ever moves forward, and no hand can set it.
	Mono time.Duration
	// Sleeps: Mono stands still while the machine is suspended, as Go's own
	// monotonic clock does on Linux and macOS (golang/go#23178, #35012).
	Sleeps bool
}

const (
	// StepLimit is how far wall time and monotonic time may drift apart
	// between two looks before the wall clock counts as stepped.
	StepLimit = 2 * time.Second
	// AsleepAfter is the time between two looks after which nobody can say
	// that the hosts were watched. Looks are a quarter of a second apart.
	AsleepAfter = 5 * time.Second
)

// Jump compares two readings, the later one second, and says what became of
// the time between them: nothing, a sleep, or a clock that was set.
func Jump(last, now Reading) []Event {
	wall, mono := now.Wall.Round(0).Sub(last.Wall.Round(0)), now.Mono-last.Mono
	var events []Event
	add := func(t Type, gap time.Duration) {
		events = append(events, Event{At: now.Wall, Type: t, Data: ObserverData{Since: last.Wall, Gap: Duration(gap)}})
	}
	switch step := wall - mono; {
	case step > StepLimit && now.Sleeps:
		add(ObserverAsleep, wall) // a forward step looks the same: either way nobody looked
	case step.Abs() > StepLimit:
		add(ObserverStepped, step)
	}
	if mono > AsleepAfter && len(events) == 0 || mono > AsleepAfter && events[0].Type == ObserverStepped {
		add(ObserverAsleep, mono)
	}
	return events
}
