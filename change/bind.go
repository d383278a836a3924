package change

// Bind says in a command what it means by what its giver saw: the step that
// was current then. Two who mark the same step at once must not mark two.
func Bind(s *State, c Command) Command {
	switch c := c.(type) {
	case MarkStep:
		steps := s.Plan.StepsOf(c.Host)
		if h := s.Host(c.Host); h != nil && c.Step == "" && h.Current() < len(steps) {
			c.Step = steps[h.Current()].ID
		}
		return c
	case MarkFailoverStep:
		if w := s.Failover(c.Environment); w != nil && w.Running() && c.N == 0 {
			c.N = w.Current() + 1
		}
		return c
	}
	return c
}
