package change

import "time"

// fly does what the autopilot of a wave would do next. What is refused to it ends it.
func (d *decider) fly(c Fly) error {
	p := d.s.Pilot(c.Wave)
	if !p.Engaged() {
		return refuse(Stated(RefuseNotEngaged, "wave", Clean(c.Wave)), Statement{})
	}
	m := d.s.NextMove(c.Wave, c.Eyes, d.now)
	if !m.same(c.Move) {
		return refuse(Stated(RefuseMoved, "wave", c.Wave), Statement{})
	}
	by := pilotPrefix + p.By
	if err := d.move(m, by); err != nil {
		d.ground(c.Wave, Stated(PilotRefused, "host", m.Host, "why", WhyOf(err)))
		return nil
	}
	if m.Kind == MoveStop || m.Kind == MoveDone {
		d.ground(c.Wave, m.Why)
	}
	return nil
}

func (d *decider) move(m Move, by string) error {
	h := d.s.Host(m.Host)
	switch m.Kind {
	case MoveStart:
		return d.start(Start{By: by, Host: m.Host}, h)
	case MoveAsk:
		return d.askPrechecks(AskPrechecks{By: by, Host: m.Host}, h)
	case MoveRun:
		return d.flyRun(h, by)
	case MoveMark:
		return d.step(MarkStep{By: by, Host: m.Host, Result: StepOK}, h)
	case MoveFinish:
		return d.finish(Finish{By: by, Host: m.Host, Result: FinishedOK}, h)
	}
	return nil
}

// flyRun begins the command of a step. Where that reboots the host, the request comes
// before the command, and with it: a kill in between leaves both or none.
func (d *decider) flyRun(h *HostState, by string) error {
	step, _ := d.s.Plan.Step(h.Name, h.Current())
	if step.Reboot {
		against, err := d.mayReboot(h, by)
		if err != nil {
			return err
		}
		d.request(h, by, d.now, against)
	}
	return d.startRun(StartRun{By: by, Host: h.Name}, h)
}

// flown is an advice about a host whose wave an autopilot flies: what that asks of a
// person, or that it is at it.
func (s *State) flown(a Advice, now time.Time) Advice {
	if len(s.Pilots) == 0 || a.Host == "" || a.Incident != "" {
		return a
	}
	i := s.Plan.WaveOf(a.Host)
	if i < 0 {
		return a
	}
	wave := s.Plan.WaveName(i)
	switch m := s.NextMove(wave, Statement{}, now); {
	case m.Kind == "":
		return a
	case m.Kind == MovePerson && m.N > 0:
		return Advice{Kind: AdviseStep, Host: m.Host, Step: m.N - 1, Since: s.Host(m.Host).Steps[m.N-1].Since}
	case m.Kind == MovePerson:
		return Advice{Kind: AdviseNoGo, Host: m.Host, Wave: a.Wave, NoGo: NoGo(Gate(*s, m.Host, now))}
	default:
		return Advice{Kind: AdvisePilot, Wave: wave, Host: m.Host, Why: m.Why}
	}
}

// aboutPilots: an autopilot that is engaged, unless nobody watches and so nothing flies,
// and one that stopped by itself until somebody whom it concerns has acted on that.
func (a *assessor) aboutPilots() []Alert {
	var list []Alert
	for i := range a.s.Pilots {
		p := &a.s.Pilots[i]
		alert := Alert{Kind: AlertPilot, Severity: Notice, Name: p.Wave, By: p.By, Since: p.Since}
		switch {
		case p.Engaged() && a.snap.Unwatched.Said():
			continue
		case p.Engaged():
			alert.Why = a.s.NextMove(p.Wave, Statement{}, a.now).Why
		case a.s.unheeded(p):
			alert.Kind, alert.Severity, alert.Since, alert.Why = AlertPilotOff, Caution, p.Ended, p.Why
		default:
			continue
		}
		list = append(list, alert)
	}
	return list
}
