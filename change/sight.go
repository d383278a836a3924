package change

import "time"

// HistoryLen is how many of the latest probes of a signal are remembered.
const HistoryLen = 60

// Mark is one cell of a signal's history.
type Mark uint8

// What a cell of the history can say. The zero value: not observed.
const (
	MarkNone Mark = iota
	MarkAnswered
	MarkLost
	// MarkGap begins a stretch in which nothing was observed.
	MarkGap
)

// Track is what is remembered of the latest probes of one signal.
//
// What always holds: run, misses and hits count consecutive probes since the last
// gap, and the instant beside each is that of the first of them. Only probes that
// said something count for run and seenAt. Nothing here is a fact yet: a
// transition becomes one when Observe has confirmed it.
type Track struct {
	// check and kind identify the signal; a witness has no kind.
	check string
	kind  *Kind
	// At is when the latest probe was sent; zero: never probed.
	At      time.Time
	Verdict Verdict
	Cause   Cause
	Detail  Statement
	Latency time.Duration
	// Every is the interval at which it is probed; zero: as the plan says.
	Every time.Duration
	// Name and State are the latest computer's name and state that it told.
	Name, State string
	nameAt      time.Time
	// evidence is the latest boot evidence; nil: none. It is never changed, so
	// clones can share it. zone is the zone for texts that name none.
	evidence *testimony
	zone     *time.Location

	// run counts the latest probes with the same verdict, the first of them
	// sent at runSince; Unknown neither adds to a run nor breaks it.
	run        int
	runVerdict Verdict
	runSince   time.Time
	// misses counts the latest probes that were not answered, for whatever
	// reason, the first of them sent at missSince.
	misses    int
	missSince time.Time
	// hits counts the latest probes that were all answered, the first of them
	// sent at hitSince. It differs from a run in that Unknown breaks it.
	hits     int
	hitSince time.Time
	// seenFrom is the start of the present stretch without a hole in it, whether
	// the signal answered or was lost; seenAt is the latest probe that said
	// something.
	seenFrom, seenAt time.Time
	// answeredAt and lostAt are the latest probes of each kind. No gap ends them.
	answeredAt, lostAt time.Time
	// toldAt is the latest probe that said anything of the target, be it that it does
	// not offer what was asked for. No gap ends it.
	toldAt time.Time
	// gap: what was seen before must not be joined to what comes now, not even by
	// its times, as the clock may have been set back.
	gap bool
	// news: the run has been confirmed and Observe has not seen it yet.
	news bool

	history [HistoryLen]Mark
	next    int
}

// History copies the marks of the latest probes, oldest first.
func (t *Track) History() []Mark {
	marks := make([]Mark, 0, HistoryLen)
	for i := range HistoryLen {
		if m := t.history[(t.next+i)%HistoryLen]; m != MarkNone {
			marks = append(marks, m)
		}
	}
	return marks
}

func (t *Track) mark(m Mark) {
	t.history[t.next] = m
	t.next = (t.next + 1) % HistoryLen
}

// stragglerLimit is how much older than the newest probe a late result may be.
// One that is older still was sent before the clock was set back.
const stragglerLimit = 30 * time.Second

// add remembers a probe. If nothing was known for longer than hole, the stretch
// without a hole begins anew.
func (t *Track) add(o Observation, hole time.Duration) {
	if late := t.At.Sub(o.At); late > 0 && !t.gap {
		if late <= stragglerLimit {
			return // the timeout of an older probe, arriving after a newer answer
		}
		t.forget()
	}
	t.gap = false
	t.answered(o)
	if o.Verdict != Unknown || o.Cause == CauseNotOffered {
		t.toldAt = o.At
	}
	if o.Verdict != Unknown {
		if t.seenAt.IsZero() || o.At.Sub(t.seenAt) > hole {
			t.seenFrom = o.At
		}
		t.seenAt = o.At
	}
	if t.kind != nil && t.kind.Role == ProvesBoot {
		t.evidence = t.evidence.hear(o, t.zone)
	}
	t.At, t.Verdict, t.Cause, t.Detail, t.Latency, t.Every = o.At, o.Verdict, o.Cause, o.Detail, o.Latency, o.Every
	switch o.Verdict {
	case Answered:
		t.answeredAt = o.At
		t.mark(MarkAnswered)
	case Lost:
		t.lostAt = o.At
		t.mark(MarkLost)
	case Unknown:
		t.mark(MarkGap)
		return
	}
	if o.Name != "" {
		t.Name, t.nameAt = o.Name, o.At
	}
	if o.State != "" {
		t.State = o.State
	}
	if o.Verdict != t.runVerdict {
		t.run, t.runVerdict, t.runSince, t.news = 0, o.Verdict, o.At, false
	}
	t.run++
}

// forget ends every count that later probes could continue.
func (t *Track) forget() {
	t.run, t.runVerdict, t.misses, t.hits, t.news = 0, Unknown, 0, 0, false
	t.seenAt = time.Time{}
}

// answered counts the probes that were answered, or not, for whatever reason.
func (t *Track) answered(o Observation) {
	if o.Verdict == Answered {
		t.misses = 0
		if t.hits++; t.hits == 1 {
			t.hitSince = o.At
		}
		return
	}
	t.hits = 0
	if t.misses++; t.misses == 1 {
		t.missSince = o.At
	}
}

type signalKey struct{ host, check string }

