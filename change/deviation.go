package change

import (
	"slices"
	"strings"
	"time"
)

// Deviation is a departure from the plan that two people answer for. It is
// unsigned until it has a reason and a second name, and while any is unsigned
// nothing further may start. A signed one is taken back only where it was for a step
// that is not skipped after all: see Undo.
type Deviation struct {
	At ClockTime
	By string
	DeviationData
}

// Signed reports whether a reason and a second name stand with the deviation.
func (d Deviation) Signed() bool { return d.Second != "" }

// Some departures have a form that the cockpit understands and acts upon:
//
//	start HOST          start it although its gate says no-go
//	reboot HOST         let it reboot although an interlock stands against it
//	skip HOST STEP      a step of the runbook that was not done
//	level HOST LEVEL    take it to another level than planned: UNTESTED
//	deadline NAME AT    the business moves one of its moments
//	window AT           the window is extended, or ends earlier
//	failover ENV        switch although the standby has no healthy host
//
// Any other text is recorded as it stands.
const (
	deviateStart    = "start"
	deviateReboot   = "reboot"
	deviateSkip     = "skip"
	deviateLevel    = "level"
	deviateDeadline = "deadline"
	deviateWindow   = "window"
	deviateFailover = "failover"
)

// ofHosts are the forms that name a host.
func ofHosts() []string { return []string{deviateStart, deviateReboot, deviateSkip, deviateLevel} }

// StartDeviation is the name of the deviation that overrides a host's gate.
func StartDeviation(host string) string { return deviateStart + " " + host }

// RebootDeviation is the name of the deviation that lets a host reboot once
// against the interlocks.
func RebootDeviation(host string) string { return deviateReboot + " " + host }

// SkipDeviation is the name of the deviation of a step that was not done.
func SkipDeviation(host, step string) string { return deviateSkip + " " + host + " " + step }

// LevelDeviation is the name of the deviation to another patch level.
func LevelDeviation(host, level string) string { return deviateLevel + " " + host + " " + level }

// FailoverDeviation is the name of the deviation that lets a failover begin to
// a standby without a healthy host.
func FailoverDeviation(environment string) string { return deviateFailover + " " + environment }

// deviates reports whether two people answer for a departure already.
func (s *State) deviates(what string) bool {
	return slices.ContainsFunc(s.Deviations, func(d Deviation) bool { return d.Signed() && strings.EqualFold(d.What, what) })
}

// Unsigned lists the deviations that lack their second name.
func (s *State) Unsigned() []Deviation {
	var open []Deviation
	for _, d := range s.Deviations {
		if !d.Signed() {
			open = append(open, d)
		}
	}
	return open
}

func (d *decider) deviate(c Deviate) error {
	if err := named(c.By); err != nil {
		return err
	}
	data := DeviationData{What: Clean(c.What), Reason: Clean(c.Reason), Second: Clean(c.Second)}
	switch {
	case data.What == "":
		return invalid(InvalidDeviation)
	case data.Reason == "":
		return invalid(InvalidDeviationWhy)
	case data.Second == "":
		return invalid(InvalidDeviationTwo)
	}
	if err := seconded(c.By, data.Second); err != nil {
		return err
	}
	if err := d.understand(&data); err != nil {
		return err
	}
	d.add(DeviationRecorded, deviantHost(d.s, data.What), Clean(c.By), data)
	return nil
}

// understand checks a deviation that has a form, and fills in what the journal
// must hold for it to be replayed.
func (d *decider) understand(data *DeviationData) error {
	form, rest, _ := strings.Cut(data.What, " ")
	name, more, _ := strings.Cut(rest, " ")
	form = strings.ToLower(form)
	if slices.Contains(append(ofHosts(), deviateDeadline, deviateWindow, deviateFailover), form) {
		data.What = form + " " + rest // "Deadline …" is meant to act as well
	}
	if host := d.s.likeHost(name); host != "" && slices.Contains(ofHosts(), form) {
		name, rest = host, strings.TrimSpace(host+" "+more)
		data.What = form + " " + rest
	}
	switch form {
	case deviateStart:
		data.Criteria = idsOf(NoGo(Gate(*d.s, rest, d.now)))
		return d.knownHost(rest, StartDeviation(d.s.Plan.Order[0]))
	case deviateReboot:
		data.Criteria = idsOf(NoGo(RebootGate(*d.s, rest)))
		return d.knownHost(rest, RebootDeviation(d.s.Plan.Order[0]))
	case deviateSkip:
		return d.skippedStep(name, more)
	case deviateFailover:
		_, err := d.environment(rest)
		return err
	case deviateLevel:
		if more == "" {
			return invalid(InvalidLevel, "example", LevelDeviation(d.s.Plan.Order[0], "2020-11"))
		}
		return d.knownHost(name, LevelDeviation(d.s.Plan.Order[0], "2020-11"))
	case deviateDeadline:
		return d.moveDeadline(rest, data)
	case deviateWindow:
		return d.moveWindow(rest, data)
	}
	return nil
}

// likeHost is the host of that name, in whatever case it was typed.
func (s *State) likeHost(name string) string {
	for i := range s.Hosts.Len() {
		if strings.EqualFold(s.Hosts.At(i).Name, name) {
			return s.Hosts.At(i).Name
		}
	}
	return ""
}

