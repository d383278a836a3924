package checks

import (
	"math/bits"
	"net/netip"
	"time"

	"tminus/change"
)

const (
	// floodRate is how many useless packets a second make a flood. A cable that
	// doubles packets makes fewer for each host.
	floodRate = 200
	// floodLeast is the smallest number of them that is held against anybody,
	// floodSoon one that is not waited with until the next look.
	floodLeast = 64
	floodSoon  = 256
	// floodGrain is the shortest time by which a rate is told.
	floodGrain = 50 * time.Millisecond
	// floodSamples is how many packets of a sample are looked at, at once.
	floodSamples = 8
	// floodNamed is how many packets of a source have to be seen to name it.
	floodNamed = 5
	// floodPass is how many packets a second pass of a flood, some 100 to 200.
	floodPass = 200
	// floodOver is how long a flood has to be over before all is let through again.
	floodOver = 10 * time.Second
	// mostOneIn leaves one packet of a million.
	mostOneIn = 1 << 20
)

// flood watches for packets that answer nothing, and has them kept away where
// they are many: a sieve lets through what is ours, and of the rest a sample.
type flood struct {
	crowd  crowd
	looked time.Time // when the crowd began
	fresh  uint64    // counted since the sieve was looked at
	// read are all packets that came since, junk those that answered nothing.
	read, junk int
	// since is when the present flood was found, zero: there is none; last when
	// it was seen last, sent how many packets it had by then.
	since, last time.Time
	sent        uint64
	// told are the sources that the record names for this flood; nil: none yet.
	told map[netip.Addr]bool
}

// useless counts a packet that answers nothing, and came at an instant.
func (f *family) useless(packet []byte, from netip.Addr, at time.Time) {
	s, fl := f.sieve, &f.flood
	waited := !at.After(f.sifted) // it came through the sieve before
	if waited {
		s = f.coarser
	}
	stands := s.weight(packet, from)
	fl.junk++
	fl.crowd.add(from, stands, s.carries(packet, from))
	if waited { // whether the present sieve is too coarse, others will show
		return
	}
	if fl.fresh += stands; fl.fresh >= max(floodSoon, floodSamples*uint64(s.oneIn)) {
		f.tighten(time.Now())
	}
}

// rate is how many packets a second so many since the last look are.
func (fl *flood) rate(n uint64, now time.Time) float64 {
	return float64(n) / max(now.Sub(fl.looked), floodGrain).Seconds()
}

// tooMany reports whether so many packets are a flood.
func (fl *flood) tooMany(n uint64, now time.Time) bool {
	return n >= floodLeast && fl.rate(n, now) >= floodRate
}

// tighten makes the sieve finer, if what comes through it is too much.
func (f *family) tighten(now time.Time) {
	f.flood.fresh = 0
	finer := *f.sieve
	if total := f.flood.crowd.total; f.flood.tooMany(total, now) {
		oneIn := uint32(1) << bits.Len32(uint32(f.flood.rate(total, now)/floodPass))
		finer.oneIn = max(finer.oneIn, min(oneIn, mostOneIn))
	}
	if finer.oneIn == 1 {
		return
	}
	finer.thinned = nil
	for _, s := range f.flood.crowd.list {
		if f.flood.tooMany(s.ours, now) && !f.sieve.thins(s.addr) {
			finer.thinned = append(finer.thinned, s.addr)
		}
	}
	if len(finer.thinned) == 0 && finer.oneIn == f.sieve.oneIn {
		return
	}
	finer.thinned = append(finer.thinned, f.sieve.thinned...)
	finer.thinned = finer.thinned[:min(len(finer.thinned), maxThinned)]
	f.sift(&finer)
	if fl := &f.flood; fl.since.IsZero() {
		fl.since, fl.last = now, now
	}
}

// sift gives the socket another sieve. What it refuses is read, and told apart
// by us alone.
func (f *family) sift(s *sieve) {
	if f.wire == nil || f.wire.sift(s) == nil {
		f.coarser, f.sieve, f.sifted = f.sieve, s, time.Now().Round(0)
	}
}

// lookForFlood finds out, now and then, whether there is a flood. Packets that
// found no room came with it, if most that did find room are useless.
func (f *family) lookForFlood(now time.Time, missed uint32) {
	fl := &f.flood
	if now.Sub(fl.looked) < reviewEvery && missed == 0 {
		return
	}
	if missed > 0 && 2*fl.junk > fl.read {
		fl.crowd.grow(uint64(missed))
		f.tighten(now)
	}
	if now.Sub(fl.looked) < reviewEvery {
		return
	}
	switch {
	case fl.tooMany(fl.crowd.total, now):
		f.tighten(now)
		f.tellFlood(now)
	case !fl.since.IsZero() && now.Sub(fl.last) >= floodOver:
		f.floodIsOver()
	}
	fl.crowd, fl.looked, fl.fresh, fl.read, fl.junk = crowd{}, now, 0, 0, 0
}

func (f *family) floodIsOver() {
	fl := &f.flood
	if fl.told != nil {
		f.note(change.Stated(change.NoteFloodOver, "since", fl.since, "until", fl.last, "n", roughly(float64(fl.sent))))
	}
	f.say(f.floodKey(), change.Statement{})
	fl.since, fl.told, fl.sent = time.Time{}, nil, 0
	f.sift(&sieve{key: f.sieve.key, oneIn: 1})
}

func (f *family) floodKey() string { return "flood over " + f.label }

// tellFlood says that a flood goes on, and whose; the record gets a line for
// each source that joins it.
func (f *family) tellFlood(now time.Time) {
	fl := &f.flood
	fl.last = now
	fl.sent += fl.crowd.total
	if now.Sub(fl.since) < reviewEvery { // its rate is known once it has filled the time between two looks
		return
	}
	if fl.told == nil {
		fl.told = map[netip.Addr]bool{}
	}
	var names []string
	fresh := false
	for _, s := range fl.crowd.greatest(floodNamed * uint64(f.sieve.oneIn)) {
		names = append(names, f.named(s.addr))
		if !fl.told[s.addr] && len(fl.told) < maxSources {
			fl.told[s.addr], fresh = true, true
		}
	}
	st := change.Stated(change.NoteFlood, "n", roughly(fl.rate(fl.crowd.total, now)), "names", names)
	if len(names) == 0 {
		st = change.Stated(change.NoteFloodMany, "n", roughly(fl.rate(fl.crowd.total, now)))
		fresh = len(fl.told) == 0
		fl.told[netip.Addr{}] = true
	}
	if fresh {
		f.note(st)
	}
	f.say(f.floodKey(), st)
}

// roughly rounds to one digit, so that a notice keeps still.
func roughly(n float64) int {
	unit := 1
	for n/float64(unit) >= 10 {
		unit *= 10
	}
	return int(n/float64(unit)+0.5) * unit
}
