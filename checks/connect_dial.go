package checks

import (
	"context"
	"net/netip"
	"sync"
	"time"
)

// dialLimit is how many connects may be under way at the same time where each
// takes a goroutine. It is more than 5,000 hosts a second with 2 silent ports
// and the default timeout need.
const dialLimit = 9000

// dialers connect with a goroutine for each connect, where there is no path of
// its own for the system. It works everywhere.
type dialers struct {
	dial    dialer
	tally   *Tally
	asked   []uint32 // by signal: the connect that is waited for
	ctx     context.Context
	cancel  context.CancelFunc
	running sync.WaitGroup

	mu    sync.Mutex
	open  int
	ended []dialed
}

// dialed is how a connect ended.
type dialed struct {
	i     int32
	asked uint32
	rtt   time.Duration
	err   error
}

func newDialers(signals int, dial dialer, tally *Tally) *dialers {
	d := &dialers{dial: dial, tally: tally, asked: make([]uint32, signals)}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	return d
}

func (d *dialers) ask(i int32, to netip.AddrPort, _, deadline time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open >= dialLimit {
		return errCrowded
	}
	d.open++
	d.asked[i]++
	d.tally.Sent++
	n := d.asked[i]
	d.running.Go(func() { d.connect(dialed{i: i, asked: n}, to, deadline) })
	return nil
}

func (d *dialers) connect(end dialed, to netip.AddrPort, deadline time.Time) {
	ctx, cancel := context.WithDeadline(d.ctx, deadline)
	defer cancel()
	start := time.Now()
	c, err := d.dial(ctx, "tcp", to.String())
	end.rtt, end.err = time.Since(start), err
	if err == nil {
		hangUp(c)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open--
	d.ended = append(d.ended, end)
}

func (d *dialers) collect(tell teller) {
	d.mu.Lock()
	ended := d.ended
	d.ended = nil
	d.mu.Unlock()
	for _, e := range ended {
		if e.asked != d.asked[e.i] || isTimeout(e.err) {
			continue // the deadline tells of it
		}
		d.asked[e.i]++ // told
		d.tally.end(e.err)
		tell(e.i, e.rtt, e.err)
	}
}

func (d *dialers) expire(i int32) error {
	d.asked[i]++ // what comes of it is no news any more
	d.tally.Lost++
	return nil
}

func (d *dialers) renew() {} // each connect has a socket of its own

func (d *dialers) close() {
	d.cancel()
	d.running.Wait()
}
