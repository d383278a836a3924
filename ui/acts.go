package ui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
)

// goTo selects the host that the "next:" line is about.
func (m *root) goTo(tea.KeyPressMsg) tea.Cmd {
	m.choose(m.sit.Advice.Host)
	return nil
}

func (m *root) openAction(k tea.KeyPressMsg) tea.Cmd {
	inc, n := m.incident(), digit(k)
	if n < len(inc.Duties) {
		m.dialog = m.cardOf(inc, inc.Duties[n].Kind)
	}
	return nil
}

// cardOf is the card of an obligation: what switches production has its own.
func (m *root) cardOf(inc *change.IncidentView, kind change.ActionKind) dialog {
	if kind == change.ActionFailover && m.plan().Environment(inc.Environment).Standby != "" {
		return &failoverCard{environment: inc.Environment}
	}
	return &actionCard{incident: inc.ID, kind: kind}
}

func (m *root) messageCard() dialog {
	inc := m.incident()
	return m.cardOf(inc, inc.MostUrgent().Kind)
}

func (m *root) ack(tea.KeyPressMsg) tea.Cmd {
	return m.do(change.Ack{By: m.operator, Incident: m.incident().ID}, nil)
}

// nextIncident brings the next of the open incidents into view.
func (m *root) nextIncident(tea.KeyPressMsg) tea.Cmd {
	open, current := m.sit.Incidents, m.incident()
	for i, inc := range open {
		if inc.ID == current.ID {
			m.viewed = open[(i+1)%len(open)].ID
			break
		}
	}
	return nil
}

// stepDone marks the step. A reboot step starts the clock, and so it asks.
func (m *root) stepDone(k tea.KeyPressMsg) tea.Cmd {
	_, h, ok := m.host()
	if !ok || h.Current() >= len(h.Steps) {
		return nil
	}
	step := m.plan().StepsOf(h.Name)[h.Current()]
	c := change.MarkStep{By: m.operator, Host: h.Name, Result: change.StepOK}
	reboots := step.Reboot && !rebooted(h)
	if step.EvidenceRequired {
		m.dialog = m.evidenceForm(c, step, reboots)
		if reboots {
			m.dialog = m.gatedReboot(h.Name, m.dialog)
		}
		return nil
	}
	if m.wall.Sub(m.stepped) < stepGuard { // keys already in flight were meant for the step before
		m.ignore(k)
		return nil
	}
	m.stepped = m.wall
	if !reboots {
		return m.do(c, nil)
	}
	m.dialog = m.gatedReboot(h.Name, &confirm{
		title: m.Say("step.reboot_title", "host", h.Name),
		lines: []string{m.Say("step.reboot_ask", "host", h.Name, "step", step.Title)},
		yes:   answer{do: c},
	})
	return nil
}

// evidenceForm asks for the evidence that the plan requires of a step.
func (m *root) evidenceForm(c change.MarkStep, step change.Step, reboots bool) dialog {
	intro := m.Say("step.evidence_intro", "evidence", step.Evidence)
	if reboots {
		intro = spaced(m.Say("step.reboot_ask", "host", c.Host, "step", step.Title)) + intro
	}
	return newForm(m.Say("step.evidence_title", "host", c.Host, "step", step.Title), intro, func(v []string) change.Command {
		c.Evidence = v[0]
		return c
	}, textField(m.Say("form.evidence"), ""))
}

func (m *root) failForm() dialog {
	_, h, _ := m.host()
	title := change.Clean(m.plan().StepsOf(h.Name)[h.Current()].Title)
	note := textField(m.Say("form.why"), "")
	note.optional = true
	host := h.Name
	return newForm(m.Say("step.failed", "host", host), title, func(v []string) change.Command {
		return change.MarkStep{By: m.operator, Host: host, Result: change.StepBad, Note: v[0]}
	}, note)
}

// skipForm asks for what a skipped step needs: skipping departs from the plan,
// and two people answer for it.
func (m *root) skipForm() dialog {
	_, h, _ := m.host()
	title := change.Clean(m.plan().StepsOf(h.Name)[h.Current()].Title)
	host := h.Name
	return newForm(m.Say("step.skipped", "host", host), title+" · "+m.Say("deviate.intro"), func(v []string) change.Command {
		return change.MarkStep{By: m.operator, Host: host, Result: change.StepPassed, Note: v[0], Second: v[1]}
	}, textField(m.Say("form.reason"), ""), secondField(&m.scene))
}

