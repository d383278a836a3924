package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// task is one line of who does what: its wordings, the longest first.
type task struct {
	texts []string
	level level
	// since orders reboots, the longest first.
	since time.Time
}

// wallTasks say who does what now: what is due and nobody is at, then what is
// in hand, then what comes, then what is done.
func (s *scene) wallTasks() []task {
	var due, hand, coming, done []task
	for _, inc := range s.open() {
		for _, kind := range s.kinds(inc) {
			_, raised := inc.Raising(kind)
			t := s.wallAction(inc, kind)
			switch state := inc.Actions[kind].State; {
			case state == change.ActionIsDone:
				done = append(done, t)
			case state == change.ActionIsTaken || state == change.ActionIsReached:
				hand = append(hand, t)
			case raised || t.level == alarm:
				due = append(due, t)
			default:
				coming = append(coming, t)
			}
		}
	}
	return slices.Concat(due, hand, s.wallHosts(), coming, done, s.wallIdle())
}

// taskLines puts the tasks into as many words as fit. Where some find no room
// the count of those needs its own.
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

// wallAction is one action of an incident: what, how far, and who, or whom to
// call. A phone number is there in full or not at all.
func (s *scene) wallAction(inc *change.Incident, kind string) task {
	state, l := s.actionState(inc, kind, "")
	short, _ := s.actionState(inc, kind, ".short")
	a := inc.Actions[kind]
	if at, ok := s.dueAt(inc, kind); ok && l == quiet && a.State == change.ActionOpen {
		state = s.Say("wall.due_at", "at", s.minute(at)) // a moment, not a countdown: one number runs on the wall
		short = state
	}
	glyph := map[change.ActionState]string{
		change.ActionIsDone: "✓", change.ActionIsTaken: "●", change.ActionIsReached: "●",
	}[a.State]
	if glyph == "" {
		glyph = "○"
		if l == alarm {
			glyph = "■"
		}
	}
	if len(s.open()) > 1 {
		glyph += " " + inc.ID
	}
	long, brief := glyph+" "+s.Say("wall.action", "action", s.action(kind)), glyph+" "+s.Say("wall.action", "action", s.actionName(kind, 0))
	texts := []string{long + state, long + short, brief + short}
	if c, ok := s.contact(inc, kind); ok && a.State != change.ActionIsDone {
		name, phone := change.Clean(c.Name), change.Clean(c.Phone)
		whom := " → " + strings.TrimSpace(name+" "+phone)
		texts = append([]string{long + state + whom, long + short + whom, brief + short + whom, long + short + " → " + name}, texts[1:]...)
	}
	return task{texts: texts, level: l}
}

// wallRows bounds how many hosts the wall names.
const wallRows = 40

// wallHosts says what is being done to the hosts: recoveries that have no
// outcome yet, reboots, and the steps of those at work.
func (s *scene) wallHosts() []task {
	var tries, reboots, steps []task
	drawn, any := s.worst()
	for i := range s.state().Hosts {
		h := &s.state().Hosts[i]
		for _, r := range h.Recoveries {
			if r.Outcome == "" && s.inTrouble(h) {
				text := "● " + s.Say("wall.recovery", "host", h.Name, "what", r.What, "by", r.By, "at", s.minute(r.At))
				tries = append(tries, task{texts: []string{text}})
			}
		}
		switch n := h.Current(); {
		case len(reboots)+len(steps) >= wallRows:
		case any && i == drawn:
		case h.Rebooting():
			reboots = append(reboots, s.wallReboot(i))
		case h.Work == change.Started:
			if step, ok := s.plan().Step(h.Name, n); ok {
				text := "● " + s.Say("wall.step", "host", h.Name, "n", itoa(n+1), "all", itoa(len(h.Steps)), "step", step.Title)
				steps = append(steps, task{texts: []string{text}})
			}
		}
	}
	slices.SortStableFunc(reboots, func(a, b task) int { return a.since.Compare(b.since) })
	return slices.Concat(tries, reboots, steps)
}

// inTrouble reports whether an open incident is about the host: with it ends
// what was tried, whether somebody has said how or not.
func (s *scene) inTrouble(h *change.HostState) bool {
	return slices.ContainsFunc(s.open(), func(inc *change.Incident) bool { return slices.Contains(inc.Hosts, h.Name) })
}

// wallReboot is a reboot that is not the one whose timer is drawn.
func (s *scene) wallReboot(i int) task {
	h, c := &s.state().Hosts[i], s.condition(i)
	since := s.Say("wall.since", "at", s.minute(h.Reboot.Requested))
	return task{[]string{c.glyph + " " + change.Clean(h.Name) + " " + c.short + since}, c.level, h.Reboot.Requested}
}

// wallIdle says what comes when nobody has anything to do.
func (s *scene) wallIdle() []task {
	if len(s.open()) > 0 || working(s.state()) {
		return nil
	}
	key := map[change.AdviceKind]string{
		change.AdviseStart: "wall.next_go", change.AdviseNoGo: "wall.next_nogo", change.AdviseHold: "wall.next_hold", change.AdviseClose: "wall.next_close",
	}[s.advice.Kind]
	if key == "" {
		return nil
	}
	return []task{{texts: []string{"○ " + s.Say(key, "host", s.advice.Host)}}}
}

// wallDue says when the next word to the business is due, or else the next
// thing that the clock will ask for.
func (s *scene) wallDue(w int) string {
	if inc, at, due := s.nextUpdate(); inc != nil {
		if due {
			return s.styles.in(alarm, cut("■ "+s.Say("wall.update_due", "since", s.minute(at)), w))
		}
		return s.styles.bold.Render(cut(s.Say("wall.update", "at", s.minute(at), "left", span(at.Sub(s.now))), w))
	}
	if kind, at, ok := s.nextRung(); ok {
		return s.styles.bold.Render(cut(s.Say("wall.next_rung", "action", s.action(kind), "at", s.minute(at), "left", span(at.Sub(s.now))), w))
	}
	if s.pending() > 0 {
		return s.styles.in(alarm, cut("■ "+s.Say("wall.all_due", "n", itoa(s.pending())), w))
	}
	if s.noData() != "" {
		return s.styles.in(alarm, cut("? "+s.Say("wall.unknown_due"), w))
	}
	return s.styles.grey(cut(s.Say("wall.nothing_due"), w))
}

// nextUpdate is the message to the business that comes first, and whether it
// is due already. It is owed from the first one on, each time anew.
func (s *scene) nextUpdate() (first *change.Incident, at time.Time, due bool) {
	for _, inc := range s.open() {
		if slices.Contains(inc.Pending(s.now), change.RungUpdate) {
			r, _ := inc.Raising(change.RungUpdate)
			return inc, r.Due, true
		}
		last := inc.Actions[change.RungBusiness]
		if sent := inc.Actions[change.RungUpdate]; sent.At.After(last.At) {
			last = sent
		}
		told := (last.State == change.ActionIsDone || last.State == change.ActionIsReached) && last.Owner != ""
		if next := last.At.Add(change.UpdateEvery); told && (first == nil || next.Before(at)) {
			first, at = inc, next
		}
	}
	return first, at, false
}

// nextRung is the action that the clock will ask for next.
func (s *scene) nextRung() (kind string, at time.Time, ok bool) {
	for _, inc := range s.open() {
		for _, k := range s.kinds(inc) {
			if _, raised := inc.Raising(k); raised {
				continue
			}
			if due, has := s.dueAt(inc, k); has && due.After(s.now) && (!ok || due.Before(at)) {
				kind, at, ok = k, due, true
			}
		}
	}
	return kind, at, ok
}
