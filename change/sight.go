package change

import "time"

// HistoryLen is how many of the latest probes of a signal are remembered.
const HistoryLen = 60

// Mark is one cell of a signal's history.
type Mark uint8

// What a cell of the history can say. Its zero value was not observed.
const (
	MarkNone Mark = iota
	MarkAnswered
	MarkLost
	// MarkGap begins a stretch in which nothing was observed.
	MarkGap
)

// Track is what is remembered of the latest probes of one signal.
type Track struct {
	// At is when the latest probe was sent; zero: never probed.
	At      time.Time
	Verdict Verdict
	Cause   Cause
	Detail  string
	Latency time.Duration
	Boot    string

	// run counts the latest probes with the same verdict, the first of them
	// sent at runSince; Unknown neither adds to a run nor breaks it.
	run        int
	runVerdict Verdict
	runSince   time.Time

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

func (t *Track) add(o Observation) {
	if o.At.Before(t.At) {
		return // an older probe's timeout that lands after a newer answer
	}
	t.At, t.Verdict, t.Cause, t.Detail, t.Latency = o.At, o.Verdict, o.Cause, o.Detail, o.Latency
	switch o.Verdict {
	case Answered:
		t.mark(MarkAnswered)
	case Lost:
		t.mark(MarkLost)
	case Unknown:
		t.mark(MarkGap)
		return
	}
	if o.Boot != "" {
		t.Boot = o.Boot
	}
	if o.Verdict != t.runVerdict {
		t.run, t.runVerdict, t.runSince = 0, o.Verdict, o.At
	}
	t.run++
}

type signalKey struct{ host, check string }

// Sight is the rolling memory of single probes: what the cockpit has seen
// lately. It belongs to one goroutine; faces get a Clone.
type Sight struct {
	probe  Probe
	index  map[signalKey]int
	tracks []Track
}

// NewSight makes an empty memory for the signals of the plan.
func NewSight(p *Plan) *Sight {
	s := &Sight{probe: p.Probe, index: map[signalKey]int{}}
	add := func(host, check string) {
		s.index[signalKey{host, check}] = len(s.tracks)
		s.tracks = append(s.tracks, Track{})
	}
	for _, h := range p.Hosts {
		for _, check := range h.Signals() {
			add(h.Name, check)
		}
		if h.BootEvidence.Exec != "" {
			add(h.Name, SignalBoot)
		}
	}
	return s
}

// Add remembers an observation. What the plan does not name is passed over.
func (s *Sight) Add(o Observation) {
	if i, ok := s.index[signalKey{o.Host, o.Check}]; ok {
		s.tracks[i].add(o)
	}
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

// Gap marks a stretch without observation: runs of probes end with it.
func (s *Sight) Gap() {
	for i := range s.tracks {
		t := &s.tracks[i]
		t.run, t.runVerdict = 0, Unknown
		t.mark(MarkGap)
	}
}

// Clone copies the memory, for readers that go on without us.
func (s *Sight) Clone() *Sight {
	c := *s
	c.tracks = append([]Track(nil), s.tracks...)
	return &c
}

// confirms reports whether the latest run of probes confirms a verdict that
// differs from the recorded state, and since when it holds.
func (s *Sight) confirms(t *Track, v Verdict) (time.Time, bool) {
	need := s.probe.UpAfter
	if v == Lost {
		need = s.probe.DownAfter
	}
	return t.runSince, t.runVerdict == v && t.run >= need
}

// Fresh is the age beyond which what was seen no longer counts as now:
// three probe intervals, and the timeout that the last of them may take.
func (p Probe) Fresh() time.Duration { return 3*p.Interval + p.Timeout }

// answers reports whether the signal was last seen answering, lately, by a
// probe sent at or after the given instant, with no loss pending.
func (s *Sight) answers(t *Track, after, now time.Time) bool {
	return t != nil && t.runVerdict == Answered && t.Verdict == Answered &&
		!t.At.Before(after) && now.Sub(t.At) <= s.probe.Fresh()
}
