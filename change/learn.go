package change

import (
	"slices"
	"strings"
	"time"
)

// Class is what hosts have in common whose reboots can be compared.
type Class struct{ Model, OS string }

// Class is the class of the host.
func (h *Host) Class() Class { return Class{h.Model, h.OS} }

// Name is the class for people.
func (c Class) Name() Statement {
	parts := slices.DeleteFunc([]string{c.Model, c.OS}, func(s string) bool { return s == "" })
	if len(parts) == 0 {
		return Stated(WordNoClass)
	}
	return Own(strings.Join(parts, " · "))
}

// PaceSource says where a pace is known from.
type PaceSource string

// The sources of a pace. Those of the running change have none.
const (
	PaceTonight   PaceSource = ""
	PaceRehearsal PaceSource = "rehearsal"
	PaceEarlier   PaceSource = "earlier"
)

// Pace is a reboot that is over, in its phases.
type Pace struct {
	Host      string
	Class     Class
	Source    PaceSource
	Requested time.Time
	// Norm is what the plan expected.
	Norm time.Duration
	Phases
	// Recovered: somebody had to help, so that it says little about the class.
	Recovered bool
	// Bounded: an instant of it fell into a gap of the watch, so that its parts are
	// bounds and no values.
	Bounded bool
}

// Phases are how long the parts of a reboot took: until the host was gone,
// until the first signal was back, until all were; and the whole of it.
type Phases struct{ Leaving, Dark, Services, Took time.Duration }

// Paces are the reboots of a change that are over and that somebody issued.
// Of one that was only detected nobody knows when it was asked for.
func Paces(s *State) []Pace {
	var list []Pace
	for i := range s.Hosts.Len() {
		h, plan := s.Hosts.At(i), &s.Plan.Hosts[i]
		reboots := h.Reboots
		if h.Reboot != nil {
			reboots = append(slices.Clip(reboots), *h.Reboot)
		}
		for j := range reboots {
			r := &reboots[j]
			if r.Phase != Settled || r.Detected {
				continue
			}
			list = append(list, Pace{
				Host: h.Name, Class: plan.Class(), Requested: r.Requested, Norm: plan.Reboot.Expected,
				Phases: r.phases(), Recovered: h.recovered(r), Bounded: r.Bounded(),
			})
		}
	}
	return list
}

// phases of a reboot that has settled. One that was too quick for the probes
// has never been seen gone.
func (r *Reboot) phases() Phases {
	p := Phases{Took: r.Took}
	if !r.Gone.IsZero() {
		p.Leaving = r.Gone.Sub(r.Requested)
	}
	if !r.Answered.IsZero() {
		p.Dark = r.Answered.Sub(r.Requested) - p.Leaving
	}
	p.Services = p.Took - p.Leaving - p.Dark
	return p
}

// PhasesSoFar are the phases of a reboot as far as they have come.
func (r *Reboot) PhasesSoFar(now time.Time) Phases {
	if r.Over() {
		return r.phases()
	}
	p := Phases{Took: r.Elapsed(now)}
	if r.Gone.IsZero() && r.Phase == Requested {
		p.Leaving = p.Took
		return p
	}
	p.Leaving = max(0, r.Gone.Sub(r.Requested))
	if r.Phase == Gone || r.Answered.IsZero() {
		p.Dark = p.Took - p.Leaving
		return p
	}
	p.Dark = r.Answered.Sub(r.Requested) - p.Leaving
	if end := r.Back; r.Phase == Listening && !end.IsZero() {
		now = end
	}
	p.Services = now.Sub(r.Answered)
	return p
}

// recovered reports whether anything was tried to bring the host back from a reboot.
func (h *HostState) recovered(r *Reboot) bool {
	return slices.ContainsFunc(h.Recoveries, func(try Recovery) bool {
		return !try.At.Before(r.Requested) && try.At.Before(r.Settled)
	})
}

// Spread is how long something takes, over several times.
type Spread struct {
	N             int
	P50, P90, Max time.Duration
}

// SpreadOf takes percentiles by the nearest rank: each is a value that was seen.
func SpreadOf(times []time.Duration) Spread {
	n := len(times)
	if n == 0 {
		return Spread{}
	}
	sorted := slices.Sorted(slices.Values(times))
	rank := func(percent int) time.Duration { return sorted[(n*percent+99)/100-1] }
	return Spread{N: n, P50: rank(50), P90: rank(90), Max: sorted[n-1]}
}

