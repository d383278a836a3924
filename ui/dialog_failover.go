package ui

import (
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
)

// switchable is the environment whose failover can be decided or is under way:
// the one that switches, else that of the incident in view, else that of the
// selected host. Empty: it has nowhere to go.
func (s *scene) switchable() string {
	name := ""
	if plan, _, ok := s.host(); ok {
		name = plan.Environment
	}
	if inc := s.incident(); inc != nil && !inc.OfWindow() {
		name = inc.Environment
	}
	if f := s.sit.RunningFailover(); f != nil {
		name = f.Environment
	}
	if env := s.sit.Environment(name); env.Failover.State == change.NoFailover || env.Failover.State == change.FailoverDone {
		return ""
	}
	return name
}

// failoverCard decides about the failover of an environment, and once that is
// under way leads through its steps.
type failoverCard struct {
	noText
	environment string
	sent        bool
	// marked is when a step was marked last: keys that come at once after it
	// were meant for it, not for the next one.
	marked time.Time
}

func (m *root) failoverCard() dialog { return &failoverCard{environment: m.switchable()} }

// stepGuard is how long no further step is marked after one was.
const stepGuard = 700 * time.Millisecond

func (f *failoverCard) running(s *scene) *change.Failover {
	if s.sit.Environment(f.environment).Failover.State != change.FailoverRunning {
		return nil
	}
	return s.state().Failover(f.environment)
}

func (f *failoverCard) page(s *scene, w int) page {
	env := s.plan().Environment(f.environment)
	p := page{title: s.Say("failover.title", "env", env.Name, "standby", env.Standby), at: -1}
	p.lines = append(wrap(s.standbyHealth(env), w), wrap(s.switchClock(env.Name), w)...)
	if under := f.running(s); under != nil {
		p.title = s.Say("failover.title_running", "env", env.Name, "standby", env.Standby)
		return f.steps(s, p, env, under, w)
	}
	p.keys = []keyID{keyGo, keyNoGo, keyCancel}
	if d := s.decision(env.Name); d != nil {
		if who := s.whom(d, w-16); who != "" {
			p.lines = append(p.lines, s.styles.bold.Render(cut(s.Say("failover.decides", "who", who), w)))
		}
		p.lines = append(p.lines, s.styles.in(dutyLevel(d), s.dutyState(d, "")), "")
		p.lines = append(p.lines, wrap(s.message(d).String(), w)...)
		p.keys = []keyID{keyGo, keyNoGo, keyTaken, keyReached, keyNoAnswer, keyCopy, keyCancel}
	}
	for i, step := range env.Failover.Steps {
		p.lines = append(p.lines, s.styles.grey(cut("· "+strconv.Itoa(i+1)+" "+change.Clean(step), w)))
	}
	if f.sent {
		p.lines = append(p.lines, "", s.styles.in(info, s.Say("dialog.sent")))
	}
	return p
}

// steps is the checklist of a failover under way.
func (f *failoverCard) steps(s *scene, p page, env change.Environment, under *change.Failover, w int) page {
	p.lines = append(p.lines, s.Say("failover.since", "at", s.minute(under.Decided), "by", under.By,
		"elapsed", span(s.now.Sub(under.Decided)), "takes", change.Short(env.Failover.Takes)), "")
	at := under.Current()
	for i, step := range env.Failover.Steps {
		text := strconv.Itoa(i+1) + " " + change.Clean(step)
		switch {
		case i < len(under.Steps) && under.Steps[i].Result == change.StepOK:
			done := under.Steps[i]
			text = s.styles.grey(cut("✓ "+text+"  "+s.minute(done.Ended)+" "+s.catalog.Person(done.By), w))
		case i == at:
			text = s.styles.bold.Render(cut("▸ "+text, w))
		default:
			text = cut("· "+text, w)
		}
		p.lines = append(p.lines, text)
	}
	if at == len(under.Steps) {
		p.lines = append(p.lines, "", s.Say("failover.all_done", "standby", env.Standby))
	}
	p.keys = []keyID{keyActDone, keyAbort, keyCancel}
	return p
}

// decision is the duty to decide on a failover; nil: no open incident asks for it.
func (s *scene) decision(environment string) *change.Duty {
	if inc := s.sit.IncidentOf(environment); inc != nil {
		return inc.Duty(change.ActionFailover)
	}
	return nil
}

func (s *scene) standbyHealth(env change.Environment) string {
	standby := s.sit.Environment(env.Standby)
	text := s.healthOf("failover.standby", s.sit.Environment(env.Name), standby)
	if standby == nil || standby.Healthy == 0 {
		return s.styles.in(alarm, "■ "+text)
	}
	return "✓ " + text
}

