package change

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"tminus/length"
)

// TestTruth plays random scenes, of which the truth is known, through the core
// and has every event judged by a slow witness, who keeps the result of each
// single probe and knows what truly happened and when.
func TestTruth(t *testing.T) {
	scenes := length.Of(800, 3000) // random stretches of a night
	const shards = 4
	counts := make([]map[string]int, shards)
	t.Run("scenes", func(t *testing.T) {
		for shard := range uint64(shards) {
			counts[shard] = map[string]int{}
			t.Run(fmt.Sprint(shard), func(t *testing.T) {
				t.Parallel()
				for seed := shard; seed < uint64(scenes); seed += shards {
					judgeScene(t, seed, counts[shard])
					if t.Failed() {
						return
					}
				}
			})
		}
	})
	if t.Failed() {
		return
	}
	total := map[string]int{}
	for _, count := range counts {
		for what, n := range count {
			total[what] += n
		}
	}
	for _, what := range slices.Sorted(maps.Keys(total)) {
		t.Logf("%7d %s", total[what], what)
	}
	for what, least := range map[string]int{
		string(SignalLost): scenes, string(RebootGone): scenes / 2, string(RebootBounced): scenes / 10,
		string(RebootSettled): scenes / 2, string(ObserverBlind): scenes / 4, string(ObserverSighted): scenes / 4,
		string(ObserverAsleep): scenes / 10, string(ObserverStepped): scenes / 10,
		string(RebootRequested): scenes, "reboots marked": scenes / 4,
		"rung " + string(RungLate): scenes / 10, "rung " + string(RungNeverLeft): scenes / 50, "rung " + string(RungNotListening): scenes / 100,
		"rung " + string(RungBootLoop): scenes / 50, "rung " + string(RungUnplanned): scenes / 20, "rung " + string(RungWrongMachine): scenes / 50,
		"took within one interval": scenes / 8, "blind spells found": scenes / 4, "reboots never marked": scenes / 10,
		"reboots proven": scenes / 10, "reboots proven by id": scenes / 100, "reboots proven by instant": scenes / 100, "reboots proven by uptime": scenes / 100,
		"stumbles by the same boot": scenes / 50, "stumbles by their time": scenes / 10, string(RebootUnbooted): scenes / 50,
		"reboots found by their evidence": scenes / 500, "boot loops": scenes / 50,
		"signals that never answered": scenes / 10, "settled after a hole in the probing": scenes / 100,
	} {
		if total[what] < least {
			t.Errorf("%q happened %d times, want at least %d: too few to prove anything", what, total[what], least)
		}
	}
}

// judge is the slow witness of one scene.
type judge struct {
	*scene
	t     *testing.T
	seed  uint64
	count map[string]int
	log   map[signalKey][]probed
	// requested is the second at which the clock of a host's reboot began.
	requested map[string]int
	// downs are the stretches for which a host was away in the reboot that is under way.
	downs map[string][]stretch
	// setBack is the second at which the clock was set back.
	setBack int
	// stepped: it was set at all.
	stepped bool
}

// probed is the result of one probe, or (gap) that nobody looked.
type probed struct {
	sent, seen int
	verdict    Verdict
	name       string
	gap        bool
}

func judgeScene(t *testing.T, seed uint64, count map[string]int) {
	j := &judge{t: t, seed: seed, count: count, log: map[signalKey][]probed{}, requested: map[string]int{}, downs: map[string][]stretch{}}
	j.scene = newScene(seed, func(format string, args ...any) { t.Errorf("seed %d: "+format, append([]any{seed}, args...)...) })
	j.watch, j.told = j.see, j.judge
	j.play(j.eachSecond)
	j.theEnd()
	count["scenes"]++
	count["seconds"] += j.world
}

func (j *judge) errorf(e Event, format string, args ...any) {
	j.t.Helper()
	j.t.Errorf("seed %d second %d: %s: %s", j.seed, j.world, traceLine(j.plan, e), fmt.Sprintf(format, args...))
}

func (j *judge) see(o Observation) {
	key := signalKey{o.Host, o.Check}
	if j.sentAt[o.At.Unix()] < j.setBack {
		return // on its way while the clock was set back: it joins nothing
	}
	if log := j.log[key]; len(log) > 0 && !log[len(log)-1].gap && j.sentAt[o.At.Unix()] < log[len(log)-1].sent {
		return // a timeout that lands after a newer answer is no news
	}
	j.log[key] = append(j.log[key], probed{sent: j.sentAt[o.At.Unix()], seen: j.world, verdict: o.Verdict, name: o.Name})
	j.count["probes"]++
}

// second is when in the world an instant of an event was, counted back from now.
func (j *judge) second(at time.Time) int { return j.world - int(j.now.Sub(at)/time.Second) }

// run counts the latest equal verdicts of a signal, and when they began.
func (j *judge) run(key signalKey, want Verdict) (n, since int) {
	log := j.log[key]
	for i := len(log) - 1; i >= 0 && !log[i].gap && (log[i].verdict == want || log[i].verdict == Unknown); i-- {
		if log[i].verdict != Unknown {
			n, since = n+1, log[i].sent
		}
	}
	return n, since
}

