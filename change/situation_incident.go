package change

import (
	"slices"
	"time"
)

// Stand is how a host of an incident stands in it.
type Stand uint8

// The stands of a host in an incident.
const (
	StandBack     Stand = iota // over for this host
	StandLate                  // told to reboot, and not back in time
	StandLost                  // gone, and nobody had told it to
	StandSettling              // back, and has only to hold
	StandStranger              // another computer answers in its place
	StandWorking               // at work, past the window
	StandSilent                // answers in part, and no reboot is under way
	StandDead                  // answers nothing, and no reboot is under way
	StandBetween               // back from one of several reboots, and the next is late
	StandStaying               // told to reboot, and it still answers
	StandUnproven              // answers in full, and its reboot is not over
)

// Member is a host of an open incident.
type Member struct {
	Host  string
	Stand Stand
	// For is how long it is late, lost or away: see RebootClock.
	For time.Duration
}

// IncidentView is an open incident as every face tells of it.
type IncidentView struct {
	*Incident
	Severity Severity
	Service  Service
	Members  []Member
	// Since is when the first of its hosts that is not back was told to reboot,
	// or was lost; of the window, its end.
	Since time.Time
	// Norm is that of its first host.
	Norm time.Duration
	// Duties are numbered by their place: the first has the key 1.
	Duties []Duty
	// Urgent is the place of the duty to deal with first; below 0: none.
	Urgent int
	// Attempts are the recovery attempts without an outcome.
	Attempts []Attempt
	// QuietUntil is when an acknowledgement ends; zero: none holds.
	QuietUntil time.Time
	// Rings: it asks for attention, and nobody has acknowledged that.
	Rings bool
}

// Attempt is a recovery attempt that nobody has said the outcome of.
type Attempt struct {
	Host string
	Recovery
	// Overdue: the time that it was given is over.
	Overdue bool
}

// Pending counts the duties that wait for somebody.
func (v *IncidentView) Pending() int {
	n := 0
	for i := range v.Duties {
		if v.Duties[i].Pending() {
			n++
		}
	}
	return n
}

// Duty is the duty of that kind, nil if the incident has none.
func (v *IncidentView) Duty(kind ActionKind) *Duty {
	if at := slices.IndexFunc(v.Duties, func(d Duty) bool { return d.Kind == kind }); at >= 0 {
		return &v.Duties[at]
	}
	return nil
}

// Number is the place of a duty of this incident, from 1, and its key up to MaxKeys.
func (v *IncidentView) Number(d *Duty) int {
	return 1 + slices.IndexFunc(v.Duties, func(x Duty) bool { return x.Kind == d.Kind })
}

// MostUrgent is the duty to deal with first, nil if there is none.
func (v *IncidentView) MostUrgent() *Duty {
	if v.Urgent < 0 {
		return nil
	}
	return &v.Duties[v.Urgent]
}

// incidents views the open ones, the oldest first.
func (a *assessor) incidents(hosts []HostView) []IncidentView {
	var views []IncidentView
	if a.s.standing() == ChangeIsClosed {
		return nil // nothing is asked for any more, and nothing can be done
	}
	for i := range a.s.Incidents {
		inc := &a.s.Incidents[i]
		ahead := inc.OfWindow() && a.now.Before(a.s.Window().End) // the clock was set back: it will be resolved
		if inc.Open() && !ahead {
			views = append(views, a.incident(inc, hosts))
		}
	}
	return views
}

func (a *assessor) incident(inc *Incident, hosts []HostView) IncidentView {
	urgent := a.s.Urgent(inc, a.now)
	v := IncidentView{Incident: inc, Service: a.s.serviceOf(inc), Duties: a.duties(inc, urgent), Rings: inc.Asks(a.now)}
	if a.now.Before(inc.AckedUntil) {
		v.QuietUntil = inc.AckedUntil
	}
	v.Urgent = slices.IndexFunc(v.Duties, func(d Duty) bool { return d.Kind == urgent })
	for _, name := range inc.Hosts {
		if at := a.s.Plan.place(name); at >= 0 {
			a.member(&v, at, &hosts[at])
		}
	}
	if inc.OfWindow() {
		v.Since = a.s.Window().End
	}
	v.Severity = Caution
	if v.Service != Serves || inc.owes(a.now) {
		v.Severity = Alarm
	}
	return v
}

// overdue is how a host stands whose reboot is not over in time: not every one is away.
func overdue(c Condition) Stand {
	switch c {
	case HostBetween:
		return StandBetween
	case HostLeaving, HostNeverLeft:
		return StandStaying
	case HostListening:
		return StandUnproven
	}
	return StandLate
}

// member adds a host to the view of its incident.
func (a *assessor) member(v *IncidentView, at int, host *HostView) {
	h := a.s.Hosts.At(at)
	m := Member{Host: h.Name, For: host.Clock.For}
	switch {
	case v.OfWindow():
		if m.Stand = StandBack; h.Work == Started {
			m.Stand = StandWorking
		}
	case h.Stranger != "":
		m.Stand, m.For = StandStranger, a.now.Sub(h.StrangerAt)
		v.Since = earlier(v.Since, h.StrangerAt)
	case host.Settling:
		m.Stand = StandSettling
	case h.Rebooting() && h.Reboot.Unplanned:
		m.Stand = StandLost
	case h.Rebooting():
		m.Stand = overdue(host.Condition)
	case !a.s.well(&a.s.Plan.Hosts[at], h):
		since := a.s.TroubleSince(&a.s.Plan.Hosts[at], h)
		m.Stand, m.For = StandSilent, a.now.Sub(since)
		if wrong, _ := a.s.amiss(&a.s.Plan.Hosts[at], h); wrong.dead {
			m.Stand = StandDead
		}
		v.Since = earlier(v.Since, since)
	}
	v.Members = append(v.Members, m)
	if v.Norm == 0 {
		v.Norm = host.Clock.Norm
	}
	if v.OfWindow() || m.Stand == StandBack {
		return
	}
	if h.Rebooting() {
		v.Since = earlier(v.Since, h.Reboot.Requested)
	}
	for _, r := range h.Recoveries {
		if r.Outcome == "" {
			v.Attempts = append(v.Attempts, Attempt{h.Name, r, r.Overdue(a.now)})
		}
	}
}