// Sight is the rolling memory of single probes: what the cockpit has seen lately.
// It is not journaled; only what Observe confirms from it is.
//
// What always holds: it belongs to one goroutine, and faces get a Clone. Its set
// of tracks is fixed by NewSight. Whoever holds it must call Gap where the events
// say that nothing was observed (Gaps), and Observe must be asked before Add
// whenever Hides says so: otherwise a confirmed transition would be lost.
type Sight struct {
	probe Probe
	index map[signalKey]int
	// tracks has the signals of each host together, in the order of the plan,
	// from where hosts says; those of reachability come first, as in
	// HostState.Signals. The witnesses are the last.
	tracks []Track
	hosts  []int
}

// NewSight makes an empty memory for the signals of the plan.
func NewSight(p *Plan) *Sight {
	s := &Sight{probe: p.Probe, index: map[signalKey]int{}}
	add := func(host, check string, kind *Kind, zone *time.Location) {
		s.index[signalKey{host, check}] = len(s.tracks)
		s.tracks = append(s.tracks, Track{check: check, kind: kind, zone: zone})
	}
	for i := range p.Hosts {
		s.hosts = append(s.hosts, len(s.tracks))
		for _, signal := range p.Hosts[i].Watched() {
			add(p.Hosts[i].Name, signal.Name, signal.Kind, p.Hosts[i].BootEvidence.Zone)
		}
	}
	s.hosts = append(s.hosts, len(s.tracks))
	for _, w := range p.Witnesses {
		add("", w, nil, nil)
	}
	return s
}

// For is the memory for another plan: what is remembered of the signals that it has,
// too, is kept.
func (s *Sight) For(p *Plan) *Sight {
	n := NewSight(p)
	for key, i := range n.index {
		old, ok := s.index[key]
		if was, is := s.tracks[old].kind, n.tracks[i].kind; ok && (was == is || was != nil && is != nil && was.ID == is.ID) {
			n.tracks[i] = s.tracks[old]
		}
	}
	return n
}

// of returns the tracks of a host by its place in the plan. Walking a whole fleet
// leaves no time to look each of them up by name.
func (s *Sight) of(host int) []Track { return s.tracks[s.hosts[host]:s.hosts[host+1]] }

// witnesses returns the tracks of the witnesses.
func (s *Sight) witnesses() []Track { return s.tracks[s.hosts[len(s.hosts)-1]:] }

// Add remembers an observation. One of a signal that is not in the plan is
// ignored.
func (s *Sight) Add(o Observation) {
	i, ok := s.index[signalKey{o.Host, o.Check}]
	if !ok {
		return
	}
	t := &s.tracks[i]
	t.add(o, t.kind.fresh(s.probe, max(t.Every, o.Every)))
	if t.run == s.need(t.runVerdict) && o.Verdict == t.runVerdict {
		t.news = true
	}
}

// Hides reports whether adding this observation would hide a confirmed run that
// Observe has not seen (since the last MarkObserved). Observe compares levels, so
// it must be asked first, or the transition is missed.
func (s *Sight) Hides(o Observation) bool {
	i, ok := s.index[signalKey{o.Host, o.Check}]
	return ok && s.tracks[i].news && o.Verdict != Unknown && o.Verdict != s.tracks[i].runVerdict
}

// MarkObserved notes that Observe has seen everything up to now.
func (s *Sight) MarkObserved() {
	for i := range s.tracks {
		s.tracks[i].news = false
	}
}

// need is how many probes in a row confirm a verdict.
func (s *Sight) need(v Verdict) int {
	if v == Lost {
		return s.probe.DownAfter
	}
	return s.probe.UpAfter
}

// Track returns the memory of one signal, nil if the plan has no such signal.
func (s *Sight) Track(host, check string) *Track {
	if s == nil {
		return nil
	}
	i, ok := s.index[signalKey{host, check}]
	if !ok {
		return nil
	}
	return &s.tracks[i]
}

// Gap marks a stretch without observation: every run of probes ends with it.
func (s *Sight) Gap() {
	for i := range s.tracks {
		t := &s.tracks[i]
		t.forget()
		t.gap, t.evidence, t.Name, t.State = true, t.evidence.past(), "", ""
		t.mark(MarkGap)
	}
}

// Clone copies the memory for readers on other goroutines.
func (s *Sight) Clone() *Sight {
	c := *s
	c.tracks = append([]Track(nil), s.tracks...)
	return &c
}

// confirms reports whether the latest run of probes confirms the verdict, and
// when that run began.
func (s *Sight) confirms(t *Track, v Verdict) (time.Time, bool) {
	return t.runSince, t.runVerdict == v && t.run >= s.need(v)
}

// Fresh is the age beyond which what was seen of a signal is no longer current:
// three probe intervals plus the timeout of the last probe. It follows the
// interval at which the signal is probed now.
func (s *Sight) Fresh(host, check string) time.Duration {
	t := s.Track(host, check)
	if t == nil {
		t = &Track{}
	}
	return t.kind.fresh(s.probe, t.Every)
}

// confirm is how long after a gap the probes need to establish how the hosts are.
func (p Probe) confirm() time.Duration {
	every := p.slowest() // a host that is found changed is then probed every Interval
	run := time.Duration(max(p.DownAfter, p.UpAfter)-1)*p.Interval + every + p.Timeout
	return max(run, 3*every+p.Timeout)
}

// answers reports whether the signal is answering: its latest probe was answered,
// is recent, was sent at or after the given instant, and no loss is pending.
func (s *Sight) answers(host, check string, after, now time.Time) bool {
	t := s.Track(host, check)
	return t != nil && t.runVerdict == Answered && t.Verdict == Answered &&
		!t.At.Before(after) && now.Sub(t.At) <= t.kind.fresh(s.probe, t.Every)
}