// rebootCard asks before the clock of a reboot starts. It says so if the step
// that the host is at does not reboot: a key in flight may have hit another step
// than it was meant for.
func (m *root) rebootCard() dialog {
	_, h, _ := m.host()
	ask, values := "reboot.ask", []string{"host", h.Name}
	step, n, at := m.atStepOf(h)
	switch {
	case h.Rebooting():
		ask = "reboot.ask_more"
	case h.Reboot != nil && h.Reboot.Phase == change.Unbooted && !h.Reboot.Unplanned:
		ask = "reboot.ask_unbooted"
	case at && rebooted(h):
		ask = "reboot.ask_again"
	case at && !step.Reboot:
		ask = "reboot.ask_elsewhere"
		values = append(values, "n", itoa(n+1), "all", itoa(len(h.Steps)), "step", step.Title)
	}
	return m.gatedReboot(h.Name, &confirm{
		title: m.Say("reboot.title", "host", h.Name),
		lines: []string{m.Say(ask, values...)},
		yes:   answer{do: change.MarkReboot{By: m.operator, Host: h.Name}},
	})
}

// atStepOf is the step that a host is at, and its index; false: it is at none.
func (m *root) atStepOf(h *change.HostState) (step change.Step, n int, ok bool) {
	steps := m.plan().StepsOf(h.Name)
	if n = h.Current(); n < len(steps) {
		return steps[n], n, true
	}
	return change.Step{}, n, false
}

// recoverForm asks what was tried and how it went. An attempt that has no
// outcome yet is offered again, to be given one.
func (m *root) recoverForm() dialog {
	_, h, _ := m.host()
	what, host := "", h.Name
	for _, r := range h.Recoveries {
		if r.Outcome == "" {
			what = r.What
		}
	}
	outcome := field{label: m.Say("form.outcome"), choices: m.choices("", "failed", "worked")}
	given := durationField(m.Say("form.given"))
	return newForm(m.Say("recover.title", "host", host), m.Say("recover.intro"), func(v []string) change.Command {
		limit, _ := change.Stretch(v[2])
		return change.Recover{By: m.operator, Host: host, What: v[0], Outcome: v[1], For: limit}
	}, textField(m.Say("form.tried"), what), outcome, given)
}

// resetForm is for the attempt that can destroy a server: its name is typed.
func (m *root) resetForm() dialog {
	host := m.selected
	intro := "reset.intro"
	if h := m.state().Host(host); h != nil && m.view(h).Reset == change.ResetWarned {
		intro = "reset.warn"
	}
	name := textField(m.Say("form.type_host", "host", host), "")
	name.accept = []string{host}
	given := durationField(m.Say("form.given"))
	return newForm(m.Say("reset.title", "host", host), m.Say(intro, "host", host), func(v []string) change.Command {
		limit, _ := change.Stretch(v[1])
		return change.Recover{By: m.operator, Host: host, What: "hard reset", For: limit}
	}, name, given)
}

func (m *root) choices(values ...string) []choice {
	list := make([]choice, len(values))
	for i, v := range values {
		list[i] = choice{v, m.catalog.Outcome(v)}
	}
	return list
}

func (m *root) finishForm() dialog {
	host := m.selected
	results := []string{"ok", "failed", "rolled-back"}
	if m.hostWaits() {
		results = []string{"failed"} // nothing was done that could be well, or rolled back
	}
	result := field{label: m.Say("finish.result"), choices: m.choices(results...)}
	return newForm(m.Say("finish.title", "host", host), "", func(v []string) change.Command {
		return change.Finish{By: m.operator, Host: host, Result: change.Work(v[0])}
	}, result)
}

func (m *root) holdForm() dialog {
	return newForm(m.Say("hold.title"), m.Say("hold.intro"), func(v []string) change.Command {
		return change.HoldChange{By: m.operator, Reason: v[0]}
	}, textField(m.Say("form.reason"), ""))
}

