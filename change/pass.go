package change

import "time"

// A night that is simulated need not be probed second by second. While nothing about
// the hosts changes each probe gives what the one before gave; Pass lets many of
// them pass at once, and Wakes says how long nothing can follow from that.

// Pass lets time pass in which every signal goes on as it was, probed at an
// interval, but for those that are observed anew at its end. What was never probed
// stays so.
func (s *Sight) Pass(until time.Time, every time.Duration, news []Observation) {
	for _, o := range news {
		if t := s.Track(o.Host, o.Check); t != nil {
			s.repeat(t, o.At.Add(-every), every)
		}
		s.Add(o)
	}
	for i := range s.tracks {
		s.repeat(&s.tracks[i], until, every)
	}
}

func (s *Sight) repeat(t *Track, until time.Time, every time.Duration) {
	n := int(until.Sub(t.At) / every)
	if t.At.IsZero() || n <= 0 {
		return
	}
	was := t.run
	t.repeat(n, every)
	if need := s.need(t.runVerdict); was < need && t.run >= need {
		t.news = true
	}
}

// repeat adds probes that gave what the latest one gave.
func (t *Track) repeat(n int, every time.Duration) {
	at, mark, alike := t.At.Add(time.Duration(n)*every), MarkGap, 0
	switch t.Verdict {
	case Answered:
		alike = t.hits
		t.hits, t.answeredAt, mark = t.hits+n, at, MarkAnswered
	case Lost:
		if t.misses == t.run {
			alike = t.misses
		}
		t.misses, t.lostAt, mark = t.misses+n, at, MarkLost
	case Unknown:
		t.misses += n
	}
	if t.Verdict != Unknown {
		t.run, t.seenAt = t.run+n, at
	}
	if t.toldAt.Equal(t.At) {
		t.toldAt = at
	}
	if alike < HistoryLen { // else every mark is the same as it is
		for range min(n, HistoryLen) {
			t.mark(mark)
		}
	}
	if t.nameAt.Equal(t.At) {
		t.nameAt = at
	}
	if t.evidence != nil && t.Verdict == Answered {
		if n > 1 {
			t.evidence = t.evidence.again(at.Add(-every))
		}
		t.evidence = t.evidence.again(at)
	}
	t.At = at
}

// again is the testimony of a source that tells the same once more.
func (t *testimony) again(at time.Time) *testimony {
	next := *t
	next.replaces(next.boot)
	next.at, next.fromAt = at, at
	return &next
}
