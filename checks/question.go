package checks

import (
	"net/netip"
	"time"

	"tminus/change"
)

// asker is whom the question of a signal goes through.
func (r *rota) asker(s *signal) asker {
	if s.port == 0 {
		return r.echo
	}
	return r.connect
}

// ask puts a question to the network.
func (r *rota) ask(i int32) {
	s, t := &r.signals[i], &r.turns[i]
	t.every = r.every(i)
	t.timeout = capTimeout(s.timeout, t.every)
	t.at, t.open = time.Now(), true
	r.flying++
	err := r.asker(s).ask(i, netip.AddrPortFrom(s.target.addr(), s.port), t.at, t.at.Add(t.timeout))
	if err != nil {
		r.end(i, r.verdicts.unasked(err))
		return
	}
	r.asked = t.at.Sub(r.base)
	r.wheel.set(i, r.asked+t.timeout)
}

func (r *rota) tell(i int32, rtt time.Duration, err error) {
	t := &r.turns[i]
	switch {
	case !t.open:
	case err != nil:
		r.end(i, r.verdicts.failed(err, r.signals[i].target.addr(), t.timeout))
	default:
		r.end(i, answered(rtt))
	}
}

// expired ends a question at its deadline. Every answer that came in time has
// been collected by then, unless we are to blame.
func (r *rota) expired(i int32) {
	t := &r.turns[i]
	if err := r.asker(&r.signals[i]).expire(i); err != nil {
		r.end(i, r.verdicts.missed(err))
		return
	}
	r.end(i, doubt(r.verdicts.silent(t.timeout), took(t.at, time.Now()), patience(t.timeout, t.every)))
}

// end hands over what became of a question to the network.
func (r *rota) end(i int32, o change.Observation) {
	s, t := &r.signals[i], &r.turns[i]
	t.open = false
	r.flying--
	// Wall time alone: the monotonic clock stands still while a laptop sleeps.
	o.Host, o.Check, o.At, o.Every = s.host, s.check, t.at.Round(0), t.every
	if o.Verdict != t.verdict {
		t.verdict, t.run = o.Verdict, 0
	}
	t.run++
	r.unseen.take(i, &o)
	r.out.add(o)
	r.rest(i)
}
