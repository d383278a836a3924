package ui

import (
	"strconv"
	"strings"

	"tminus/change"
)

// nextLine says the one thing to do now.
func nextLine(s *scene, w int) string {
	label := s.styles.bold.Render(s.say("next.label")) + " "
	text, l := s.nextText(w)
	if s.fresh {
		label = s.styles.loud.Render(" "+s.say("next.fresh")+" ") + " "
	}
	if l == calm {
		text = s.styles.bold.Render(text)
	} else {
		text = s.styles.in(l, text)
	}
	return fit(label+text, w)
}

// nextText puts the advice into words.
func (s *scene) nextText(w int) (string, level) {
	a := s.advice
	switch a.Kind {
	case change.AdviseAction:
		return s.nextAction(a, w)
	case change.AdviseRecover:
		elapsed := timer(s.now.Sub(a.Since))
		return s.say("next.recover", "host", a.Host, "elapsed", elapsed), warn
	case change.AdviseHold:
		return s.say("next.hold", "since", s.minute(a.Since)), warn
	case change.AdviseWait:
		return s.nextWait(a)
	case change.AdviseStep:
		return s.nextStep(a), calm
	case change.AdviseFinish:
		return s.onHost("next.finish", a.Host), calm
	case change.AdviseStart:
		return s.onHost("next.start", a.Host), calm
	case change.AdviseNoGo:
		first := a.NoGo[0]
		name := s.words.or("gate."+first.Name, first.Name)
		return s.say("next.nogo", "host", a.Host, "criterion", name, "evidence", first.Evidence), warn
	case change.AdviseClose:
		return s.say("next.close"), calm
	}
	if s.state().Opened.IsZero() {
		return s.say("next.unopened"), calm
	}
	return s.say("next.nothing"), calm
}

func (s *scene) nextAction(a change.Advice, w int) (string, level) {
	inc := s.state().Incident(a.Incident)
	if inc == nil {
		return s.action(a.Action), alarm
	}
	key := ""
	for i, kind := range s.kinds(inc) {
		if kind == a.Action {
			key = strconv.Itoa(i + 1)
		}
	}
	who, action := "", s.actionName(a.Action, w)
	if c, ok := s.contact(inc, a.Action); ok {
		who = strings.TrimSpace(c.Name + " " + c.Phone)
		if w < narrow {
			return s.say("next.action_short", "key", key, "action", action, "phone", c.Phone), alarm
		}
	}
	text := s.say("next.action", "key", key, "action", action, "incident", a.Incident, "since", s.minute(a.Since))
	if who != "" {
		text = s.say("next.action_who", "key", key, "action", action, "incident", a.Incident, "who", who)
	}
	return text, alarm
}

func (s *scene) nextWait(a change.Advice) (string, level) {
	left := a.Until.Sub(s.now)
	plan, h := s.plan().Host(a.Host), s.state().Host(a.Host)
	switch {
	case plan != nil && h != nil && s.settles(plan, h):
		return s.say("next.settling", "host", a.Host, "left", timer(max(0, left))), calm
	case left < 0:
		return s.say("next.overdue", "host", a.Host, "over", timer(-left)), warn
	}
	return s.say("next.wait", "host", a.Host, "left", timer(left)), calm
}

func (s *scene) nextStep(a change.Advice) string {
	steps := s.plan().Runbook
	if a.Step >= len(steps) {
		return s.onHost("next.finish", a.Host)
	}
	step := steps[a.Step]
	h, key := s.state().Host(a.Host), "next.step"
	switch {
	case h == nil:
	case h.Steps[a.Step].Result == change.StepBad:
		key = "next.step_failed"
	case step.Reboot && rebooted(h):
		key = "next.step_rebooted"
	case step.Reboot:
		key = "next.step_reboot"
	}
	n, all := strconv.Itoa(a.Step+1), strconv.Itoa(len(steps))
	return s.hint(a.Host) + s.say(key, "host", a.Host, "n", n, "all", all, "title", step.Title)
}

// rebooted reports whether the step that the host is at has had its reboot.
func rebooted(h *change.HostState) bool {
	n := h.Current()
	return h.Reboot != nil && n < len(h.Steps) && !h.Reboot.Requested.Before(h.Steps[n].Since)
}

func (s *scene) onHost(key, host string) string { return s.hint(host) + s.say(key, "host", host) }

// hint says how to get to the host that is asked for, when another is selected.
func (s *scene) hint(host string) string {
	if host == s.selected {
		return ""
	}
	return s.say("next.tab") + " "
}
