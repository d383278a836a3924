package change

// Severity is how much something asks of people. Each is worse than the one
// before, so that severities compare with < and max.
type Severity uint8

const (
	// Normal means: nothing is lit.
	Normal Severity = iota
	// Notice departs from the normal, is known and answered for, and asks for
	// nothing: a signed deviation, a plan that was not rehearsed.
	Notice
	// Caution is abnormal: somebody must look.
	Caution
	// Alarm means: somebody must act now.
	Alarm
)

// String is the severity as scripts read it.
func (s Severity) String() string {
	return [...]string{Normal: "normal", Notice: "notice", Caution: "caution", Alarm: "alarm"}[s]
}

// MarshalText writes the severity into JSON.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Service is what still serves the users of an environment.
type Service uint8

const (
	// Serves means: a host of it is healthy, or its standby has taken over.
	Serves Service = iota
	// NoHealthy means: none of its hosts is healthy. The standby has some, or there
	// is none.
	NoHealthy
	// NoSide means: neither it nor its standby has a healthy host.
	NoSide
)

// Service tells what still serves an environment right now.
func (s *State) Service(environment string) Service {
	if s.FailedOver(environment) {
		return Serves
	}
	if healthy, _ := s.HealthyIn(environment); healthy > 0 {
		return Serves
	}
	standby := s.Plan.Environment(environment).Standby
	if standby == "" {
		return NoHealthy
	}
	if healthy, _ := s.HealthyIn(standby); healthy > 0 {
		return NoHealthy
	}
	return NoSide
}

// serviceOf is that of the environment of an incident; the incident of the
// window has none, and so nothing is missing.
func (s *State) serviceOf(inc *Incident) Service {
	if inc.OfWindow() {
		return Serves
	}
	return s.Service(inc.Environment)
}