// skippedStep: only a step that was skipped can be signed for.
func (d *decider) skippedStep(host, step string) error {
	h := d.s.Host(host)
	i := slices.IndexFunc(d.s.Plan.StepsOf(host), func(s Step) bool { return s.ID == step })
	if h == nil || i < 0 || i >= len(h.Steps) {
		example, _ := d.s.Plan.Step(d.s.Plan.Order[0], 0)
		return invalid(InvalidStepForm, "step", step, "given", host, "example", SkipDeviation(d.s.Plan.Order[0], example.ID))
	}
	if r := h.Steps[i].Result; r == StepOK {
		return refuse(Stated(RefuseStepDone, "step", step, "host", host, "at", h.Steps[i].Ended), Statement{})
	}
	return nil
}

func (d *decider) knownHost(host, example string) error {
	if d.s.Host(host) == nil {
		return invalid(InvalidHostForm, "given", host, "example", example)
	}
	return nil
}

// movedDeadline cuts "NAME AT". Names hold blanks, and so does a time with its
// date: the longest name of the plan that fits is the one.
func (s *State) movedDeadline(text string) (dl Deadline, at string, ok bool) {
	for _, each := range s.Deadlines() {
		if n := len(each.Name); n < len(text) && text[n] == ' ' && strings.EqualFold(each.Name, text[:n]) && n >= len(dl.Name) {
			dl, at, ok = each, strings.TrimSpace(text[n:]), true
		}
	}
	return dl, at, ok
}

// moveDeadline reads "NAME AT": the business gives another moment. A time of
// day is the one near the old moment; "20m" gives 20 minutes more.
func (d *decider) moveDeadline(text string, data *DeviationData) error {
	dl, typed, ok := d.s.movedDeadline(text)
	if ok {
		return d.moveTo(typed, dl.At, data)
	}
	names := d.s.Deadlines()
	if len(names) == 0 {
		return invalid(InvalidNoDeadline)
	}
	return invalid(InvalidDeadline, "example", "deadline "+names[0].Name+" 07:30")
}

// moveWindow reads "AT": who approved the window gives it another end.
func (d *decider) moveWindow(text string, data *DeviationData) error {
	end := d.s.Window().End
	if end.IsZero() {
		return invalid(InvalidNoWindow)
	}
	return d.moveTo(text, end, data)
}

// moveTo reads the moment that comes in place of another one.
func (d *decider) moveTo(text string, old time.Time, data *DeviationData) error {
	near := Clocks{Zone: d.s.Plan.Change.Zone, From: old.Add(-12 * time.Hour)}
	at, err := invalidTime(near.ahead(text, old, d.now))
	data.At = ClockTime{at}
	return err
}

// deviantHost is the host that a deviation is about, if it has a form that says so.
func deviantHost(s *State, what string) string {
	words := strings.Fields(what)
	if len(words) >= 2 && slices.Contains(ofHosts(), words[0]) && s.Host(words[1]) != nil {
		return words[1]
	}
	return ""
}

// applyDeviation records a deviation, or signs the one that stands unsigned,
// and lets those that have a form take effect.
func (s *State) applyDeviation(e Event, d DeviationData) {
	open := slices.IndexFunc(s.Deviations, func(o Deviation) bool { return !o.Signed() && strings.EqualFold(o.What, d.What) })
	if open >= 0 && d.Second != "" {
		s.Deviations = slices.Clone(s.Deviations)
		signed := &s.Deviations[open]
		signed.Reason, signed.Second = d.Reason, d.Second
	} else {
		s.Deviations = push(s.Deviations, Deviation{ClockTime{e.At}, e.By, d})
	}
	form, rest, _ := strings.Cut(d.What, " ")
	switch strings.ToLower(form) {
	case deviateLevel:
		name, level, _ := strings.Cut(rest, " ")
		if h := s.ownedHost(name); h != nil && level != "" {
			h.To = level
		}
	case deviateDeadline:
		if dl, _, ok := s.movedDeadline(rest); ok && !d.At.IsZero() {
			s.grant(dl.Name, d.At)
		}
	case deviateWindow:
		if !d.At.IsZero() {
			s.Extended = d.At
		}
	}
}

// unsay takes back a deviation that nobody has signed: what it was for has not
// been.
func (s *State) unsay(what string) {
	s.Deviations = slices.DeleteFunc(slices.Clone(s.Deviations), func(d Deviation) bool { return !d.Signed() && strings.EqualFold(d.What, what) })
}

func (s *State) grant(name string, at ClockTime) {
	granted := map[string]ClockTime{}
	for _, d := range s.Plan.Change.Deadlines() {
		if old, moved := s.Granted[d.Name]; moved {
			granted[d.Name] = old
		}
		if strings.EqualFold(d.Name, name) {
			granted[d.Name] = at
		}
	}
	s.Granted = granted
}

// Planned is the host as it is worked on tonight: as planned, but for a level
// that two people changed.
func (s *State) Planned(name string) *Host {
	plan, h := s.Plan.Host(name), s.Host(name)
	if plan == nil || h == nil || h.To == "" {
		return plan
	}
	tonight := *plan
	tonight.Level.To = h.To
	return &tonight
}

// Untested reports whether a host goes, or went, to a level that nobody tested.
func (s *State) Untested(name string) bool {
	h := s.Planned(name)
	return h != nil && h.Level.To != h.Level.Tested
}