// hole is the time beyond which what was seen has a hole.
func (j *judge) hole() int { return 3 + int(j.plan.Probe.Timeout/time.Second) }

// known is the state of a signal by all of its probes from the beginning. What
// is confirmed in the second of a gap may or may not have been told before it:
// then the signal counts as down.
func (j *judge) known(key signalKey) SignalUp {
	state, verdict, n := NeverSeen, Unknown, 0
	told, second := NeverSeen, 0
	for _, p := range j.log[key] {
		if p.seen != second {
			told, second = state, p.seen
		}
		switch {
		case p.gap:
			state, verdict, n = max(state, told), Unknown, 0
			continue
		case p.verdict == Unknown:
			continue
		case p.verdict != verdict:
			verdict, n = p.verdict, 0
		}
		if n++; n >= 3 && verdict == Answered {
			state = Up
		} else if n >= 3 && state == Up {
			state = Down
		}
	}
	return state
}

func (j *judge) judge(e Event) {
	j.count["events"]++
	j.count[string(e.Type)]++
	j.notBlind(e)
	switch d := e.Data.(type) {
	case SignalData:
		j.judgeSignal(e, d)
	case RebootData:
		j.judgeReboot(e, d)
	case RungData:
		j.count["rung "+string(d.Rung)]++
		if d.Rung == RungBootLoop {
			j.judgeLoop(e)
		}
		if i := slices.IndexFunc(j.plan.Host(e.Host).Ladder, func(r Rung) bool { return r.Name == d.Rung }); i >= 0 {
			if after := time.Duration(j.world-j.requested[e.Host]) * time.Second; after < j.plan.Host(e.Host).Ladder[i].After {
				j.errorf(e, "only %s after the reboot began", after)
			}
		}
	case ObserverData:
		j.stepped = j.stepped || e.Type == ObserverStepped
		if e.Type == ObserverStepped && d.Gap < 0 {
			j.setBack = j.world
		}
		j.judgeObserver(e)
	}
}

// notBlind: while nothing can be seen nothing is said of any host.
func (j *judge) notBlind(e Event) {
	ours := e.Type == ObserverBlind || e.Type == ObserverAsleep || e.Type == ObserverStepped || e.By != "" || e.Host == "" && e.Type != IncidentOpened
	if ours {
		return
	}
	late := int(j.plan.Probe.Timeout / time.Second) // by so much the last losses outlive our sight
	if e.Type == IncidentOpened || e.Type == IncidentReraised || e.Type == RungDue {
		late += 3 // what time brings goes on until we know that we are blind
	}
	for _, spell := range j.blind {
		if spell.from+late < j.world && j.world < spell.to {
			j.errorf(e, "we are cut off since second %d", spell.from)
		}
	}
	if !j.state.Blind.IsZero() {
		j.errorf(e, "told while blind")
	}
}

func (j *judge) judgeSignal(e Event, d SignalData) {
	key := signalKey{e.Host, d.Check}
	if d.Check == SignalBoot || d.Check == SignalRDP {
		return
	}
	want := map[Type]Verdict{SignalLost: Lost, SignalBack: Answered}[e.Type]
	n, since := j.run(key, want)
	if told := j.sentAt[d.Since.Unix()]; n < 3 || told != since {
		j.errorf(e, "%d in a row since second %d, told since second %d", n, since, told)
	}
	j.judgeBounds(e, d)
}

// judgeBounds: where nobody looked, the signal truly was as before at some instant
// between those that are told.
func (j *judge) judgeBounds(e Event, d SignalData) {
	life, known := j.life[signalKey{e.Host, d.Check}]
	if d.After.IsZero() || !known {
		return
	}
	from, to := j.second(d.After), j.second(d.Since)
	if from > to {
		j.errorf(e, "after second %d, and since %d", from, to)
	}
	j.count["bounds"]++
	for second := max(0, from); second <= min(to, len(life)-1); second++ {
		if life[second] != (e.Type == SignalBack) {
			return
		}
	}
	for _, p := range j.log[signalKey{e.Host, d.Check}] {
		if from-12 <= p.sent && p.sent <= to && !p.gap && p.verdict != Unknown && (p.verdict == Answered) != life[p.sent] {
			j.count["bounds of what probes were lost by chance"]++
			return
		}
	}
	if j.stepped { // the instants of single probes are by the clock of before
		return
	}
	j.errorf(e, "it was so at second %d already", from)
}

func (j *judge) judgeObserver(e Event) {
	if e.Type == ObserverBlind {
		for key, log := range j.log {
			counts := key.check != SignalBoot && key.check != SignalRDP
			if counts && log[len(log)-1].verdict == Answered {
				j.errorf(e, "%s %s answers", key.host, key.check)
			}
		}
		return
	}
	for key := range j.truth {
		j.log[key] = append(j.log[key], probed{sent: j.world, seen: j.world, gap: true})
	}
}
