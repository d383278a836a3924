package ui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// nextLine says the one thing to do now.
func nextLine(s *scene, w int) string {
	label := s.styles.bold.Render(spaced(s.nextLabel()))
	if s.fresh {
		label = s.styles.loud.Render(" "+s.Say("next.fresh")+" ") + " "
	}
	if keys := s.ignoredKeys(); keys != "" {
		label = s.styles.loud.Render(" "+s.Say("next.ignored", "keys", keys)+" ") + " " + label
	}
	text, l := s.nextText(w - ansi.StringWidth(label))
	if l == calm {
		text = s.styles.bold.Render(text)
	} else {
		text = s.styles.in(l, text)
	}
	return fit(label+text, w)
}

// nextText puts the advice into words, and says how loud they are.
func (s *scene) nextText(room int) (string, level) {
	a := s.sit.Advice
	text := s.whose(a)
	text += s.adviceText(a, room-ansi.StringWidth(text))
	if n := len(s.sit.AllClear); n > 0 && a.Kind != change.AdviseAction && a.Kind != change.AdviseFailover {
		d := &s.sit.AllClear[0]
		values := []string{"who", strings.TrimSpace(change.Clean(d.Contact.Name) + " " + phone(d)), "id", d.Incident, "n", itoa(n)}
		text = longest(room, text+s.Say("next.owed", values...), text+s.Say("next.owed_short", values...), text)
	}
	return text, levelOf(a.Severity(s.now))
}

// whose names the person who has the host of the advice, where that is somebody else
// than who reads it; what is owed is owed by all.
func (s *scene) whose(a change.Advice) string {
	if a.Whose == "" || a.Kind == change.AdviseAction {
		return ""
	}
	return s.Say("next.whose", "who", change.Clean(a.Whose))
}

// sayNext is Say for what stands behind "next:". Such a text names keys, as
// {key_start} or {key_done}: what is pressed for them is told by their rows alone.
func (s *scene) sayNext(text string, values ...string) string {
	values = slices.Clone(values)
	for _, id := range []keyID{
		keyStart, keyDone, keyFail, keySkip, keyReboot, keyRun, keyFinish, keyRecover, keyEnough, keyPrepare,
		keyFailover, keyActDone, keyResume, keyClose, keyQuit, keyGoTo, keyDrop, keyAccept,
	} {
		values = append(values, "key_"+string(id), s.keys.row(id).hint())
	}
	return s.Say(text, values...)
}

func (s *scene) adviceText(a change.Advice, room int) string {
	switch a.Kind {
	case change.AdviseWatch:
		if why := s.snap.Unwatched.Code; why == change.WatchMute || why == change.WatchDisk {
			return s.Say("next.mute")
		}
		return s.Say("next.unwatched")
	case change.AdviseFailover:
		return s.nextFailover(a, room)
	case change.AdviseAction:
		return longest(room, s.nextAction(a)...)
	case change.AdviseLook:
		return longest(room, s.nextLook(a)...)
	case change.AdviseRecover:
		return s.sayNext("next.recover", "host", a.Host, "elapsed", span(s.now.Sub(a.Since)))
	case change.AdviseHold:
		return s.sayNext("next.hold", "since", s.minute(a.Since))
	case change.AdviseWait:
		return s.nextWait(a)
	case change.AdviseReboot:
		return longest(room, s.onHost("next.reboot", a.Host, 1<<16), s.onHost("next.reboot_short", a.Host, room))
	case change.AdviseStep:
		return s.nextStep(a, room)
	case change.AdvisePilot:
		return s.Say("next.pilot", "wave", a.Wave, "why", s.stated(a.Why))
	case change.AdviseFinish:
		return s.onHost("next.finish", a.Host, room)
	case change.AdviseStart:
		return s.onHost("next.start", a.Host, room)
	case change.AdviseNoGo:
		return s.nextNoGo(a, room)
	case change.AdviseSoak:
		return s.Say("next.soak", "wave", a.Wave, "until", s.minute(a.Until), "left", span(max(0, a.Until.Sub(s.now))))
	case change.AdviseMark:
		return s.sayNext("next.mark")
	case change.AdviseClose:
		return s.sayNext("next.close")
	}
	if s.sit.Standing == change.ChangeIsNew {
		return s.sayNext("next.unopened")
	}
	return s.sayNext("next.nothing")
}

func (s *scene) nextNoGo(a change.Advice, room int) string {
	host, c := a.Host, a.NoGo[0]
	if a.Reboot {
		return s.hint(host) + s.sayNext("next.reboot_nogo", "host", host, "why", s.stated(c.Reason()))
	}
	if h := s.state().Host(host); h != nil && len(s.preparations(h)) > 0 && c.ID != change.CriterionHold {
		return squeezed(room, s.stated(c.Why), func(why string) string {
			return s.hint(host) + s.sayNext("next.prepare", "host", host, "evidence", why)
		})
	}
	return s.sayNext("next.nogo", "host", host, "why", s.stated(c.Reason()))
}

// nextFailover words the step that a failover is at.
func (s *scene) nextFailover(a change.Advice, room int) string {
	steps := s.plan().Environment(a.Environment).Failover.Steps
	values := []string{"env", a.Environment, "n", strconv.Itoa(a.Step + 1), "all", strconv.Itoa(len(steps)), "step", ""}
	if a.Step >= len(steps) {
		return s.sayNext("next.switch_end", values...)
	}
	say := func(text, step string) string {
		values[len(values)-1] = step
		return s.sayNext(text, values...)
	}
	short := squeezed(room, steps[a.Step], func(step string) string { return say("next.switch_short", step) })
	return longest(room, say("next.switch", steps[a.Step]), short)
}

