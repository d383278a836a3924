package engine

import (
	"time"

	"golang.org/x/sys/unix"
)

// Mono returns a reader of the clock that no hand can set, for Options.Mono.
// On Linux it goes on while the machine is suspended.
func Mono() func() (at time.Duration, sleeps bool) {
	return func() (time.Duration, bool) {
		var t unix.Timespec
		if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &t); err != nil {
			return 0, false
		}
		return time.Duration(t.Nano()), false
	}
}
