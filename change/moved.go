package change

import (
	"slices"
	"time"
)

// moved journals each last safe moment that is another one than was told last:
// that of every environment's failover, and that of the next host's start.
func (c *clerk) moved() {
	c.passed()
	environments := c.s.Plan.Environments
	if len(c.s.Granted)+len(c.s.Passed) == 0 {
		environments = nil // no deadline has moved
	}
	for _, e := range environments {
		now, ok := c.s.LastSafeFailover(e.Name)
		was, _ := c.s.Plan.LastSafeFailover(e.Name)
		if ok {
			d := c.s.Deadline()
			c.tell(MovedData{
				What: movedFailover, Environment: e.Name, At: now, Was: was,
				Reason: Stated(MovedNext, "deadline", d.Name, "at", d.At),
			}, "")
		}
	}
	next := c.s.nextHost()
	if next == nil || len(environments) == 0 && len(c.s.Told) == 0 && !c.s.slowTonight(next) {
		return // nothing has happened that could move it: asked at each tick
	}
	now, ok := c.s.LastSafeStart(next)
	slow, why := plannedSlowCase(next)
	planned, _ := tightest((&State{Plan: c.s.Plan}).limits(next, slow, why))
	if ok {
		c.tell(MovedData{
			What: movedStart, At: now.Latest(), Was: planned.Latest(),
			Reason: Stated(MovedLimit, "name", now.Name, "why", now.Why),
		}, next.Name)
	}
}

// passed journals that a deadline is over, where another one is still ahead:
// from then on that one counts.
func (c *clerk) passed() {
	all := c.s.Deadlines()
	for i, d := range all {
		ahead := i+1 < len(all) && all[i+1].At.After(c.now)
		if ahead && !c.now.Before(d.At) && !slices.Contains(c.s.Passed, d.Name) {
			c.add(DeadlineMoved, "", MovedData{
				What: movedPassed, Deadline: d.Name, At: all[i+1].At, Was: d.At, Reason: Stated(MovedOver, "deadline", d.Name),
			})
		}
	}
}

// What deadline.moved can be about.
const (
	movedPassed   = "deadline"
	movedFailover = "failover"
	movedStart    = "start"
)

func movedKey(what, host, environment string) string { return what + " " + host + environment }

// worthTelling is the least change of a last safe moment that people act upon.
const worthTelling = time.Minute

// tell journals a last safe moment if it is news. Was is that of the plan.
func (c *clerk) tell(d MovedData, host string) {
	if told, ok := c.s.Told[movedKey(d.What, host, d.Environment)]; ok {
		d.Was = told.Time
	}
	if d.At.Sub(d.Was).Abs() >= worthTelling {
		c.add(DeadlineMoved, host, d)
	}
}

// nextHost is the first host of the order that waits, nil if none does.
func (s *State) nextHost() *Host {
	if s.Plan.Ungated {
		return nil // nobody starts a host
	}
	for _, i := range s.Plan.inOrder() {
		if s.Hosts.At(i).Work == Waiting {
			return &s.Plan.Hosts[i]
		}
	}
	return nil
}