// nextAction puts a due action into words, the longest text first. A phone number
// is shown with the name it belongs to, or not at all.
func (s *scene) nextAction(a change.Advice) []string {
	inc := s.sit.Incident(a.Incident)
	if inc == nil || inc.Duty(a.Action) == nil {
		return []string{s.action(a.Action)}
	}
	duty := inc.Duty(a.Action)
	who := strings.TrimSpace(duty.Contact.Name + " " + duty.Contact.Phone)
	key := itoa(inc.Number(duty))
	say := func(word, action string) string {
		return s.Say(word, "key", key, "action", action, "incident", a.Incident, "who", who, "since", s.minute(a.Since))
	}
	long, short := s.action(a.Action), s.actionName(a.Action, 0)
	if viewed := s.incident(); viewed != nil && viewed.ID != a.Incident {
		key = s.keys.row(keyNextIncident).hint() + " " + key // it is another incident that is in view
	}
	texts := []string{say("next.action", long), say("next.action_short", long)}
	if who != "" {
		texts = []string{say("next.action_who", long), say("next.action_call", long), say("next.action_call", short)}
	}
	texts = append(texts, say("next.action_short", short), say("next.action_least", short))
	if n := s.sit.Pending - 1; n > 0 {
		more := s.Say("next.more", "n", itoa(n))
		texts = slices.Concat([]string{texts[0] + more, texts[1] + more}, texts[1:])
	}
	return texts
}

// nextLook words the time between a host being late and the first action.
func (s *scene) nextLook(a change.Advice) []string {
	values := []string{
		"host", a.Host, "elapsed", span(s.now.Sub(a.Since)),
		"action", s.catalog.ActionShort(a.Action), "left", span(max(0, a.Until.Sub(s.now))),
	}
	if h := s.state().Host(a.Host); h != nil && s.view(h).Clock.Counts == change.CountsFromLoss { // nobody asked it to go
		return []string{s.Say("next.lost", values...), s.Say("next.lost_short", values...), s.Say("next.lost_least", values...)}
	}
	return []string{s.Say("next.look", values...), s.Say("next.look_short", values...), s.Say("next.look_least", values...)}
}

func (s *scene) nextWait(a change.Advice) string {
	left := a.Until.Sub(s.now)
	h := s.state().Host(a.Host)
	switch {
	case a.Why.Said():
		return s.Say("next.runs", "why", s.stated(a.Why))
	case h != nil && s.view(h).Settling:
		return s.Say("next.settling", "host", a.Host, "left", span(max(0, left)))
	case h != nil && s.view(h).Condition == change.HostBetween:
		return s.sayNext("next.between", s.cycle(h)...)
	case left < 0:
		return s.Say("next.overdue", "host", a.Host, "over", span(-left))
	}
	return s.Say("next.wait", "host", a.Host, "left", span(left))
}

func (s *scene) nextStep(a change.Advice, room int) string {
	steps := s.plan().StepsOf(a.Host)
	if a.Step >= len(steps) {
		return s.onHost("next.finish", a.Host, room)
	}
	step := steps[a.Step]
	if a.Why.Said() {
		return squeezed(room, s.stated(a.Why), func(why string) string { return s.hint(a.Host) + s.sayNext("next.step_amiss", "why", why) })
	}
	h, key := s.state().Host(a.Host), "next.step"
	switch {
	case h == nil:
	case h.Steps[a.Step].Result == change.StepBad:
		key = "next.step_failed"
	case step.Reboot && s.view(h).Condition == change.HostBackByWord: // nobody saw it reboot
	case step.Reboot && rebooted(h):
		key = "next.step_rebooted"
	case step.Reboot:
		key = "next.step_reboot"
	case step.Run == change.RunLocal && s.runner != nil && h.Steps[a.Step].Run == nil:
		key = "next.step_run"
	}
	n, all := strconv.Itoa(a.Step+1), strconv.Itoa(len(steps))
	return squeezed(room, a.Host, func(host string) string {
		return squeezed(room, step.Title, func(title string) string {
			return s.hint(a.Host) + s.sayNext(key, "host", host, "n", n, "all", all, "title", title)
		})
	})
}

// rebooted reports whether the step that the host is at has had its reboot.
func rebooted(h *change.HostState) bool {
	n := h.Current()
	return h.Reboot != nil && h.Reboot.Phase != change.Unbooted && n < len(h.Steps) && !h.Reboot.Requested.Before(h.Steps[n].Since)
}

func (s *scene) onHost(key, host string, room int) string {
	return squeezed(room, host, func(name string) string { return s.hint(host) + s.sayNext(key, "host", name) })
}

// leastPart is how much of a name or a title is left in any case.
const leastPart = 8

// squeezed is a text about a part of the plan. Where there is no room for all of
// it the part is cut, for as long as it can be told by what is left, and not the
// key behind it.
func squeezed(room int, part string, say func(part string) string) string {
	text := say(part)
	if over := ansi.StringWidth(text) - room; over > 0 {
		text = say(cut(part, max(leastPart, ansi.StringWidth(part)-over)))
	}
	return text
}

// hint says how to get to the host that is asked for, when another is selected.
func (s *scene) hint(host string) string {
	if host == s.selected {
		return ""
	}
	return spaced(s.sayNext("next.tab"))
}
