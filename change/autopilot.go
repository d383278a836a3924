package change

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// The types of events about the autopilot.
const (
	AutopilotEngaged    Type = "autopilot.engaged"
	AutopilotDisengaged Type = "autopilot.disengaged"
	// PresenceConfirmed: a person says that they are there, and nothing else.
	PresenceConfirmed Type = "presence.confirmed"
)

// PilotData belongs to autopilot.*.
type PilotData struct {
	Wave string `json:"wave"`
	// Why is why it disengaged; nothing where a person disengaged it.
	Why Statement `json:"why,omitzero"`
}

// Pilot is the autopilot of a wave, engaged or not any more.
type Pilot struct {
	Wave, By string
	Since    time.Time
	// Ended is when it disengaged, zero while it is engaged. EndedBy is the person who
	// asked for that; empty: it did by itself, and Why says why.
	Ended   time.Time
	EndedBy string
	Why     Statement
	// Heeded: after it ended by itself, a person whose it is has acted on its wave.
	Heeded bool
	// Held is the first hold since it was engaged, though that be lifted by now.
	Held *Hold
}

// Engaged reports whether it may act.
func (p *Pilot) Engaged() bool { return p != nil && p.Ended.IsZero() }

// DefaultPresence is how long the autopilot goes on with no sign of a person, unless
// the plan says otherwise.
const DefaultPresence = 30 * time.Minute

// The commands about the autopilot.
type (
	// Engage lets the autopilot work on a wave. Unwatched is as in
	// Start.
	Engage struct {
		By, Wave  string
		Unwatched Statement
	}
	// Disengage ends that.
	Disengage struct{ By, Wave string }
	// BePresent says that a person is there.
	BePresent struct{ By string }
	// Fly asks that the autopilot of a wave do what it would do next. It is refused if
	// that is not Move any more. Eyes is why it must not rely on what it sees or
	// writes, as only the process that has the watch can tell; nothing: it may.
	Fly struct {
		Wave string
		Move Move
		Eyes Statement
	}
)

func (Engage) command()    {}
func (Disengage) command() {}
func (BePresent) command() {}
func (Fly) command()       {}

// Watched is a command that asks whether anybody observes the hosts, with why nobody
// does; nil: it does not ask.
func Watched(c Command, unwatched Statement) Command {
	switch c := c.(type) {
	case Start:
		c.Unwatched = unwatched
		return c
	case Engage:
		c.Unwatched = unwatched
		return c
	}
	return nil
}

// pilotPrefix stands before the name of a person in what their autopilot did.
const pilotPrefix = "autopilot of "

// ByPilot reports whether it was an autopilot that did something, and whose.
func ByPilot(by string) (of string, is bool) { return strings.CutPrefix(by, pilotPrefix) }

// ofPerson is the person who did something, or whose autopilot did.
func ofPerson(by string) string {
	of, _ := ByPilot(by)
	return of
}

// WaveName is how a wave is called: a wave of one that has no name is called as its
// host.
func (p *Plan) WaveName(i int) string {
	if w := &p.Waves[i]; w.Name != "" || len(w.Hosts) == 0 {
		return w.Name
	}
	return p.Waves[i].Hosts[0]
}

// waveNamed is the place of a wave in the plan, -1 if there is none of that name.
func (p *Plan) waveNamed(name string) int {
	for i := range p.Waves {
		if p.WaveName(i) == name {
			return i
		}
	}
	return -1
}

// Pilot is the autopilot of a wave, nil if it was never engaged.
func (s *State) Pilot(wave string) *Pilot {
	for i := range s.Pilots {
		if s.Pilots[i].Wave == wave {
			return &s.Pilots[i]
		}
	}
	return nil
}

// Engaged lists the waves whose autopilot may act.
func (s *State) Engaged() []string {
	var waves []string
	for i := range s.Pilots {
		if s.Open() && s.Pilots[i].Engaged() {
			waves = append(waves, s.Pilots[i].Wave)
		}
	}
	return waves
}

// ByItself lists the hosts of a wave for which the plan lets a step run by itself.
func (p *Plan) ByItself(wave int) []string {
	var hosts []string
	for _, name := range p.Waves[wave].Hosts {
		if slices.ContainsFunc(p.StepsOf(name), func(st Step) bool { return st.Auto }) {
			hosts = append(hosts, name)
		}
	}
	return hosts
}

// presence is how long the autopilot goes on with no sign of a person.
func (p *Plan) presence() time.Duration { return cmp.Or(p.Presence, DefaultPresence) }

// PresenceUntil is by when a person must give a sign, or every autopilot disengages.
func (s *State) PresenceUntil() time.Time { return s.Present.Add(s.Plan.presence()) }

