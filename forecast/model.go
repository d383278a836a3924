package forecast

import (
	"slices"
	"time"

	"tminus/change"
)

// never is later than any night ends.
const never = time.Duration(1<<63 - 1)

// part is a piece of the work on a host: either people work, or it reboots.
type part struct {
	takes []time.Duration
	boots *boots
	// people: nothing is worked on, they decide and report.
	people bool
}

// job is the work on a host that is left. Times count from the beginning.
type job struct {
	host  *change.Host
	side  int
	class int
	parts []part
	// started: it is under way, away for how long its reboot is, before its first part.
	started bool
	away    time.Duration
	settle  time.Duration
	// limit is when the work must be over at the latest, need what it takes beside its
	// slow case, slow the slow case of the plan.
	limit, need, slow time.Duration
	// late, stop and failover are how long after the request the rungs come due, lastSafe
	// when the failover must begin at the latest; never: none does.
	late, stop, failover, lastSafe time.Duration
}

// model is a change, ready to be played.
type model struct {
	plan    *change.Plan
	begin   time.Time
	confirm time.Duration // from when a host is back until that counts
	end     time.Duration // of the window
	sides   []side
	jobs    []job
	waves   []wave
	start   []time.Duration
	resume  []time.Duration
	held    bool
	slowest []time.Duration // by class, so far
	classes []Class
	people  *people
	reboots int
	mock    bool
}

func newModel(o *Options) *model {
	s := o.State
	known := sane(o.History)
	m := &model{
		plan: s.Plan, sides: sidesOf(s.Plan), begin: o.Now, end: never, held: s.Hold != nil,
		people: newPeople(known.Chores, o.Delay), mock: simulated(known),
	}
	if end := s.Window().End; !end.IsZero() {
		m.end = end.Sub(o.Now)
	}
	m.confirm = s.Plan.Probe.Interval * time.Duration(max(0, s.Plan.Probe.UpAfter-1))
	m.start = m.people.takes(change.ChoreStart, "", 0)
	m.resume = m.people.takes(change.ChoreResume, "", 0)
	classes, limits := m.learn(o, known), s.EachLimits()
	for _, name := range s.Plan.Order {
		if h := s.Host(name); h.Work == change.Waiting || h.Work == change.Started {
			m.jobs = append(m.jobs, m.job(s, name, classes, limits(m.plan.Host(name))))
		}
	}
	m.waves = wavesOf(s.Plan, m.jobs, m.sides, o.AtOnce)
	return m
}

// longest is more than anything takes in a night. A record that says more is damaged or
// forged, and must not spoil what all the others say.
const longest = 48 * time.Hour

// sane is a history without times that nothing takes.
func sane(h change.History) change.History {
	odd := func(d time.Duration) bool { return d < 0 || d > longest }
	return change.History{
		Paces:  slices.DeleteFunc(slices.Clone(h.Paces), func(p change.Pace) bool { return odd(p.Took) }),
		Waits:  slices.DeleteFunc(slices.Clone(h.Waits), func(w change.Wait) bool { return odd(w.For) }),
		Chores: slices.DeleteFunc(slices.Clone(h.Chores), func(c change.Chore) bool { return odd(c.Took) }),
	}
}

func simulated(h change.History) bool {
	for _, w := range h.Waits {
		if w.Source == change.PaceRehearsal {
			return true
		}
	}
	return false
}

// known is what a class is drawn from.
type known struct {
	place int
	boots *boots
}

// learn makes ready what is known of the classes of the plan.
func (m *model) learn(o *Options, h change.History) map[change.Class]known {
	odds, tonight, classes := change.NewOdds(h), change.Paces(o.State), map[change.Class]known{}
	for i := range m.plan.Hosts {
		host := &m.plan.Hosts[i]
		class := host.Class()
		if k, have := classes[class]; have {
			m.classes[k.place].Hosts++
			continue
		}
		curve := odds.Of(class)
		c := Class{Class: class, Hosts: 1, Reboots: curve.N(), Cut: curve.Cut(), Learned: curve.N() >= change.EnoughReboots}
		b := newBoots(host, curve, h.Paces)
		share, given := o.Fails[class.Model]
		if !given {
			share, given = o.Fails[""]
		}
		if given {
			b = b.failing(share)
		}
		c.Fails, c.Given = b.fails(), given
		if c.Learned && !given {
			never := curve.Never()
			c.Low, c.High = never.Low, never.High
		}
		classes[class] = known{len(m.classes), b}
		m.classes, m.slowest = append(m.classes, c), append(m.slowest, slowestOf(tonight, class))
		if c.Learned {
			m.reboots += c.Reboots
		}
	}
	return classes
}

// slowestOf is the longest that a reboot of the class took, of some.
func slowestOf(paces []change.Pace, class change.Class) time.Duration {
	var most time.Duration
	for _, p := range paces {
		if p.Class == class {
			most = max(most, p.Took)
		}
	}
	return most
}

// job is the work that is left on a host. A host of the ladder's norm has its own.
func (m *model) job(s *change.State, name string, classes map[change.Class]known, limits []change.Limit) job {
	plan, h := m.plan.Host(name), s.Host(name)
	k := classes[plan.Class()]
	j := job{
		host: plan, side: m.side(plan.Environment), class: k.place, started: h.Work == change.Started, settle: plan.Reboot.Settle,
		limit: never, slow: change.PlannedSlow(plan), late: never, stop: change.StopsAfter(plan), failover: never, lastSafe: never,
	}
	for _, l := range limits {
		j.limit, j.need = min(j.limit, l.At.Sub(m.begin)), l.Need-l.Slow
	}
	if len(plan.Ladder) > 0 {
		j.late = plan.Ladder[0].After
	}
	for _, r := range plan.Ladder {
		if r.Action == change.ActionFailover && s.AsksFailover(plan.Environment) {
			j.failover = r.After
			if at, ok := s.LastSafeFailover(plan.Environment); ok {
				j.lastSafe = at.Sub(m.begin)
			}
			break
		}
	}
	m.parts(&j, plan, h, k.boots)
	return j
}

func (m *model) side(name string) int {
	return slices.IndexFunc(m.sides, func(s side) bool { return s.name == name })
}

// parts are the steps that are left, the reboot under way first. A host of which the
// runbook says nothing is taken to reboot once.
func (m *model) parts(j *job, plan *change.Host, h *change.HostState, b *boots) {
	steps := m.plan.Steps(plan)
	next := 0
	if j.started {
		next = h.Current()
	}
	under := h.Rebooting() && j.started
	if under {
		j.away = max(1, m.begin.Sub(h.Reboot.Requested))
	}
	done := j.started && h.Reboot != nil // it has rebooted or does so now: what follows is the rest of that step
	for i := next; i < len(steps); i++ {
		st := steps[i]
		switch {
		case !st.Reboot:
			j.parts = append(j.parts, part{takes: m.people.takes(change.ChoreStep, st.ID, st.Takes)})
			continue
		case !done || i > next:
			j.parts = append(j.parts, part{takes: m.people.takes(change.ChoreIssue, st.ID, st.Takes), people: st.Takes == 0}, part{boots: b})
		case under:
			j.parts = append(j.parts, part{boots: b})
		}
		j.parts = append(j.parts, part{takes: m.people.takes(change.ChoreVerify, st.ID, 0), people: true})
	}
	if len(steps) == 0 && (!done || under) {
		j.parts = append(j.parts, part{boots: b})
	}
	j.parts = append(j.parts, part{takes: m.people.takes(change.ChoreFinish, "", 0), people: true})
}
