package change

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// anyWaves is a plan at random whose reboots take whole minutes: up to ten hosts in up to
// three environments, some of which stand by for others, in up to three waves.
func anyWaves(rng *rand.Rand) *Plan {
	p := nightPlan()
	p.Hosts, p.Environments = nil, nil
	sides := []string{"A", "B", "C"}[:1+rng.IntN(3)]
	for _, name := range sides {
		e := Environment{Name: name, MinHealthy: rng.IntN(3)}
		if other := []string{"A", "B", "C", ""}[rng.IntN(4)]; other != name {
			e.Standby = other
		}
		p.Environments = append(p.Environments, e)
	}
	for i := range 1 + rng.IntN(10) {
		h := nightHost(fmt.Sprintf("%s%d", sides[rng.IntN(len(sides))], i))
		h.Reboot.Expected, h.Reboot.Settle = time.Duration(1+rng.IntN(6))*time.Minute, 0
		p.Hosts = append(p.Hosts, h)
	}
	names := make([]string, len(p.Hosts))
	for at, i := range rng.Perm(len(p.Hosts)) {
		names[at] = p.Hosts[i].Name
	}
	for n := 1; len(names) > 0; n++ {
		size := min(len(names), 1+rng.IntN(6))
		if n == 3 {
			size = len(names)
		}
		w := Wave{Name: fmt.Sprintf("w%d", n), Hosts: names[:size], AtOnce: AtOnce{Hosts: 1 + rng.IntN(4)}, Soak: time.Duration(rng.IntN(3)) * time.Minute}
		if rng.IntN(3) == 0 {
			w.AtOnce = AtOnce{Percent: 1 + rng.IntN(100)}
		}
		p.Waves, names = append(p.Waves, w), names[size:]
	}
	p.Order = Concatenated(p.Waves)
	p.Index()
	return p
}

// minuteByMinute plays the same as Forecasts the plain way: at each minute it ends what has
// ended, and asks the gate itself of every host in turn whether it may start beside those at
// work, until none may.
func minuteByMinute(p *Plan) []string {
	s := NewState(p)
	for i := range p.Hosts {
		for k := range s.Hosts.At(i).Signals {
			s.Hosts.At(i).Signals[k].State = Up
		}
	}
	ends := map[string]time.Time{}
	var list []string
	now := p.Change.Window.Start
	for w := range p.Waves {
		last := now
		for ; ; now = now.Add(time.Minute) {
			working := 0
			for i := range p.Hosts {
				if h := s.Hosts.At(i); h.Work == Started && !ends[h.Name].After(now) {
					h.Work = FinishedOK
				} else if h.Work == Started {
					working++
				}
			}
			start := func(name string) {
				h := p.Host(name)
				s.Host(name).Work = Started
				ends[name] = now.Add(h.Reboot.Expected)
				last = later(last, ends[name])
				list = append(list, fmt.Sprintf("%s %s-%s", name, now.Format("15:04"), ends[name].Format("15:04")))
				working++
			}
			waits := func(name string) bool { return s.Host(name).Work == Waiting }
			goes := func(name string) bool {
				h := p.Host(name)
				return waits(name) && gateAtOnce(&s, name).Go && gateEnvironment(&s, h, s.staying(name)).Go && gateStandby(&s, h, s.staying(name)).Go
			}
			for i := slices.IndexFunc(p.Waves[w].Hosts, goes); i >= 0; i = slices.IndexFunc(p.Waves[w].Hosts, goes) {
				start(p.Waves[w].Hosts[i])
			}
			if i := slices.IndexFunc(p.Waves[w].Hosts, waits); i >= 0 && working == 0 { // two people answer for that
				start(p.Waves[w].Hosts[i])
				now = now.Add(-time.Minute) // and the others are asked again beside it
			} else if working == 0 {
				break
			}
		}
		now = last.Add(p.Waves[w].Soak)
	}
	return list
}

// The arithmetic of waves against the gates themselves: what starts when, for plans at random.
func TestScheduleAgainstTheGates(t *testing.T) {
	beside, forced := 0, 0
	for seed := range uint64(3000) {
		p := anyWaves(rand.New(rand.NewPCG(seed, 15)))
		var got []string
		for _, f := range p.Forecasts() {
			got = append(got, fmt.Sprintf("%s %s-%s", f.Host, f.Starts.Format("15:04"), f.Ends.Format("15:04")))
			if f.After == "" && f.Starts.After(p.Change.Window.Start) && f.Wave == 0 {
				t.Fatalf("seed %d: %s starts after nobody", seed, f.Host)
			}
		}
		if diff := cmp.Diff(minuteByMinute(p), got); diff != "" {
			t.Fatalf("seed %d, %+v (-gates +schedule):\n%s", seed, p.Waves, diff)
		}
		s := NewState(p)
		forecasts := p.Forecasts()
		for i, w := range s.WaveForecasts() {
			if w.Beside > 1 {
				beside++
			}
			lastStart(t, seed, forecasts, i, w)
			tonight(t, s, seed, i, w)
			criticalPath(t, seed, forecasts, i, w)
		}
		for _, e := range p.Environments {
			if n, all := s.staying("")(e.Name); n < e.MinHealthy && all <= e.MinHealthy {
				forced++
			}
		}
	}
	if beside < 1000 || forced < 100 {
		t.Errorf("only %d waves with hosts side by side, %d environments that can spare none: this proves little", beside, forced)
	}
}

