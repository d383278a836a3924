package checks

import (
	"context"
	"maps"
	"net/netip"
	"runtime"
	"slices"
	"sync"
	"time"

	"tminus/change"
)

// Options adjusts a Prober. Zero values stand for the defaults.
type Options struct {
	// Beat is how often results are handed over, and the time with them;
	// 250 ms by default.
	Beat time.Duration
	// ExecInterval is the least time between two runs of one command, and
	// between two questions for boot evidence; 10 s by default. ExecTimeout is
	// when a command is killed, 8 s by default and at most 0.85 of the
	// interval at which it runs.
	ExecInterval, ExecTimeout time.Duration
	// Snapshot is the newest of the change, by which busy hosts are told from
	// idle ones where the plan has intervals for them. It may be nil, and give nil.
	Snapshot func() *change.Snapshot
	// Addresses holds what Resolve has found. A name that it does not hold is
	// resolved before its first probe.
	Addresses map[string]netip.Addr
	// Makers bring the probes of kinds of signals beside those of this package.
	Makers map[change.KindID]Maker
}

// Maker makes the probe of a signal of a host. The probe asks once and says
// what it found; host, check and time are filled in for it. It honours the
// deadline of its context, and an Unknown is all that it says of its own faults.
type Maker func(h *change.Host, s change.Signal) func(ctx context.Context) change.Observation

func (o Options) withDefaults() Options {
	o.Beat = orDefault(o.Beat, 250*time.Millisecond)
	o.ExecInterval = orDefault(o.ExecInterval, change.ExecInterval)
	o.ExecTimeout = orDefault(o.ExecTimeout, change.ExecTimeout)
	return o
}

func orDefault(d, otherwise time.Duration) time.Duration {
	if d <= 0 {
		return otherwise
	}
	return d
}

// Prober probes every signal of every host of a plan.
type Prober struct {
	beat    time.Duration
	signals []signal
	targets map[string]*target // by the address as the plan writes it

	openEcho opener
	// connector makes what connects; it is a value for tests.
	connector func(signals int, tally *Tally) asker
	pace      *pace

	mu      sync.Mutex
	notices []change.Statement
	// live are the notices of what may pass, by what they are about.
	live   map[string]change.Statement
	unseen change.Statement
	stats  Stats
}

// New makes a prober for the plan. It opens and closes a socket to learn
// whether this machine lets us send ICMP; if not, the plan's ICMP signals are
// never observed, and Notices says so.
func New(p *change.Plan, opts Options) *Prober {
	opts = opts.withDefaults()
	pr := &Prober{beat: opts.Beat, targets: map[string]*target{}, connector: newConnector, pace: newPace(p, opts.Snapshot)}
	b := newBuilder(p, opts, pr)
	if pings(p) {
		b.chooseEcho(p)
	}
	for i := range p.Hosts {
		b.host(int32(i), &p.Hosts[i])
	}
	for _, w := range p.Witnesses {
		b.witness(w)
	}
	if need, limit := connectsNeeded(pr.signals), connectLimit(); need > limit {
		pr.notice(change.Stated(probeMany, "n", need, "all", limit, "try", roomHint(runtime.GOOS)))
	}
	return pr
}

// connectsNeeded is how many connects are under way when nobody answers.
func connectsNeeded(signals []signal) int {
	need := 0.0
	for i := range signals {
		if s := &signals[i]; s.port > 0 {
			every := s.fastest()
			need += capTimeout(s.timeout, every).Seconds() / every.Seconds()
		}
	}
	return int(need + 0.5)
}

func roomHint(goos string) change.Statement {
	if goos == "linux" {
		return change.Stated(probeTryFiles)
	}
	return change.Stated(probeTryFewer)
}

// capTimeout keeps a probe's end well before the next one's start: with the
// two at the same instant every other probe of an outage would be skipped.
func capTimeout(timeout, interval time.Duration) time.Duration {
	limit := interval * 85 / 100
	return min(orDefault(timeout, limit), limit)
}