// Lesson is what the reboots of a class teach.
type Lesson struct {
	Class Class
	Hosts []string
	// Reboots is how many there were; Recovered, how many of them needed help.
	// Those say what can go wrong, and not what is normal: the spreads leave them out.
	Reboots, Recovered int
	// Bounded is how many of the others were not watched throughout. The spreads
	// leave them out, too: a bound is no value, and would make the class look slow.
	Bounded                       int
	Took, Leaving, Dark, Services Spread
	// Norm is what the latest plan expected.
	Norm time.Duration
	// Proposed is nil where no reboot went without help.
	Proposed *Proposal
}

// Proposal is what the plan could say of a class.
type Proposal struct {
	Expected, ShutdownLimit time.Duration
	Ladder                  []Rung
}

// Learn draws the lessons of reboots, a class each, in the order of their names.
func Learn(paces []Pace) []Lesson {
	byClass := map[Class][]Pace{}
	var classes []Class
	for _, p := range paces {
		if byClass[p.Class] == nil {
			classes = append(classes, p.Class)
		}
		byClass[p.Class] = append(byClass[p.Class], p)
	}
	slices.SortFunc(classes, func(a, b Class) int { return strings.Compare(a.Model+"\x00"+a.OS, b.Model+"\x00"+b.OS) })
	lessons := make([]Lesson, len(classes))
	for i, class := range classes {
		lessons[i] = learnOf(class, byClass[class])
	}
	return lessons
}

func learnOf(class Class, paces []Pace) Lesson {
	l := Lesson{Class: class, Reboots: len(paces)}
	var latest time.Time
	for _, p := range paces {
		if !slices.Contains(l.Hosts, p.Host) {
			l.Hosts = append(l.Hosts, p.Host)
		}
		switch {
		case p.Recovered:
			l.Recovered++
		case p.Bounded:
			l.Bounded++
		}
		if !p.Requested.Before(latest) {
			latest, l.Norm = p.Requested, p.Norm
		}
	}
	slices.Sort(l.Hosts)
	l.Took = spread(paces, func(p Phases) time.Duration { return p.Took })
	l.Leaving = spread(paces, func(p Phases) time.Duration { return p.Leaving })
	l.Dark = spread(paces, func(p Phases) time.Duration { return p.Dark })
	l.Services = spread(paces, func(p Phases) time.Duration { return p.Services })
	l.Proposed = propose(&l)
	return l
}

// spread is that of the reboots that went without help.
func spread(paces []Pace, part func(Phases) time.Duration) Spread {
	var times []time.Duration
	for _, p := range paces {
		if !p.Recovered && !p.Bounded {
			times = append(times, part(p.Phases))
		}
	}
	return SpreadOf(times)
}

// Proposals are rounded up to the half minute: a norm of 8m21s says more than
// anybody knows.
const proposalStep = 30 * time.Second

// leastShutdown is the shortest limit for a shutdown that is worth a prompt.
const leastShutdown = time.Minute

// propose takes nine of ten reboots as the norm, and twice the time that they
// took to leave as the limit of that. The ladder is the default one on that norm.
func propose(l *Lesson) *Proposal {
	if l.Took.N == 0 {
		return nil
	}
	p := &Proposal{
		Expected:      roundUp(l.Took.P90),
		ShutdownLimit: max(leastShutdown, roundUp(2*l.Leaving.P90)),
	}
	p.Ladder = DefaultLadder(p.Expected)
	return p
}

func roundUp(d time.Duration) time.Duration {
	return max(proposalStep, (d + proposalStep - 1).Truncate(proposalStep))
}

// Typical is the median of the reboots without help of a class from one
// source, but for those of one host; false where there are none.
func Typical(paces []Pace, class Class, source PaceSource, but string) (Phases, bool) {
	var like []Pace
	for _, p := range paces {
		if p.Class == class && p.Source == source && p.Host != but {
			like = append(like, p)
		}
	}
	l := learnOf(class, like)
	return Phases{Leaving: l.Leaving.P50, Dark: l.Dark.P50, Services: l.Services.P50, Took: l.Took.P50}, l.Took.N > 0
}