func (d *decider) engage(c Engage) error {
	if err := named(c.By); err != nil {
		return err
	}
	i := d.s.Plan.waveNamed(c.Wave)
	if i < 0 {
		var known []string
		for k := range d.s.Plan.Waves {
			known = append(known, d.s.Plan.WaveName(k))
		}
		return invalid(InvalidWave, "given", Clean(c.Wave), "known", known)
	}
	if p := d.s.Pilot(c.Wave); p.Engaged() {
		return refuse(Stated(RefuseEngaged, "wave", c.Wave, "by", p.By, "since", p.Since), Statement{})
	}
	if len(d.s.Plan.ByItself(i)) == 0 {
		return refuse(Stated(RefuseNotAuto, "wave", c.Wave), Stated(TryAuto))
	}
	engaged := Event{At: d.now, Type: AutopilotEngaged, By: Clean(c.By), Data: PilotData{Wave: c.Wave}}
	then := Fold(*d.s, engaged)
	if m := then.NextMove(c.Wave, c.Unwatched, d.now); m.Kind == MoveStop || m.Kind == MoveDone {
		return refuse(Stated(RefuseGrounded, "wave", c.Wave, "why", m.Why), Statement{})
	}
	d.events = append(d.events, engaged)
	return nil
}

func (d *decider) disengage(c Disengage) error {
	if err := named(c.By); err != nil {
		return err
	}
	if p := d.s.Pilot(c.Wave); !p.Engaged() && (!d.s.unheeded(p) || !d.s.piloted(p, c.By)) {
		return refuse(Stated(RefuseNotEngaged, "wave", Clean(c.Wave)), Statement{})
	}
	d.add(AutopilotDisengaged, "", Clean(c.By), PilotData{Wave: c.Wave})
	return nil
}

func (d *decider) present(c BePresent) error {
	if err := named(c.By); err != nil {
		return err
	}
	d.add(PresenceConfirmed, "", Clean(c.By), nil)
	return nil
}

// ground disengages the autopilot of a wave, and says why.
func (d *decider) ground(wave string, why Statement) {
	d.add(AutopilotDisengaged, "", "", PilotData{Wave: wave, Why: why})
}

func (s *State) applyPilot(e Event) {
	d, ok := e.Data.(PilotData)
	if !ok {
		return
	}
	s.Pilots = slices.Clone(s.Pilots)
	p := s.Pilot(d.Wave)
	switch {
	case e.Type == AutopilotEngaged && p == nil:
		s.Pilots = append(s.Pilots, Pilot{Wave: d.Wave, By: e.By, Since: e.At})
	case e.Type == AutopilotEngaged:
		*p = Pilot{Wave: d.Wave, By: e.By, Since: e.At}
	case p.Engaged():
		p.Ended, p.EndedBy, p.Why = e.At, e.By, d.Why
	case p != nil && e.By != "": // off already, and somebody says that they have seen that
		p.Heeded = p.Heeded || s.piloted(p, e.By)
	}
}

// applyHeed takes what a person did on a host for an answer to an autopilot that ended
// by itself. What they did elsewhere, a note for one, is none.
func (s *State) applyHeed(e Event) {
	if _, pilot := ByPilot(e.By); pilot || e.By == "" || e.Host == "" || !heeds(e) {
		return
	}
	for i := range s.Pilots {
		p := &s.Pilots[i]
		at := s.Plan.waveNamed(p.Wave)
		if at >= 0 && s.unheeded(p) && slices.Contains(s.Plan.Waves[at].Hosts, e.Host) && s.piloted(p, e.By) {
			s.Pilots = slices.Clone(s.Pilots)
			s.Pilots[i].Heeded = true
		}
	}
}

// heeds reports whether the event is work on a host.
func heeds(e Event) bool {
	switch e.Type {
	case RunEnded, PrecheckStarted, PrecheckEnded:
		return false
	}
	return slices.Contains([]string{"host", "step", "reboot", "recovery", "precheck", "run", "mark"}, e.group())
}

// piloted reports whether an autopilot is that person's, or they have a host of its wave.
func (s *State) piloted(p *Pilot, person string) bool {
	if SamePerson(p.By, person) {
		return true
	}
	at := s.Plan.waveNamed(p.Wave)
	return at >= 0 && slices.ContainsFunc(s.Plan.Waves[at].Hosts, func(name string) bool {
		return SamePerson(s.Host(name).Owner.Name, person)
	})
}

// unheeded reports whether an autopilot ended by itself before its wave was over, and
// nobody whom it concerns has acted on that.
func (s *State) unheeded(p *Pilot) bool {
	if p == nil || p.Engaged() || p.EndedBy != "" || p.Why.Code == PilotDone || p.Heeded {
		return false
	}
	at := s.Plan.waveNamed(p.Wave)
	return at >= 0 && s.openIn(s.Plan.Waves[at].Hosts)
}

// openIn reports whether one of the hosts waits or is at work.
func (s *State) openIn(hosts []string) bool {
	return slices.ContainsFunc(hosts, func(name string) bool {
		h := s.Host(name)
		return h.Work == Waiting || h.Work == Started
	})
}

// holdPilots keeps the hold for each autopilot that is engaged: it is off by that,
// however soon the hold is lifted.
func (s *State) holdPilots() {
	s.Pilots = slices.Clone(s.Pilots)
	for i := range s.Pilots {
		if p := &s.Pilots[i]; p.Engaged() && p.Held == nil {
			p.Held = s.Hold
		}
	}
}

// applyPresence takes an act of a person for a sign that somebody is there. The end
// of a command is none, nor what is done in the name of whoever asked before.
func (s *State) applyPresence(e Event) {
	if _, pilot := ByPilot(e.By); e.By == "" || pilot {
		return
	}
	switch e.Type {
	case RunEnded, PrecheckStarted, PrecheckEnded:
	default:
		s.Present = e.At
	}
}