// tonight: what faces tell of the first host of a wave while nothing of it is started is
// what check says of the wave.
func tonight(t *testing.T, s State, seed uint64, wave int, w WaveForecast) {
	t.Helper()
	for i := range wave {
		for _, name := range s.Plan.Waves[i].Hosts {
			s.ownedHost(name).Work = FinishedOK
		}
	}
	first := s.Plan.Waves[wave].Hosts[0]
	by, other, limited := s.lastStart(s.Plan.Host(first))
	for i := range s.Plan.Hosts { // the quick way is the plain one
		h := &s.Plan.Hosts[i]
		if l, ok := s.LastSafeStart(h); ok && !s.latestStarts()(h).Equal(l.Latest()) {
			t.Fatalf("seed %d: %s can start no later than %s, or %s", seed, h.Name, l.Latest(), s.latestStarts()(h))
		}
	}
	turn := s.Plan.turns()[s.Plan.place(first)].starts - w.Starts.Sub(s.Plan.Change.Window.Start)
	if last := w.LastStart.Add(turn); w.Decides != "" && (!limited || by.After(last) || turn == 0 && !by.Equal(last)) {
		t.Fatalf("seed %d: %s can start no later than %s (%s), and wave %d no later than %s (%s)", seed, first, by, other, wave, w.LastStart, w.Decides)
	}
}

// lastStart: begun at its last start a wave and those after it meet every limit, and begun a
// second later they do not.
func lastStart(t *testing.T, seed uint64, all []Forecast, wave int, w WaveForecast) {
	t.Helper()
	fits := func(start time.Time) bool {
		return !slices.ContainsFunc(all, func(f Forecast) bool {
			f.Starts = f.Starts.Add(start.Sub(w.Starts))
			return f.Wave >= wave && !f.Feasible()
		})
	}
	if !fits(w.LastStart) || fits(w.LastStart.Add(time.Second)) {
		t.Fatalf("seed %d: wave %d can start no later than %s", seed, wave, w.LastStart)
	}
}

// criticalPath: without a gap from the start of the wave to its end.
func criticalPath(t *testing.T, seed uint64, all []Forecast, wave int, w WaveForecast) {
	t.Helper()
	at := w.Starts
	for _, name := range w.Critical {
		i := slices.IndexFunc(all, func(f Forecast) bool { return f.Host == name })
		if all[i].Wave != wave || !all[i].Starts.Equal(at) {
			t.Fatalf("seed %d: wave %d: %s starts at %s, the one before it ends at %s", seed, wave, name, all[i].Starts, at)
		}
		at = all[i].Ends
	}
	if !at.Equal(w.Ends) {
		t.Fatalf("seed %d: wave %d: the critical path ends at %s, the wave at %s", seed, wave, at, w.Ends)
	}
}

// Which at_once would make a plan fit that does not, if any would: with one less it does not.
func TestWider(t *testing.T) {
	plan := func(least int, need time.Duration) *Plan {
		p := nightPlan().only("A1", "A2", "A3", "A4", "A5", "A6", "A7")
		p.Environments = []Environment{{Name: "A", MinHealthy: least}}
		p.Change.Window.End = p.Change.Window.Start.Add(need)
		p.Waves = []Wave{{Name: "canary", Hosts: []string{"A1"}}, {Name: "rest", Hosts: []string{"A2", "A3", "A4", "A5", "A6", "A7"}}}
		p.Change.Deadline = Deadline{}
		p.Index()
		return p
	}
	turn := 11*time.Minute + 30*time.Second // of a host, and 45 minutes its slow case
	for name, c := range map[string]struct {
		p    *Plan
		want string
	}{
		"it fits":              {plan(0, 6*turn+45*time.Minute), ""},
		"two at once":          {plan(0, 6*turn+44*time.Minute), "limit.at_once n=2 names=[rest]"},
		"three at once":        {plan(0, 2*turn+45*time.Minute), "limit.at_once n=3 names=[rest]"},
		"all at once":          {plan(0, turn+45*time.Minute), "limit.at_once n=6 names=[rest]"},
		"not one after all":    {plan(0, 44*time.Minute), "limit.no_at_once"},
		"one must stay":        {plan(1, turn+45*time.Minute), "limit.at_once n=6 names=[rest]"},
		"all but two must":     {plan(5, 3*turn+45*time.Minute), "limit.at_once n=2 names=[rest]"},
		"all but two, no time": {plan(5, 3*turn+44*time.Minute), "limit.no_at_once"},
	} {
		if got := c.p.Wider().String(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if why := nightPlan().Wider(); why.Said() {
		t.Errorf("a plan with a mere order: %s", why)
	}
}
