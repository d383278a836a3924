package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// sheet is a dialog that takes the whole screen except for the header and "next:".
// Nothing stands beside its lines, so that the mouse can select their text.
type sheet interface {
	dialog
	isSheet()
}

// spread draws a sheet over a frame.
func (m *root) spread(d sheet, frame string) string {
	rows := strings.Split(frame, "\n")
	p := d.page(&m.scene, m.w)
	first, last := min(2, len(rows)/4), len(rows)-2 // below the header, above "next:" and the keys
	if len(rows) < 6 {
		first, last = 0, len(rows)-1
	}
	lines := append([]string{titleLine(&m.scene, p.title, m.w)}, p.lines...)
	room := last - first
	if len(lines) > room {
		lines = scrolled(&m.scene, lines, p.at, m.scroll, max(1, room), m.w)
	} else {
		p.keys = unscrolled(p.keys)
	}
	for i := first; i < last; i++ {
		rows[i] = blank(m.w)
		if i-first < len(lines) {
			rows[i] = fit(lines[i-first], m.w)
		}
	}
	if m.aside != "" && last > first {
		rows[last-1] = fit(m.styles.in(warn, "▲ "+m.aside), m.w)
	}
	rows[len(rows)-1] = keysLine(m.w, m.keyHints(p.keys))
	return strings.Join(rows, "\n")
}

// stepSheet is a step of a host in full: what to do, what to expect, the way
// back, and who did which step when.
type stepSheet struct {
	noText
	host string
	// step is the index in the host's own runbook.
	step int
	// back shows the way back instead: the rollbacks of what was done, the last first.
	back bool
	// sent: the command went to the terminal's clipboard.
	sent bool
}

func (*stepSheet) isSheet() {}

// stepSheet shows the step that the selected host is at.
func (m *root) stepSheet() *stepSheet {
	_, h, _ := m.host()
	return &stepSheet{host: h.Name, step: min(h.Current(), len(h.Steps)-1)}
}

func (m *root) sheet() dialog { return m.stepSheet() }

func (m *root) wayBackSheet() dialog {
	d := m.stepSheet()
	d.back = true
	return d
}

// copyCommand shows the step, and sends its command to the terminal's clipboard.
func (m *root) copyCommand(tea.KeyPressMsg) tea.Cmd {
	d := m.stepSheet()
	d.sent, m.dialog = true, d
	return tea.SetClipboard(m.commandOf(d.host, d.step))
}

func (d *stepSheet) page(s *scene, w int) page {
	plan, h := s.plan().Host(d.host), s.state().Host(d.host)
	p := page{at: -1, keys: d.keys()}
	if plan == nil || h == nil || d.step >= len(h.Steps) {
		return p
	}
	steps := s.plan().Steps(plan)
	p.title = s.Say("sheet.title", "host", d.host, "address", s.pinnedAddress(plan), "n", trimFloat(float64(d.step+1)), "all", trimFloat(float64(len(steps))))
	if d.back {
		p.lines = s.wayBack(plan, h, steps, w)
		return p
	}
	p.lines = append(p.lines, "", s.styles.bold.Render(cut(change.Clean(steps[d.step].Title), w)))
	p.lines = append(p.lines, s.instructions(plan, steps[d.step], w)...)
	if d.sent {
		p.lines = append(p.lines, s.styles.in(info, s.Say("dialog.sent")))
	}
	p.lines = append(p.lines, s.runLines(d.host, &h.Steps[d.step], w)...)
	p.lines = append(p.lines, "")
	for i := range steps {
		p.lines = append(p.lines, s.stepHistory(d.host, i, steps[i], h.Steps[i], w)...)
	}
	return p
}

// instructions are what a step asks for. The command has its lines to itself,
// complete and unindented.
func (s *scene) instructions(plan *change.Host, step change.Step, w int) []string {
	var lines []string
	if command := change.Clean(plan.Command(step)); command != "" {
		lines = append(lines, "")
		lines = append(lines, strings.Split(ansi.Hardwrap(command, w, true), "\n")...)
		lines = append(lines, "")
	}
	for _, part := range []struct{ word, text string }{
		{"runbook.expect", step.Expect}, {"runbook.evidence", step.Evidence}, {"runbook.rollback", step.Rollback},
	} {
		lines = append(lines, s.labelled(part.word, part.text, w)...)
	}
	return lines
}

