package changetest

import (
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"time"

	"tminus/change"
)

// Walk is a night at random: hosts that do whatever hosts do, what happens with
// nobody asking for it, and whatever acts a hand can do.
type Walk struct {
	*Night
	Seed uint64
	Rng  *rand.Rand
	// Natures is what each host is like.
	Natures map[string]*Nature
	// Without is the name of the type of a command that nobody has.
	Without string
}

// Nature is what a host does when it is told to reboot, and what it is by now.
type Nature struct {
	// Dead: it is broken, and stays away. Stays: it does not take a reboot.
	Dead, Stays bool
	// closed are signals that the patch has closed for good, flaps one that
	// comes and goes.
	closed []string
	flaps  string
	// mute: its boot evidence says the same for ever.
	mute bool
	// away is how long it is still down, and twice that it goes down once more
	// after it was back for a while.
	away, back time.Duration
	twice      bool
}

// NewWalk begins a night of a plan, as its seed has it, and opens the change.
func NewWalk(seed uint64, rng *rand.Rand, p *change.Plan, start time.Time, broken func(string, ...any)) *Walk {
	w := &Walk{Night: NewNight(p, start, broken), Seed: seed, Rng: rng, Natures: map[string]*Nature{}}
	for i := range p.Hosts {
		n := &Nature{Dead: rng.IntN(12) == 0, Stays: rng.IntN(6) == 0, mute: rng.IntN(3) == 0, twice: rng.IntN(4) == 0}
		w.Natures[p.Hosts[i].Name] = n
		if checks := p.Hosts[i].Checks.TCP; rng.IntN(8) == 0 && len(checks) > 0 {
			n.flaps = change.TCPSignal(checks[0])
		}
	}
	if _, err := w.Do(change.Open{By: "li"}); err != nil {
		w.Broken("open: %v", err)
	}
	return w
}

// Second lets one second pass: hosts do what they do.
func (w *Walk) Second() {
	for i := range w.truth {
		t := &w.truth[i]
		n := w.Natures[t.host]
		if n == nil {
			continue // a witness
		}
		if i == 0 || w.truth[i-1].host != t.host {
			n.pass()
		}
		t.up = !n.Dead && n.away <= 0 && !slices.Contains(n.closed, t.check)
		if t.check == n.flaps && w.Now.Unix()/7%2 == 0 {
			t.up = false
		}
	}
	w.second()
}

// pass lets a second of a host's reboot pass.
func (n *Nature) pass() {
	switch {
	case n.away > 0:
		n.away -= time.Second
	case n.back > 0:
		if n.back -= time.Second; n.back == 0 {
			n.away = 20 * time.Second
		}
	}
}

// Wait lets time pass.
func (w *Walk) Wait(d time.Duration) {
	for range int(d / time.Second) {
		w.Second()
	}
}

// Try does a command, and lets the host that it tells to reboot do as it is.
func (w *Walk) Try(c change.Command) error {
	if w.Without != "" && reflect.TypeOf(c).Name() == w.Without {
		return &change.Refusal{}
	}
	events, err := w.Do(c)
	for _, e := range events {
		if d, ok := e.Data.(change.RebootData); ok && e.Type == change.RebootRequested && !d.Detected {
			w.goesDown(e.Host)
		}
	}
	return err
}

func (w *Walk) goesDown(host string) {
	n := w.Natures[host]
	if n.Stays || n.Dead {
		return
	}
	n.away = time.Duration(5+w.Rng.IntN(90)) * time.Second
	if n.twice {
		n.back = time.Duration(5+w.Rng.IntN(30)) * time.Second
	}
	if boot := w.signal(host, change.SignalBoot); boot != nil && !n.mute {
		boot.boot = bootID(w.Rng.IntN(1 << 30))
	}
	if w.Rng.IntN(4) == 0 { // the patch closes something
		w.closes(host)
	}
}

func (w *Walk) closes(host string) {
	checks := w.Plan.Host(host).Signals()
	n := w.Natures[host]
	n.closed = append(n.closed, checks[w.Rng.IntN(len(checks))])
}

// Happens is what nobody asked for, now and then.
func (w *Walk) Happens() {
	host := w.Plan.Hosts[w.Rng.IntN(len(w.Plan.Hosts))].Name
	n := w.Natures[host]
	switch w.Rng.IntN(24) {
	case 0:
		n.Dead = true
	case 1:
		n.away = time.Duration(5+w.Rng.IntN(60)) * time.Second
	case 2:
		w.closes(host)
	case 3:
		n.closed = nil
	case 4:
		if rdp := w.signal(host, change.SignalRDP); rdp != nil {
			rdp.name = "CLONE"
		}
	case 5:
		w.Restart(time.Duration(w.Rng.IntN(120)) * time.Second)
	case 6:
		w.Cut = true
		w.Wait(time.Duration(10+w.Rng.IntN(30)) * time.Second)
		w.Cut = false
	case 7:
		w.Now = w.Now.Add(time.Duration(w.Rng.IntN(40)-20) * time.Minute)
		w.Second() // and that is noticed
	}
}

// Mended reports whether no host is broken.
func (w *Walk) Mended() bool {
	for _, n := range w.Natures {
		if n.Dead {
			return false
		}
	}
	return true
}

// Fork is a night of its own from here on.
func (w *Walk) Fork() *Walk {
	f := *w
	f.Night = w.fork()
	f.Rng = rand.New(rand.NewPCG(w.Seed, w.State.Seq))
	f.Natures = maps.Clone(w.Natures)
	for host, n := range f.Natures {
		own := *n
		own.closed = slices.Clone(n.closed)
		f.Natures[host] = &own
	}
	return &f
}
