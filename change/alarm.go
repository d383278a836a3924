package change

import "time"

// The rungs beside the ladder: what is wrong with a reboot for another reason
// than that it takes long. Each raises an obligation of its own name.
const (
	// RungUnplanned means that a host went away that nobody was working on.
	RungUnplanned = "unplanned"
	// RungStandby is the same for a host of the environment that has to take
	// over from the one that is being worked on.
	RungStandby = "standby-lost"
	// RungNeverLeft means that the reboot did not take: it still answers.
	RungNeverLeft = "never-left"
	// RungNotListening means that it answers, but not on every signal, for
	// long: Windows is configuring updates, or a service does not come up.
	RungNotListening = "not-listening"
	// RungBootLoop means that it went down more often than it should.
	RungBootLoop = "boot-loop"
	// RungWrongMachine means that another computer answers in its place.
	RungWrongMachine = "wrong-machine"
)

// alarmRung is a rung beside the ladder, with its advice.
func alarmRung(name string) (Rung, bool) {
	say, ok := map[string]string{
		RungUnplanned:    "{host} ({environment}, {address}) is gone since {since} and nobody is working on it. {signals}. Look at it before anything else starts.",
		RungStandby:      "{host} of the STANDBY {environment} is gone since {since} while the other side is being patched. {signals}. Start nothing more; bring it back first.",
		RungNeverLeft:    "{host} was told to reboot at {since} and still answers after {elapsed}. {signals}. The reboot did not take: look at the console, is a program or an update holding the shutdown? Issue it once more rather than pull the plug.",
		RungNotListening: "{host} answers but is not all back: {signals}. It may be configuring updates: wait and watch the console. Do NOT reset it now.",
		RungBootLoop:     "{host} has gone down again and again since {since}. It may be in a boot loop: watch one whole cycle at the console before you act.",
		RungWrongMachine: "Another computer answers for {host} at {address}. Check the address, DNS and the cabling; do not count it as back.",
	}[name]
	return Rung{Name: name, Action: name, Say: say}, ok
}

// alarm is a rung beside the ladder that is due, and since when.
type alarm struct {
	rung string
	due  time.Time
}

// alarms lists the rungs beside the ladder that are due for a host.
func (s *State) alarms(plan *Host, h *HostState, now time.Time) []alarm {
	var due []alarm
	add := func(is bool, rung string, at time.Time) {
		if is && !now.Before(at) {
			due = append(due, alarm{rung, at})
		}
	}
	add(h.Stranger != "", RungWrongMachine, h.StrangerAt)
	if !h.Rebooting() {
		return due
	}
	r := h.Reboot
	if r.Unplanned {
		rung := RungUnplanned
		if s.backsUp(plan.Environment) {
			rung = RungStandby
		}
		add(true, rung, r.Requested)
	}
	add(r.Phase == Requested && r.Proven.IsZero(), RungNeverLeft, r.Requested.Add(plan.Reboot.ShutdownLimit))
	add(r.Phase == Answering, RungNotListening, r.Since.Add(plan.Reboot.Expected/2))
	add(r.Bounces > 0 && r.Bounces >= plan.Reboot.ExpectedReboots, RungBootLoop, r.Since)
	return due
}

// serves reports whether a host that was told to reboot has not begun to: it
// answers as before, so nobody needs to be told to switch.
func (h *HostState) serves() bool {
	usable, up := h.count()
	return h.Reboot != nil && h.Reboot.Phase == Requested && usable > 0 && up == usable
}

// backsUp reports whether an environment is the standby of one that is being
// worked on right now.
func (s *State) backsUp(environment string) bool {
	for i := range s.Plan.Environments { // few, where hosts are thousands
		if e := &s.Plan.Environments[i]; e.Standby == environment && s.worksOn(e.Name) {
			return true
		}
	}
	return false
}

// worksOn reports whether any host of an environment is being worked on.
func (s *State) worksOn(environment string) bool {
	for i := range s.Hosts {
		if s.Hosts[i].Work == Started && s.Plan.Hosts[i].Environment == environment {
			return true
		}
	}
	return false
}
