package change

import "time"

// moved journals each last safe moment that is another one than was told last:
// that of every environment's failover, and that of the next host's start.
func (c *clerk) moved() {
	environments := c.s.Plan.Environments
	if len(c.s.Granted) == 0 {
		environments = nil // nobody has moved a deadline
	}
	for _, e := range environments {
		now, ok := c.s.LastSafeFailover(e.Name)
		was, _ := c.s.Plan.LastSafeFailover(e.Name)
		if ok {
			c.tell(MovedData{What: movedFailover, Environment: e.Name, At: now, Was: was, Reason: "the business moved its deadline"}, "")
		}
	}
	next := c.s.nextHost()
	if next == nil {
		return
	}
	now, ok := c.s.LastSafeStart(next)
	slow, why := plannedSlowCase(next)
	planned, _ := tightest((&State{Plan: c.s.Plan}).limits(next, slow, why))
	if ok {
		c.tell(MovedData{What: movedStart, At: now.Latest(), Was: planned.Latest(), Reason: now.Name + ": " + now.Why}, next.Name)
	}
}

// What deadline.moved can be about.
const (
	movedFailover = "failover"
	movedStart    = "start"
)

func movedKey(what, host, environment string) string { return what + " " + host + environment }

// worthTelling is the least change of a last safe moment that people act upon.
const worthTelling = time.Minute

// tell journals a last safe moment if it is news. Was is that of the plan.
func (c *clerk) tell(d MovedData, host string) {
	if told, ok := c.s.Told[movedKey(d.What, host, d.Environment)]; ok {
		d.Was = told
	}
	if d.At.Sub(d.Was).Abs() >= worthTelling {
		c.add(DeadlineMoved, host, d)
	}
}

// nextHost is the first host of the order that waits, nil if none does.
func (s *State) nextHost() *Host {
	for _, name := range s.Plan.Order {
		if h := s.Host(name); h != nil && h.Work == Waiting {
			return s.Plan.Host(name)
		}
	}
	return nil
}
