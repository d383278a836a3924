package checks

import (
	"context"
	"sync"
	"time"

	"tminus/change"
)

const (
	// lazyPoll is how often answers are collected, at the least, while any are
	// outstanding. The kernel notes when they arrived.
	lazyPoll = 50 * time.Millisecond
	// sleepLimit is how far wall time and the monotonic clock may part in one
	// round; beyond it the machine slept or its clock was set.
	sleepLimit = 2 * time.Second
)

// rota gives every signal its turns, from one goroutine: it asks, collects
// answers and ends what was not answered. An entry of its wheel is either a
// signal's next turn or the deadline of its question. Turns that come while a
// question is under way are passed over, and the phase never drifts.
type rota struct {
	signals []signal
	turns   []turn
	wheel   *wheel
	pace    *pace
	// echo and connect ask the network; only what the plan needs is not nil.
	echo, connect asker
	out           *outbox
	verdicts      verdicts
	unseen        unseen
	late          lateness
	skipped       uint64
	skippedAt     time.Duration
	// report is told how it goes, now and then.
	report   func(r *rota)
	reported time.Duration

	base, wall time.Time
	now        time.Duration // since base, at the beginning of the round
	flying     int           // questions to the network under way
	asked      time.Duration // when the latest was put
	queue      []int32       // whose turn has come
	burst      int           // how many of them a round may serve
	ctx        context.Context
	slow       sync.WaitGroup
	ended      chan outcome // slow probes send, once a turn; never full
}

// turn is where a signal stands.
type turn struct {
	next time.Duration // its next turn; while one goes on, that
	at   time.Time     // when it was asked
	// every and timeout are those of the question under way.
	every, timeout time.Duration
	open           bool // a question is under way
	waits          bool // its turn has come and is not given yet
	// run counts the latest observations that are alike.
	run     int
	verdict change.Verdict
	hung    chan struct{} // one token for each slow probe that has not come back
}

// outcome is a slow probe that came back; pinned: it only found the address.
type outcome struct {
	i      int32
	o      change.Observation
	pinned bool
}

func newRota(signals []signal, out *outbox) *rota {
	r := &rota{
		signals: signals, turns: make([]turn, len(signals)), wheel: newWheel(len(signals)), out: out,
		verdicts: verdicts{}, unseen: unseen{blanks: make([]blank, len(signals))}, ended: make(chan outcome, len(signals)),
	}
	rate := 0.0
	for i := range signals {
		rate += 1 / signals[i].fastest().Seconds()
	}
	r.burst = 64 + int(4*rate*slot.Seconds())
	return r
}

// run probes until ctx ends, and returns when every slow probe has come back
// or was given up.
func (r *rota) run(ctx context.Context) {
	r.ctx, r.base = ctx, time.Now()
	r.wall = r.base.Round(0)
	for i := range r.turns {
		r.turns[i].next = r.phase(int32(i), r.signals[i].interval)
		r.wheel.set(int32(i), r.turns[i].next)
	}
	defer r.close()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil { // a select alone may go on with rounds
		select {
		case <-ctx.Done():
			return
		case e := <-r.ended:
			r.now = time.Since(r.base)
			r.slowEnded(e)
		case <-timer.C:
			r.round()
		}
		timer.Reset(time.Until(r.base.Add(r.wake())))
	}
}

func (r *rota) askers(do func(asker)) {
	for _, a := range [...]asker{r.echo, r.connect} {
		if a != nil {
			do(a)
		}
	}
}

func (r *rota) close() {
	r.askers(asker.close)
	r.slow.Wait()
	r.report(r)
}

// round does what has come due. Answers come first: what came in time is never
// taken for a loss, however late we are.
func (r *rota) round() {
	now := time.Now()
	before := r.now
	r.now = now.Sub(r.base)
	r.watchClock(now, r.now-before)
	for _, a := range [...]asker{r.echo, r.connect} {
		if a != nil {
			a.collect(r.tell)
		}
	}
	if r.ctx.Err() != nil { // nobody wants the answers any more
		return
	}
	if r.now-r.reported >= reviewEvery {
		r.reported = r.now
		r.late.advance(r.now)
		r.report(r)
		if r.pace.busier() {
			r.hasten()
		}
	}
	r.wheel.turn(r.now, r.fire)
	r.serve()
}

