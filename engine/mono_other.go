//go:build !linux

package engine

import "time"

// Mono returns a reader of the clock that no hand can set, for Options.Mono.
// Here it is Go's own, which stands still while the machine is suspended.
func Mono() func() (at time.Duration, sleeps bool) {
	start := time.Now()
	return func() (time.Duration, bool) { return time.Since(start), true }
}