func (m *root) resumeForm() dialog {
	hold := m.state().Hold
	intro := m.Say("resume.intro", "since", m.minute(hold.Since), "by", hold.By, "reason", m.stated(hold.Reason))
	return newForm(m.Say("resume.title"), intro, func(v []string) change.Command {
		return change.Release{By: m.operator, Reason: v[0]}
	}, textField(m.Say("form.reason"), ""))
}

// unsigned is the first deviation without a second name, to be signed next.
func (s *scene) unsigned() string {
	if open := s.sit.Unsigned; len(open) > 0 {
		return open[0].What
	}
	return ""
}

func (m *root) deviationForm() dialog { return deviationForm(&m.scene, m.unsigned()) }

func deviationForm(s *scene, what string) dialog {
	by := s.operator
	f := newForm(s.Say("deviate.title"), s.Say("deviate.forms"), func(v []string) change.Command {
		return change.Deviate{By: by, What: v[0], Reason: v[1], Second: v[2]}
	}, textField(s.Say("form.what"), what), textField(s.Say("form.reason"), ""), secondField(s))
	if what != "" {
		f.focus(1)
	}
	return f
}

func (m *root) noteForm() dialog {
	return newForm(m.Say("note.title"), "", func(v []string) change.Command {
		return change.AddNote{By: m.operator, Text: v[0]}
	}, textField(m.Say("form.note"), ""))
}

func (m *root) closeForm() dialog {
	outcome := textField(m.Say("close.outcome"), "")
	outcome.accept = []string{"ok", "partial", "rolled-back"}
	intro := m.Say("close.intro")
	if left := m.leftOpen(); left != "" {
		intro = spaced(m.Say("close.left", "left", left)) + intro
	}
	return newForm(m.Say("close.title"), intro, func(v []string) change.Command {
		return change.Close{By: m.operator, Outcome: strings.ToLower(v[0])}
	}, outcome)
}

// leftOpen is what closing the change would leave undone.
func (s *scene) leftOpen() string {
	return strings.Join(s.speaker().SayAll(s.sit.LeftOpen), s.Say("close.and"))
}

func (*root) helpCard() dialog { return &helpCard{} }

// interrupt is the key that stands for the signal of the same name.
const interrupt = "ctrl+c"

// quit asks first while the change is open, because probing ends with this
// cockpit. A screen that only watches just closes.
func (m *root) quit(k tea.KeyPressMsg) tea.Cmd {
	leave := answer{quit: true, interrupted: k.String() == interrupt}
	if m.snap != nil && len(m.snap.Unsaved) > 0 {
		m.dialog = m.losing(leave)
		return nil
	}
	if m.snap == nil || !m.state().Open() || m.viewOnly() {
		return m.leave(leave)
	}
	text := m.Say("quit.ask")
	switch {
	case m.runner != nil && len(m.runner.Running()) > 0:
		text = m.Say("quit.ask_running", "hosts", strings.Join(m.runner.Running(), ", "))
	case m.snap.Unwatched.Said():
		text = m.Say("quit.ask_unwatched", "why", m.stated(m.snap.Unwatched))
	case m.snap.Attached:
		text = m.Say("quit.ask_attached")
	}
	m.dialog = &confirm{title: m.Say("quit.title"), lines: []string{text}, yes: leave, again: interrupt}
	return nil
}

// losing asks for the number of the facts that end with this process, as no yes
// that a hand is used to may lose them.
func (m *root) losing(leave answer) dialog {
	count := func() string { return strconv.Itoa(len(m.snap.Unsaved)) }
	ask := m.Say("quit.ask_unsaved", "n", count())
	f := newForm(m.Say("quit.title"), ask, nil, textField(m.Say("quit.unsaved"), ""))
	f.here = func(v []string) (answer, string) {
		switch {
		case len(m.snap.Unsaved) == 0: // the disk is back
			return answer{then: (*root).quit}, ""
		case v[0] != count():
			return answer{}, m.Say("quit.count", "n", count())
		}
		return leave, ""
	}
	return f
}

// leave ends the program. If nobody has quit, Run takes its end for an interrupt.
func (m *root) leave(a answer) tea.Cmd {
	m.quitting = !a.interrupted
	return tea.Quit
}