// labelled is a complete text under its label.
func (s *scene) labelled(word, text string, w int) []string {
	if text = change.Clean(text); text == "" {
		return nil
	}
	const indent = 11
	label := s.styles.grey(fit(s.Say(word), indent-1) + " ")
	var lines []string
	for _, line := range wrap(text, w-indent) {
		lines = append(lines, label+line)
		label = blank(indent)
	}
	return lines
}

// wayBack lists the rollbacks of the steps that were done, the last first.
func (s *scene) wayBack(plan *change.Host, h *change.HostState, steps []change.Step, w int) []string {
	lines := []string{"", s.styles.bold.Render(cut(s.Say("sheet.back", "host", plan.Name), w)), ""}
	for i := min(h.Current(), len(steps)-1); i >= 0; i-- {
		glyph, l := stepGlyph(h.Steps[i].Result)
		lines = append(lines, s.styles.in(l, cut(glyph+" "+trimFloat(float64(i+1))+" "+change.Clean(steps[i].Title), w)))
		back := change.Clean(steps[i].Rollback)
		if back == "" {
			back = s.Say("sheet.no_back")
		}
		for _, line := range wrap(back, w-4) {
			lines = append(lines, "    "+line)
		}
	}
	return lines
}

// stepHistory is who did a step, when, and how long it took compared with the
// rehearsal.
func (s *scene) stepHistory(host string, i int, step change.Step, st change.StepState, w int) []string {
	glyph, l := stepGlyph(st.Result)
	text := glyph + " " + trimFloat(float64(i+1)) + " " + change.Clean(step.Title)
	if !st.Since.IsZero() {
		text += "  " + s.clock(st.Since)
		if !st.Ended.IsZero() {
			text += "–" + s.clock(st.Ended)
		}
		text += " " + s.catalog.Person(st.By)
	}
	text += s.stepPace(host, step, st)
	lines := []string{s.styles.in(l, cut(text, w))}
	for _, part := range []struct{ word, text string }{{"sheet.note", st.Note}, {"runbook.evidence", st.Evidence}} {
		if part.text != "" {
			lines = append(lines, s.styles.grey(cut("    "+s.Say(part.word)+" "+change.Clean(part.text), w)))
		}
	}
	return lines
}

// stepPace is how long a step took, or has taken so far, beside its rehearsal.
func (s *scene) stepPace(host string, step change.Step, st change.StepState) string {
	rehearsed, known := s.rehearsedStep(host, step.ID)
	if st.Since.IsZero() || !known {
		return ""
	}
	end := st.Ended
	if end.IsZero() {
		end = s.now
	}
	return "  " + s.Say("sheet.pace", "took", span(end.Sub(st.Since)), "rehearsed", span(rehearsed))
}

func (d *stepSheet) keys() []keyID {
	turn := keyLeft
	if d.step == 0 {
		turn = keyRight
	}
	return []keyID{keyCancel, keyCommand, keyRollback, keyRun, turn, keyScroll}
}

func (d *stepSheet) press(s *scene, k tea.KeyPressMsg) answer {
	h := s.state().Host(d.host)
	switch {
	case h == nil || s.is(k, keyCancel, keyConfirm):
		return answer{}
	case s.is(k, keyCommand):
		d.sent, d.back = true, false
		return answer{next: d, copy: s.commandOf(d.host, d.step)}
	case s.is(k, keyRollback):
		d.back = !d.back
	case s.is(k, keyRun):
		return answer{next: s.runDialog(d.host)}
	case s.is(k, keyLeft):
		d.step, d.sent = max(0, d.step-1), false
	case s.is(k, keyRight):
		d.step, d.sent = min(len(h.Steps)-1, d.step+1), false
	}
	return answer{next: d}
}

// commandOf is the command of a step, filled with the host's values.
func (s *scene) commandOf(host string, step int) string {
	plan := s.plan().Host(host)
	if steps := s.plan().StepsOf(host); plan != nil && step < len(steps) {
		return change.Clean(plan.Command(steps[step]))
	}
	return ""
}

// rehearsedStep is how long a step of a host took in the rehearsal.
func (s *scene) rehearsedStep(host, step string) (took time.Duration, ok bool) {
	for _, t := range s.rehearsedSteps {
		if t.Host == host && t.Step == step {
			return t.Took, true
		}
	}
	return 0, false
}
