package forecast

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"time"
)

// course is how the work on one host went in one night; its end is never where it was
// not done.
type course struct {
	start, end time.Duration
	failed     bool
	failover   bool
	decides    bool
}

// parts is where the time of a night went.
type parts struct{ steps, people, reboots, help, soak time.Duration }

// outcome is how a night went.
type outcome struct {
	end      time.Duration
	failover bool
	parts    parts
}

// played are nights, with one course for each job of each night, one night after the
// other.
type played struct {
	nights  []outcome
	courses []course
}

// playAll plays the nights on all processors. Each is drawn by its own number, so that
// it is the same whoever plays it.
func (m *model) playAll(nights int, seed uint64) played {
	all := played{make([]outcome, nights), make([]course, nights*len(m.jobs))}
	workers := max(1, min(runtime.GOMAXPROCS(0), nights))
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			n := newNight(m)
			for i := w; i < nights; i += workers {
				n.courses = all.courses[i*len(m.jobs) : (i+1)*len(m.jobs)]
				all.nights[i] = n.play(rand.New(rand.NewPCG(seed, uint64(i))))
			}
		})
	}
	wait.Wait()
	return all
}

// lane is somebody who works on one host after the other.
type lane struct {
	free time.Duration
	last int // the job that it did last, -1: none
}

// hold is a stretch in which nothing starts.
type hold struct{ from, until, over time.Duration }

// night plays one night after the other.
type night struct {
	m       *model
	rng     *rand.Rand
	courses []course
	spent   []parts // by job
	before  []int   // whose end a job waited for, by job
	slowest []time.Duration
	lanes   []lane
	sides   [][]lane // by environment
	holds   []hold
}

func newNight(m *model) *night {
	return &night{
		m: m, spent: make([]parts, len(m.jobs)), before: make([]int, len(m.jobs)),
		slowest: make([]time.Duration, len(m.slowest)), sides: make([][]lane, len(m.sides)),
	}
}

func (n *night) play(rng *rand.Rand) outcome {
	n.rng, n.holds = rng, n.holds[:0]
	copy(n.slowest, n.m.slowest)
	for i := range n.courses {
		n.courses[i] = course{start: never, end: never}
	}
	switch {
	case n.m.held && len(n.m.jobs) > 0 && n.m.jobs[0].started: // lifted when that is done
		n.holds = append(n.holds, hold{over: never})
	case n.m.held:
		n.holds = append(n.holds, hold{over: pick(rng, n.m.resume)})
	}
	var o outcome
	from, ok := lane{last: -1}, true
	for k, w := range n.m.waves {
		if from, ok = n.wave(w, from); !ok {
			break
		}
		if k+1 < len(n.m.waves) {
			from.free += w.soak
			o.parts.soak += w.soak
		}
	}
	for i := range n.courses {
		o.failover = o.failover || n.courses[i].failover
	}
	if !ok {
		o.end = never
		return o
	}
	o.end = from.free
	for i := from.last; i >= 0; i = n.before[i] {
		n.courses[i].decides = true
		o.parts.add(n.spent[i])
	}
	return o
}

func (p *parts) add(more parts) {
	p.steps, p.people, p.reboots = p.steps+more.steps, p.people+more.people, p.reboots+more.reboots
	p.help, p.soak = p.help+more.help, p.soak+more.soak
}

// wave plays the hosts of a wave from when all before it are done. It returns when the
// last of them is done, and which that is; false: a gate does not let one of them start.
func (n *night) wave(w wave, from lane) (done lane, ok bool) {
	n.lanes = lanes(n.lanes, min(w.atOnce, len(w.jobs)), from)
	for k := range n.sides {
		n.sides[k] = lanes(n.sides[k], min(w.side[k], len(w.jobs)), from)
	}
	done = from
	for _, i := range w.jobs {
		own, beside := first(n.lanes), first(n.sides[n.m.jobs[i].side])
		l := own
		if beside.free > own.free {
			l = beside
		}
		end, ok := n.work(i, *l)
		if !ok {
			return from, false
		}
		*own, *beside = lane{end, i}, lane{end, i}
		if end >= done.free {
			done = *own
		}
	}
	return done, true
}

// lanes are so many, all free from the same instant.
func lanes(list []lane, n int, from lane) []lane {
	list = list[:0]
	for range max(1, n) {
		list = append(list, from)
	}
	return list
}

// first is the lane that is free first.
func first(list []lane) *lane {
	l := &list[0]
	for k := range list {
		if list[k].free < l.free {
			l = &list[k]
		}
	}
	return l
}

// work plays the work on one host until its end; false: the gate does not let it start.
func (n *night) work(i int, l lane) (end time.Duration, ok bool) {
	j, c := &n.m.jobs[i], &n.courses[i]
	n.before[i], n.spent[i] = l.last, parts{}
	at := l.free
	if !j.started {
		at = n.starts(l.free)
		n.spent[i].people += at - l.free
		if j.limit != never && at+j.need+max(j.slow, n.slowest[j.class]) > j.limit {
			return 0, false
		}
	}
	c.start = at
	for k := range j.parts {
		switch p := &j.parts[k]; {
		case p.boots != nil:
			at = n.reboot(i, p.boots, at, k == 0)
		default:
			took := pick(n.rng, p.takes)
			if at += took; p.people {
				n.spent[i].people += took
			} else {
				n.spent[i].steps += took
			}
		}
	}
	c.end = at
	for k := len(n.holds) - 1; k >= 0 && n.holds[k].over == never; k-- { // lifted when its host is done
		n.holds[k].until, n.holds[k].over = at, at+pick(n.rng, n.m.resume)
	}
	return at, true
}

// starts is when the next host starts after an instant: after the time that people take
// or, where the change is held then, when it is resumed.
func (n *night) starts(free time.Duration) time.Duration {
	at := free + pick(n.rng, n.m.start)
	for _, h := range n.holds {
		if h.from <= at && free <= h.until {
			at = max(h.over, free)
		}
	}
	return at
}

// unheld is when a reboot may be issued that is to be issued at an instant: not while the
// change is held.
func (n *night) unheld(at time.Duration) time.Duration {
	for _, h := range n.holds {
		if h.from <= at && at < h.over && h.over != never {
			at = h.over
		}
	}
	return at
}

// reboot plays a reboot from an instant: of one under way, that is where it stands.
func (n *night) reboot(i int, b *boots, at time.Duration, first bool) time.Duration {
	j, c := &n.m.jobs[i], &n.courses[i]
	var away time.Duration
	if first {
		away = j.away
	}
	if away == 0 {
		at = n.unheld(at)
	}
	took, helped := b.draw(n.rng, away)
	asked := at - away
	c.failed = c.failed || helped
	n.slowest[j.class] = max(n.slowest[j.class], took)
	if took+n.m.confirm > j.stop && j.stop != never {
		n.holds = append(n.holds, hold{from: asked + j.stop, over: never})
	}
	if j.failover != never {
		due := asked + j.failover
		if j.lastSafe < due {
			due = max(j.lastSafe, asked+j.late)
		}
		c.failover = c.failover || asked+took+n.m.confirm > due
	}
	if helped {
		n.spent[i].help += took - away
	} else {
		n.spent[i].reboots += took - away
	}
	n.spent[i].reboots += j.settle
	return asked + took + j.settle
}