// Run probes until ctx ends and then returns nil, once every check has ended
// or was given up. Results go to in.Observe in batches, each followed by
// in.Tick, all from one goroutine. If the intake blocks, probing slows down
// and skips turns, but no result is dropped. Results that are not handed over
// when ctx ends are lost: nothing may wait for an intake that is closing.
func (p *Prober) Run(ctx context.Context, in change.Intake) error {
	out := &outbox{most: roomFor(p.signals, p.beat)}
	r := newRota(p.signals, out)
	var echoes, connects Tally
	if p.openEcho != nil {
		r.echo = newEchoer(len(p.signals), p.openEcho, &echoes, voice{say: p.say, note: out.note, name: p.nameOf})
	}
	if p.connector != nil {
		r.connect = p.connector(len(p.signals), &connects)
	}
	r.pace, r.report = p.pace, func(r *rota) {
		p.learn(r.unseen.review(r.signals, time.Now().Round(0), out.note))
		p.told(r, Stats{
			Echoes: echoes, Connects: connects, Turns: r.late.turns, Skipped: r.skipped,
			Late99: r.late.within(), Latest: r.late.latest,
		})
	}
	var probing sync.WaitGroup
	probing.Go(func() { r.run(ctx) })
	out.pump(ctx, p.beat, in)
	probing.Wait()
	return nil
}

// roomFor is how many results may wait: all that come between two beats, and
// one more of each signal.
func roomFor(signals []signal, beat time.Duration) int {
	room := 0
	for i := range signals {
		every := signals[i].fastest()
		room += 1 + int((beat+every-1)/every)
	}
	return room
}

// told takes in how the rota is doing, and says so where it is not well.
func (p *Prober) told(r *rota, s Stats) {
	var st change.Statement
	if late := r.late.recent(); late >= minSlack {
		st = change.Stated(probeLate, "took", late.Round(100*time.Millisecond))
	}
	p.say("late", st)
	st = change.Statement{}
	if s.Skipped > 0 && r.now-r.skippedAt < lateWindow {
		st = change.Stated(probeSkipped)
	}
	p.say("skipped", st)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stats = s
}

// Stats is what Run has done so far; it is at most some 250 ms old.
func (p *Prober) Stats() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stats
}

// learn takes in what nothing is learnt of.
func (p *Prober) learn(unseen change.Statement) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.unseen = unseen
}

// Unseen says of which hosts nothing is learnt, though they are asked, and why;
// nothing said: of all of them something is.
func (p *Prober) Unseen() change.Statement {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.unseen
}

// say sets the notice of something that may pass; nothing said: it has passed.
func (p *Prober) say(about string, st change.Statement) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !st.Said() {
		delete(p.live, about)
		return
	}
	if p.live == nil {
		p.live = map[string]change.Statement{}
	}
	p.live[about] = st
}

// nameOf tells people whose an address is: the host's name and the address, or
// the witness as the plan writes it. It is empty for whom nothing asks.
func (p *Prober) nameOf(a netip.Addr) string {
	for i := range p.signals {
		s := &p.signals[i]
		switch {
		case s.target == nil || s.target.pinned.Load() == nil || s.target.addr().WithZone("") != a.WithZone(""):
		case s.host == "":
			return change.Clean(s.check)
		case s.host == a.String():
			return s.host
		default:
			return change.Clean(s.host + " (" + a.String() + ")")
		}
	}
	return ""
}

// Late reports whether a notice says that probing is late, so that what is seen is not
// what is.
func Late(notice change.Statement) bool { return notice.Code == probeLate }

// Notices are lines for people about what cannot be watched from here, and
// what to do about it. More may come while Run runs, and some of them go.
func (p *Prober) Notices() []change.Statement {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := slices.Clone(p.notices)
	for _, about := range slices.Sorted(maps.Keys(p.live)) {
		list = append(list, p.live[about])
	}
	return list
}

func (p *Prober) notice(is change.Statement) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.notices = append(p.notices, is)
}
