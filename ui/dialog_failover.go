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
	if w := s.state().Switching(); w != nil {
		name = w.Environment
	}
	if s.plan().Environment(name).Standby == "" {
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

func (f *failoverCard) running(s *scene) *change.Switch {
	if w := s.state().Switch(f.environment); w != nil && w.Running() {
		return w
	}
	return nil
}

func (f *failoverCard) page(s *scene, w int) page {
	env := s.plan().Environment(f.environment)
	p := page{title: s.Say("failover.title", "env", env.Name, "standby", env.Standby), at: -1}
	p.lines = append(wrap(s.standbyHealth(env), w), wrap(s.switchClock(env), w)...)
	if under := f.running(s); under != nil {
		p.title = s.Say("failover.title_running", "env", env.Name, "standby", env.Standby)
		return f.steps(s, p, env, under, w)
	}
	p.keys = []keyID{keyGo, keyNoGo, keyCancel}
	if inc := s.state().OpenIncident(env.Name); inc != nil {
		if who := s.whom(inc, change.RungFailover, w-16); who != "" {
			p.lines = append(p.lines, s.styles.bold.Render(cut(s.Say("failover.decides", "who", who), w)))
		}
		state, l := s.actionState(inc, change.RungFailover, "")
		p.lines = append(p.lines, s.styles.in(l, state), "")
		p.lines = append(p.lines, wrap(change.Clean(change.Message(s.state(), inc, change.RungFailover, s.now)), w)...)
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
func (f *failoverCard) steps(s *scene, p page, env change.Environment, under *change.Switch, w int) page {
	p.lines = append(p.lines, s.Say("failover.since", "at", s.minute(under.Decided), "by", under.By,
		"elapsed", span(s.now.Sub(under.Decided)), "takes", change.Short(env.Failover.Takes)), "")
	at := under.Current()
	for i, step := range env.Failover.Steps {
		text := strconv.Itoa(i+1) + " " + change.Clean(step)
		switch {
		case i < len(under.Steps) && under.Steps[i].Result == change.StepOK:
			done := under.Steps[i]
			text = s.styles.grey(cut("✓ "+text+"  "+s.minute(done.Ended)+" "+change.Clean(done.By), w))
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

func (s *scene) standbyHealth(env change.Environment) string {
	healthy, all := s.state().HealthyIn(env.Standby)
	text := s.Say("failover.standby", "standby", env.Standby, "healthy", strconv.Itoa(healthy), "all", strconv.Itoa(all))
	if healthy == 0 {
		return s.styles.in(alarm, "■ "+text)
	}
	return "✓ " + text
}

// switchClock is the arithmetic of a failover: how long it takes against the
// deadline, from its own beginning where it has begun.
func (s *scene) switchClock(env change.Environment) string {
	from, key := s.now, "failover.clock"
	if w := s.state().Switch(env.Name); w != nil && w.Running() {
		from, key = w.Decided, "failover.clock_running"
	}
	ends, d := from.Add(env.Failover.Takes), s.state().Deadline()
	if env.Failover.Takes <= 0 || d.At.IsZero() {
		return s.styles.grey(s.Say("failover.no_clock"))
	}
	at, _ := s.state().LastSafeFailover(env.Name)
	left := d.At.Sub(ends)
	values := []string{
		"takes", change.Short(env.Failover.Takes), "ends", s.minute(ends), "left", span(left),
		"name", d.Name, "deadline", s.minute(d.At), "last", s.minute(at), "time", span(at.Sub(s.now)),
	}
	switch {
	case left < 0:
		return s.styles.in(alarm, "■ "+s.Say(key+".late", values...))
	case s.now.After(at):
		return s.styles.in(warn, "▲ "+s.Say(key, values...))
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
	inc := s.state().OpenIncident(f.environment)
	if inc == nil {
		return answer{next: f}
	}
	card := actionCard{incident: inc.ID, kind: change.RungFailover}
	switch {
	case s.is(k, keyCopy):
		f.sent = true
		return answer{next: f, copy: change.Clean(change.Message(s.state(), inc, change.RungFailover, s.now))}
	case s.is(k, keyTaken, keyReached, keyNoAnswer):
		return card.press(s, k)
	}
	return answer{next: f}
}

func (f *failoverCard) pressRunning(s *scene, k tea.KeyPressMsg, under *change.Switch) answer {
	switch {
	case s.is(k, keyActDone) && s.wall.Sub(f.marked) < stepGuard:
		f.marked = s.wall
	case s.is(k, keyActDone) && under.Current() < len(under.Steps):
		f.marked = s.wall
		return answer{next: f, do: change.MarkFailoverStep{By: s.operator, Environment: f.environment, N: under.Current() + 1}}
	case s.is(k, keyActDone):
		return answer{next: &confirm{
			title: s.Say("failover.end_title", "env", f.environment, "standby", under.Standby),
			lines: []string{s.Say("failover.end_ask", "standby", under.Standby)},
			yes:   answer{do: change.EndFailover{By: s.operator, Environment: f.environment, Outcome: change.SwitchDone}},
		}}
	case s.is(k, keyAbort):
		return answer{next: f.reasonForm(s, "failover.abort", func(reason string) change.Command {
			return change.EndFailover{By: s.operator, Environment: f.environment, Outcome: change.SwitchAborted, Reason: reason}
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
	under := s.state().Switching()
	if under == nil {
		return ""
	}
	env := s.plan().Environment(under.Environment)
	ends := under.Decided.Add(env.Failover.Takes)
	text := s.Say("failover.line", "env", env.Name, "standby", env.Standby, "n", strconv.Itoa(min(under.Current()+1, len(under.Steps))),
		"all", strconv.Itoa(len(under.Steps)), "elapsed", span(s.now.Sub(under.Decided)), "takes", span(env.Failover.Takes), "ends", s.minute(ends))
	l := warn
	if over := s.now.Sub(under.Decided); env.Failover.Takes > 0 && over > env.Failover.Takes+time.Minute {
		l = alarm
	}
	return s.styles.in(l, cut("▲ "+text, w))
}
