package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// task is one line about who does what, in several wordings, the longest first.
type task struct {
	texts []string
	level level
	// since orders reboots, the longest first.
	since time.Time
}

// wallTasks say who does what now: first what is due and nobody has taken, then what
// is in hand, then what is to come, then what is done.
func (s *scene) wallTasks() []task {
	var due, hand, coming, done []task
	for i := range s.sit.Incidents {
		for j := range s.sit.Incidents[i].Duties {
			d := &s.sit.Incidents[i].Duties[j]
			t := s.wallAction(d)
			switch {
			case d.Ended():
				done = append(done, t)
			case d.Pending():
				due = append(due, t)
			case d.InHand():
				hand = append(hand, t)
			default:
				coming = append(coming, t)
			}
		}
	}
	return slices.Concat(due, s.wallOdds(), hand, s.wallOwed(), s.wallHosts(), coming, done, s.wallIdle())
}

// wallOwed are the messages still owed to people who were called about something
// that is over.
func (s *scene) wallOwed() []task {
	var owed []task
	for i := range s.sit.AllClear {
		owed = append(owed, task{texts: []string{"○ " + s.clear(&s.sit.AllClear[i])}})
	}
	return owed
}

// taskLines gives each task the longest wording that fits. If some tasks find no
// room, the line that counts them needs room itself.
func (s *scene) taskLines(tasks []task, r rect) []string {
	w := r.w
	if len(tasks) > r.h {
		w -= 1 + ansi.StringWidth(s.Say("wall.more", "n", itoa(len(tasks))))
	}
	lines := make([]string, len(tasks))
	for i, t := range tasks {
		lines[i] = s.styles.in(t.level, cut(longest(w, t.texts...), w))
	}
	return lines
}

// wallAction is one action of an incident: what it is, how far it is, and who has it
// or whom to call. A phone number is shown in full or not at all.
func (s *scene) wallAction(d *change.Duty) task {
	state, short := s.dutyState(d, ""), s.dutyState(d, ".short")
	if !d.Ahead.IsZero() {
		state = s.Say("wall.due_at", "at", s.minute(d.Ahead)) // a moment, not a countdown: one number runs on the wall
		short = state
	}
	glyph := "○"
	switch {
	case d.State == change.DutyDone:
		glyph = "✓"
	case d.InHand():
		glyph = "●"
	case d.Pending():
		glyph = "■"
	}
	if len(s.sit.Incidents) > 1 {
		glyph += " " + d.Incident
	}
	long, brief := glyph+" "+s.Say("wall.action", "action", s.action(d.Kind)), glyph+" "+s.Say("wall.action", "action", s.actionName(d.Kind, 0))
	texts := []string{long + state, long + short, brief + short}
	if name := change.Clean(d.Contact.Name); name != "" && !d.Ended() {
		whom := " → " + strings.TrimSpace(name+" "+phone(d))
		texts = append([]string{long + state + whom, long + short + whom, brief + short + whom, long + short + " → " + name}, texts[1:]...)
	}
	return task{texts: texts, level: dutyLevel(d)}
}

// wallRows is the largest number of hosts that the wall names.
const wallRows = 40

// wallHosts says what is being done to the hosts: recoveries that have no
// outcome yet, reboots, and the steps of those at work.
func (s *scene) wallHosts() []task {
	var tries, reboots, steps []task
	for i := range s.sit.Incidents {
		for _, r := range s.sit.Incidents[i].Attempts {
			text := "● " + s.Say("wall.recovery", "host", r.Host, "what", r.What, "by", r.By, "at", s.minute(r.At))
			tries = append(tries, task{texts: []string{text}})
		}
	}
	drawn, any := s.sit.WorstReboot()
	for i := range s.state().Hosts.Len() {
		h := s.state().Hosts.At(i)
		switch n := h.Current(); {
		case len(reboots)+len(steps) >= wallRows:
		case any && i == drawn:
		case h.Rebooting():
			reboots = append(reboots, s.wallReboot(i))
		case h.Work == change.Started && n < len(h.Steps):
			step := s.plan().Steps(&s.plan().Hosts[i])[n]
			text := "● " + s.Say("wall.step", "host", h.Name, "n", itoa(n+1), "all", itoa(len(h.Steps)), "step", step.Title)
			steps = append(steps, task{texts: s.withOwner(text, h)})
		}
	}
	slices.SortStableFunc(reboots, func(a, b task) int { return a.since.Compare(b.since) })
	return slices.Concat(tries, reboots, steps)
}

// withOwner adds whose a host is that is at work, where several people work and there
// is room for it.
func (s *scene) withOwner(text string, h *change.HostState) []string {
	if who := change.Clean(h.Whose()); who != "" && s.whoW() > 0 {
		return []string{s.catalog.Aside(text, who), text}
	}
	return []string{text}
}

// wallReboot is a reboot that is not the one whose timer is drawn.
func (s *scene) wallReboot(i int) task {
	name, from, c := s.plan().Hosts[i].Name, s.sit.Hosts[i].Clock.From, s.condition(i)
	since := s.Say("wall.since", "at", s.minute(from))
	return task{s.withOwner(c.glyph+" "+change.Clean(name)+" "+c.short+since, s.state().Hosts.At(i)), c.level, from}
}

// wallIdle says what comes when nobody has anything to do.
func (s *scene) wallIdle() []task {
	if len(s.sit.Incidents) > 0 || s.sit.Working > 0 {
		return nil
	}
	a := s.sit.Advice
	key := map[change.AdviceKind]string{
		change.AdviseStart: "wall.next_go", change.AdviseNoGo: "wall.next_nogo", change.AdviseHold: "wall.next_hold", change.AdviseClose: "wall.next_close", change.AdviseMark: "wall.next_mark",
		change.AdviseSoak: "wall.next_soak",
	}[a.Kind]
	if key == "" {
		return nil
	}
	return []task{{texts: []string{"○ " + s.Say(key, "host", a.Host, "wave", a.Wave, "until", s.minute(a.Until))}}}
}

// wallDue says when the next message to the business is due, or otherwise the next
// thing that the clock will ask for.
func (s *scene) wallDue(w int) string {
	if m, ok := s.sit.Next(change.NextUpdate); ok {
		if m.Past {
			return s.styles.in(alarm, cut("■ "+s.Say("wall.update_due", "since", s.minute(m.At)), w))
		}
		return s.styles.bold.Render(cut(s.Say("wall.update", "at", s.minute(m.At), "left", span(m.Left(s.now))), w))
	}
	if m, ok := s.sit.Next(change.NextRung); ok {
		return s.styles.bold.Render(cut(s.Say("wall.next_rung", "action", s.action(m.Action), "at", s.minute(m.At), "left", span(m.Left(s.now))), w))
	}
	if s.sit.Pending > 0 {
		return s.styles.in(alarm, cut("■ "+s.Say("wall.all_due", "n", itoa(s.sit.Pending)), w))
	}
	if s.noData() != "" {
		return s.styles.in(alarm, cut("? "+s.Say("wall.unknown_due"), w))
	}
	if m, ok := s.sit.FirstOf(change.CallBack, change.LeaseEnds); ok {
		return s.styles.bold.Render(cut(s.Say("wall.asks_again", "action", s.action(m.Action), "at", s.minute(m.At), "left", span(m.Left(s.now))), w))
	}
	if n := len(s.sit.AllClear); n > 0 {
		return s.styles.bold.Render(cut("○ "+s.Say("wall.owed", "n", itoa(n)), w))
	}
	return s.styles.grey(cut(s.Say("wall.nothing_due"), w))
}