// switchClock is the arithmetic of a failover: how long it takes against the
// deadline, from its own beginning where it has begun.
func (s *scene) switchClock(environment string) string {
	f := &s.sit.Environment(environment).Failover
	key := "failover.clock"
	if f.State == change.FailoverRunning {
		key = "failover.clock_running"
	}
	values := []string{
		"takes", change.Short(f.Takes), "ends", s.hm(f.Ends), "left", span(f.Spare),
		"name", f.Deadline.Name, "deadline", s.hm(f.Deadline.At), "last", s.hm(f.LastSafe), "time", span(f.LastSafe.Sub(s.now)),
	}
	switch f.Timing {
	case change.TimingNone:
		return s.styles.grey(s.Say("failover.no_clock"))
	case change.TimingTooLate, change.TimingMissed:
		return s.styles.in(alarm, "■ "+s.Say(key+".late", values...))
	case change.TimingMargin:
		if f.State != change.FailoverRunning {
			return s.styles.in(warn, "▲ "+s.Say("failover.clock.past", values...))
		}
	}
	return s.Say(key, values...)
}

func (f *failoverCard) press(s *scene, k tea.KeyPressMsg) answer {
	if s.is(k, keyCancel) {
		return answer{}
	}
	if under := f.running(s); under != nil {
		return f.pressRunning(s, k, under)
	}
	switch {
	case s.is(k, keyGo):
		return answer{next: f.goForm(s)}
	case s.is(k, keyNoGo):
		return answer{next: f.reasonForm(s, "failover.nogo", func(reason string) change.Command {
			return change.DecideFailover{By: s.operator, Environment: f.environment, Reason: reason}
		})}
	}
	return f.pressCall(s, k)
}

// pressCall reports on the call to whoever decides.
func (f *failoverCard) pressCall(s *scene, k tea.KeyPressMsg) answer {
	d := s.decision(f.environment)
	if d == nil {
		return answer{next: f}
	}
	card := actionCard{incident: d.Incident, kind: change.ActionFailover}
	switch {
	case s.is(k, keyCopy):
		f.sent = true
		return answer{next: f, copy: s.message(d).String()}
	case s.is(k, keyTaken, keyReached, keyNoAnswer):
		return card.press(s, k)
	}
	return answer{next: f}
}

func (f *failoverCard) pressRunning(s *scene, k tea.KeyPressMsg, under *change.Failover) answer {
	switch {
	case s.is(k, keyActDone) && s.wall.Sub(f.marked) < stepGuard:
		f.marked = s.wall
		s.ignore(k)
	case s.is(k, keyActDone) && under.Current() < len(under.Steps):
		f.marked = s.wall
		return answer{next: f, do: change.MarkFailoverStep{By: s.operator, Environment: f.environment, N: under.Current() + 1}}
	case s.is(k, keyActDone):
		return answer{next: &confirm{
			title: s.Say("failover.end_title", "env", f.environment, "standby", under.Standby),
			lines: []string{s.Say("failover.end_ask", "standby", under.Standby)},
			yes:   answer{do: change.EndFailover{By: s.operator, Environment: f.environment, Outcome: change.FailoverCompleted}},
		}}
	case s.is(k, keyAbort):
		return answer{next: f.reasonForm(s, "failover.abort", func(reason string) change.Command {
			return change.EndFailover{By: s.operator, Environment: f.environment, Outcome: change.FailoverAborted, Reason: reason}
		})}
	}
	return answer{next: f}
}

// goForm: it switches production, so the name of the environment is typed.
func (f *failoverCard) goForm(s *scene) dialog {
	env := s.plan().Environment(f.environment)
	name := textField(s.Say("form.type_env", "env", env.Name), "")
	name.accept = []string{env.Name}
	reason := textField(s.Say("form.why"), "")
	reason.optional = true
	by := s.operator
	return newForm(s.Say("failover.go_title", "env", env.Name, "standby", env.Standby), s.Say("failover.go_intro", "takes", change.Short(env.Failover.Takes)),
		func(v []string) change.Command {
			return change.DecideFailover{By: by, Environment: env.Name, Go: true, Reason: v[1]}
		}, name, reason)
}

func (f *failoverCard) reasonForm(s *scene, title string, do func(reason string) change.Command) dialog {
	env := s.plan().Environment(f.environment)
	return newForm(s.Say(title, "env", env.Name, "standby", env.Standby), "", func(v []string) change.Command {
		return do(v[0])
	}, textField(s.Say("form.reason"), ""))
}

// switchLine is a failover under way in one line, for the incident pane.
func (s *scene) switchLine(w int) string {
	f := s.sit.RunningFailover()
	if f == nil {
		return ""
	}
	return s.styles.in(levelOf(f.Severity()), cut(glyphOf(f.Severity())+s.switchText(f), w))
}

// switchText is how far a failover under way is.
func (s *scene) switchText(f *change.FailoverView) string {
	key := "failover.line"
	switch {
	case f.Takes <= 0:
		key = "failover.line_open"
	case f.Overdue > 0:
		key = "failover.line_over"
	}
	return s.Say(key, "env", f.Environment, "standby", f.Standby, "n", itoa(f.Step), "all", itoa(f.Steps),
		"elapsed", span(s.now.Sub(f.Decided)), "takes", span(f.Takes), "ends", s.hm(f.Ends), "over", span(f.Overdue))
}