// watchClock renews the sockets after a suspend: the network may be another.
func (r *rota) watchClock(now time.Time, passed time.Duration) {
	wall := now.Round(0)
	if (wall.Sub(r.wall) - passed).Abs() > sleepLimit {
		r.askers(asker.renew)
	}
	r.wall = wall
}

// wake is when the next round begins. While answers are waited for they are
// looked for soon after the question, then less and less often.
func (r *rota) wake() time.Duration {
	next := r.wheel.nextDue()
	if len(r.queue) > 0 {
		next = r.now + slot
	}
	if r.flying > 0 {
		next = min(next, r.now+min(max(r.now-r.asked, slot), lazyPoll))
	}
	return next
}

// phase spreads the turns of all signals over an interval, always in the same
// way and at the edge of a slot.
func (r *rota) phase(i int32, every time.Duration) time.Duration {
	return (every * time.Duration(i) / time.Duration(len(r.signals))).Truncate(slot)
}

// following is the first turn after the last that is not past.
func following(phase, every, last, now time.Duration) time.Duration {
	after := max(last+1, now) - phase
	return phase + (after+every-1)/every*every
}

func (r *rota) fire(i int32) {
	if r.turns[i].open {
		r.expired(i)
		return
	}
	r.turns[i].waits = true
	r.queue = append(r.queue, i)
}

// serve gives waiting signals their turns, first come first served, but no more
// than fit into a round: after a halt it catches up at four times its pace
// instead of in one burst, which would overrun a buffer on the way.
func (r *rota) serve() {
	n := min(len(r.queue), r.burst)
	for _, i := range r.queue[:n] {
		t := &r.turns[i]
		t.waits = false
		r.late.add(r.now, r.now-t.next)
		r.begin(i)
	}
	r.queue = r.queue[:copy(r.queue, r.queue[n:])]
}

func (r *rota) begin(i int32) {
	s := &r.signals[i]
	switch {
	case r.out.full():
		r.skipped, r.skippedAt = r.skipped+1, r.now
		r.rest(i)
	case s.probe != nil:
		r.goSlow(i, func() outcome { return outcome{i: i, o: s.observe(r.ctx, r.turns[i].hung)} })
	case s.target.pinned.Load() == nil:
		r.goSlow(i, func() outcome { return s.pin(r.ctx, i) })
	default:
		r.ask(i)
	}
}

func (r *rota) goSlow(i int32, do func() outcome) {
	t := &r.turns[i]
	t.open = true
	if t.hung == nil {
		t.hung = make(chan struct{}, maxHung)
	}
	r.slow.Go(func() {
		if e := do(); r.ctx.Err() == nil { // one that we cut short says nothing
			r.ended <- e
		}
	})
}

func (r *rota) slowEnded(e outcome) {
	r.turns[e.i].open = false
	if e.pinned {
		r.ask(e.i)
		return
	}
	r.unseen.take(e.i, &e.o)
	r.out.add(e.o)
	r.rest(e.i)
}

// rest waits for the next turn of a signal.
func (r *rota) rest(i int32) {
	t, every := &r.turns[i], r.every(i)
	t.next = following(r.phase(i, every), every, t.next, time.Since(r.base))
	r.wheel.set(i, t.next)
}

// every is how often a signal has its turn now.
func (r *rota) every(i int32) time.Duration {
	s, t := &r.signals[i], &r.turns[i]
	if r.pace == nil || s.owner < 0 || s.probe != nil {
		return s.interval
	}
	return r.pace.every(s.owner, t.run)
}

// hasten gives the signals of hosts that have become busy their turns sooner.
func (r *rota) hasten() {
	for n := range r.turns {
		i, t := int32(n), &r.turns[n]
		if t.open || t.waits {
			continue
		}
		every := r.every(i)
		if next := following(r.phase(i, every), every, r.now, r.now); next < t.next {
			t.next = next
			r.wheel.set(i, next)
		}
	}
}
