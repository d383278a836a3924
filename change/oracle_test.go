package change

import (
	"math/rand/v2"
	"testing"
	"time"

	"tminus/length"
)

// oracleSeconds is how long each history lasts.
const oracleSeconds = 240

// TestOracle plays random histories of one host and judges every event by a
// naive second opinion, which keeps all observations and counts in them.
func TestOracle(t *testing.T) {
	count, histories := map[Type]int{}, length.Of(1000, 4000)
	for seed := range uint64(histories) {
		o := newOracle(t, seed)
		o.play()
		for _, e := range o.night.journal {
			count[e.Type]++
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	for _, want := range []Type{SignalLost, SignalBack, RebootGone, RebootBounced, RebootAnswering, RebootListening, RebootSettled} {
		if count[want] < histories/10 {
			t.Errorf("%d %s in all histories: too few to prove anything", count[want], want)
		}
	}
}

type oracle struct {
	t      *testing.T
	rng    *rand.Rand
	night  *night
	checks []string
	loss   int // percent of probes that get lost on the way
	// seen holds what was observed of a signal; known is its confirmed state
	// and since its beginning, by the second opinion.
	seen  map[string][]Observation
	known map[string]SignalUp
	since map[string]time.Time
	// returned: the signal is up and was down before.
	returned map[string]bool
	// truth has one entry a second, true: down.
	down map[string][]bool
	gone bool
}

func newOracle(t *testing.T, seed uint64) *oracle {
	rng := rand.New(rand.NewPCG(seed, 4))
	p := nightPlan().only("A1")
	p.Environments = nil
	p.Probe = Probe{
		Interval: time.Second, Timeout: time.Duration(rng.IntN(3)) * time.Second,
		DownAfter: 1 + rng.IntN(4), UpAfter: 1 + rng.IntN(4),
	}
	p.Hosts[0].Checks.TCP = []int{22, 443}[:1+rng.IntN(2)]
	p.Hosts[0].Reboot.Settle = time.Duration(5+rng.IntN(20)) * time.Second
	o := &oracle{
		t: t, rng: rng, checks: p.Hosts[0].Signals(), loss: rng.IntN(4) * 10,
		seen: map[string][]Observation{}, known: map[string]SignalUp{},
		since: map[string]time.Time{}, returned: map[string]bool{}, down: map[string][]bool{},
	}
	o.night = newNight(p, clockOn("23:00"), t.Errorf)
	o.night.watch, o.night.told = o.see, o.judge
	return o
}

// see keeps an observation; a timeout that lands after a newer probe's answer
// is no news.
func (o *oracle) see(ob Observation) {
	seen := o.seen[ob.Check]
	if len(seen) == 0 || !ob.At.Before(seen[len(seen)-1].At) {
		o.seen[ob.Check] = append(seen, ob)
		o.learn()
	}
}

// play: a baseline, a reboot with its ups and downs, and a calm end.
func (o *oracle) play() {
	n := o.night
	n.mustDo(Open{By: "li"})
	o.all(true)
	if o.rng.IntN(5) == 0 { // a signal that a firewall filters for now
		o.signal(o.checks[o.rng.IntN(len(o.checks))]).up = false
	}
	o.run(10, 0)
	n.mustDo(Deviate{By: "li", What: StartDeviation("A1"), Reason: "a port that never answered", Second: "zhang"})
	n.mustDo(Start{By: "li", Host: "A1"})
	n.mustDo(MarkReboot{By: "li", Host: "A1"})
	for left := oracleSeconds; left > 0; {
		o.turn()
		seconds := min(left, 1+o.rng.IntN(25))
		o.run(seconds, o.loss)
		left -= seconds
	}
	o.all(true)
	settle := n.plan.Hosts[0].Reboot.Settle
	o.run(int(settle/time.Second)+2*n.plan.Probe.UpAfter+8, 0)
	if r := n.state.Host("A1").Reboot; o.gone && r.Phase != Settled {
		o.t.Errorf("all signals have answered for the settle time and the reboot is %s", r.Phase)
	}
}

// turn changes the truth: all of the host, or one signal.
func (o *oracle) turn() {
	switch o.rng.IntN(4) {
	case 0:
		o.all(false)
	case 1, 2:
		o.all(true)
	default:
		truth := o.signal(o.checks[o.rng.IntN(len(o.checks))])
		truth.up = !truth.up
	}
}

func (o *oracle) signal(check string) *signalTruth { return o.night.truth[signalKey{"A1", check}] }

func (o *oracle) all(up bool) {
	for _, check := range o.checks {
		o.signal(check).up = up
	}
}

func (o *oracle) run(seconds, loss int) {
	for range seconds {
		for _, check := range o.checks {
			truth := o.signal(check)
			truth.drop = 0
			if o.rng.IntN(100) < loss {
				truth.drop = 1
			}
			o.down[check] = append(o.down[check], !truth.up)
		}
		o.night.until(o.night.now.Add(time.Second))
	}
}

// learn forms the second opinion: it counts the latest equal verdicts.
func (o *oracle) learn() {
	probe := o.night.plan.Probe
	for _, check := range o.checks {
		verdict, run, since := latestRun(o.seen[check])
		switch {
		case verdict == Answered && run >= probe.UpAfter && o.known[check] != Up:
			o.returned[check] = o.known[check] == Down
			o.known[check], o.since[check] = Up, since
		case verdict == Lost && run >= probe.DownAfter && o.known[check] == Up:
			o.known[check], o.since[check] = Down, since
		}
	}
}

func latestRun(seen []Observation) (verdict Verdict, run int, since time.Time) {
	for i := len(seen) - 1; i >= 0; i-- {
		if run > 0 && seen[i].Verdict != verdict {
			break
		}
		verdict, run, since = seen[i].Verdict, run+1, seen[i].At
	}
	return verdict, run, since
}

func (o *oracle) judge(e Event) {
	switch d := e.Data.(type) {
	case SignalData:
		want := Up
		if e.Type == SignalLost {
			want = Down
		}
		if o.known[d.Check] != want || !o.since[d.Check].Equal(d.Since) {
			o.t.Errorf("%s: the probes say %d since %s", o.line(e), o.known[d.Check], TimeOfDay(o.night.plan, o.since[d.Check]))
		}
	case RebootData:
		o.judgeReboot(e, d)
	}
}

func (o *oracle) judgeReboot(e Event, d RebootData) {
	switch e.Type {
	case RebootGone, RebootBounced:
		o.gone = true
		if up, last := o.in(Up), o.latest(Down); len(up) > 0 || !last.Equal(d.Since) {
			o.t.Errorf("%s: %v answer, the last was lost at %s", o.line(e), up, TimeOfDay(o.night.plan, last))
		}
	case RebootListening:
		if down := o.in(Down); len(down) > 0 {
			o.t.Errorf("%s: %v are down", o.line(e), down)
		}
	case RebootSettled:
		o.judgeSettled(e, d)
	}
}

func (o *oracle) judgeSettled(e Event, d RebootData) {
	if down := o.in(Down); len(down) > 0 {
		o.t.Errorf("%s: %v are down", o.line(e), down)
	}
	// A signal that answers for the first time during the settle time is no
	// part of the baseline that had to come back.
	if back := o.latest(Up); !back.Equal(d.Since) && !o.latestReturn().Equal(d.Since) {
		o.t.Errorf("%s: the last signal came back at %s", o.line(e), TimeOfDay(o.night.plan, back))
	}
	if got, want := time.Duration(d.Took), d.Since.Sub(o.night.state.Host("A1").Reboot.Requested); got != want {
		o.t.Errorf("%s: took %s, want %s", o.line(e), got, want)
	}
	plan := o.night.plan
	settle := plan.Hosts[0].Reboot.Settle
	if held := e.At.Sub(d.Since); held < settle {
		o.t.Errorf("%s: held for %s, want %s", o.line(e), held, settle)
	}
	confirm := plan.Probe.DownAfter + int(plan.Probe.Timeout/time.Second) + 1
	for _, check := range o.checks {
		if o.known[check] == NeverSeen {
			continue
		}
		if longest := longestDown(o.down[check], int(settle/time.Second)); longest > confirm {
			o.t.Errorf("%s: %s was truly down for %d s within the settle time", o.line(e), check, longest)
		}
	}
}

// longestDown is the longest outage in the last seconds of a truth.
func longestDown(down []bool, seconds int) int {
	longest, run := 0, 0
	for _, d := range down[max(0, len(down)-seconds):] {
		run++
		if !d {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

// in lists the signals that the second opinion has in a state.
func (o *oracle) in(state SignalUp) []string {
	var in []string
	for _, check := range o.checks {
		if o.known[check] == state {
			in = append(in, check)
		}
	}
	return in
}

func (o *oracle) latest(state SignalUp) time.Time {
	var last time.Time
	for _, check := range o.in(state) {
		last = later(last, o.since[check])
	}
	return last
}

func (o *oracle) latestReturn() time.Time {
	var last time.Time
	for _, check := range o.in(Up) {
		if o.returned[check] {
			last = later(last, o.since[check])
		}
	}
	return last
}

func (o *oracle) line(e Event) string { return traceLine(o.night.plan, e) }
