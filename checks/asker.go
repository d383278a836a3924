package checks

import (
	"net/netip"
	"time"

	"tminus/fault"
)

// asker asks many targets at the same time and waits for none of them. It is
// used by the goroutine of the rota alone, which also keeps the time: a
// question is under way from ask until it is told or expires.
type asker interface {
	// ask puts the question of a signal at an instant, which is now; it ends
	// at the deadline. An error says that it was not put.
	ask(i int32, to netip.AddrPort, at, deadline time.Time) error
	// collect tells all that has become of questions since.
	collect(tell teller)
	// expire ends a question that was not answered. An error is a fault of
	// our own by which an answer may have been missed.
	expire(i int32) error
	// renew begins anew with fresh sockets, as after a suspend.
	renew()
	close()
}

// teller takes in the end of a question: an answer and its round trip, or the
// error that came instead.
type teller func(i int32, rtt time.Duration, err error)

// Faults of our own by which an answer may have been missed.
var (
	errOverflow error = fault.New(seenOverflow)
	errFlooded  error = fault.New(seenFlooded)
	errRenewed  error = fault.New(seenRenewed)
	errCrowded  error = fault.New(seenCrowded)
)

// roundTrip takes the finer figure, measured by the wall clock, unless that
// clock was stepped meanwhile.
func roundTrip(measured, elapsed time.Duration) time.Duration {
	if measured < 0 || measured > elapsed {
		return elapsed
	}
	return measured
}
