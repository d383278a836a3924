package ui

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// titleLine heads a pane: "── runbook of B1 ───".
func titleLine(s *scene, text string, w int) string {
	line := "── " + text + " "
	return s.styles.grey(fit(line+rule(w-ansi.StringWidth(line)), w))
}

func rule(n int) string {
	line := make([]rune, max(0, n))
	for i := range line {
		line[i] = '─'
	}
	return string(line)
}

// runbookLines draws the steps of the selected host around the current one, whose
// details are shown in full.
func runbookLines(s *scene, w, h int) []string {
	plan, state, ok := s.host()
	if !ok || h <= 0 || w <= 0 {
		return nil
	}
	steps := s.plan().Steps(plan)
	title := s.Say("runbook.title", "host", plan.Name, "address", s.pinnedAddress(plan),
		"model", plan.Model, "os", plan.OS, "from", plan.Level.From, "to", plan.Level.To)
	lines := []string{titleLine(s, title, w)}
	lines = append(lines, evidenceLines(s, plan, state, w)...)
	if len(steps) == 0 {
		return append(lines, s.styles.grey(cut(s.Say("runbook.none"), w)))
	}
	current := -1
	if state.Work == change.Started {
		current = state.Current()
	}
	body, at := s.stepLines(plan, state, current, w)
	if current == len(steps) {
		at = len(body) - 1
	}
	return append(lines, windowOf(body, at, h-len(lines), w)...)
}

// windowOf keeps n lines, with line at as the second of them, or as near to that as
// the ends allow. Its last line says where more follows.
func windowOf(lines []string, at, n, w int) []string {
	if n <= 0 {
		return nil
	}
	first := max(0, min(at-1, len(lines)-n))
	return few(lines[first:], n, w)
}

// stepLines is the whole runbook, and the line at which the current step is.
func (s *scene) stepLines(plan *change.Host, h *change.HostState, current, w int) (lines []string, at int) {
	for i, step := range s.plan().Steps(plan) {
		text := strconv.Itoa(i+1) + " " + change.Clean(step.Title)
		if step.Reboot {
			text += " ↻"
		}
		glyph, l := stepGlyph(h.Steps[i].Result)
		text = cut(glyph+" "+text+s.stepNote(h.Steps[i])+s.stepPace(h.Name, step, h.Steps[i]), w)
		if i != current {
			lines = append(lines, s.styles.in(l, text))
			continue
		}
		at = len(lines)
		if s.awaits(plan, h, current) { // nothing of it can be done yet: it must not compete with what is due
			lines = append(lines, s.styles.grey(cut(strings.Replace(text, "▸", "◌", 1)+"  "+s.Say("runbook.awaits"), w)))
		} else {
			lines = append(lines, s.styles.bold.Render(text))
		}
		lines = append(lines, s.commandLines(plan, step, w)...)
		lines = append(lines, s.detail("runbook.expect", step.Expect, w)...)
		lines = append(lines, s.detail("runbook.evidence", step.Evidence, w)...)
		lines = append(lines, s.detail("runbook.rollback", step.Rollback, w)...)
		lines = append(lines, s.runLines(h.Name, &h.Steps[i], w)...)
	}
	return lines, at
}

// awaits reports whether the current step has to wait for the reboot before it.
func (s *scene) awaits(plan *change.Host, h *change.HostState, current int) bool {
	steps := s.plan().Steps(plan)
	return current > 0 && steps[current-1].Reboot && h.Rebooting() && !s.view(h).Settling
}

func (s *scene) stepNote(st change.StepState) string {
	at := ""
	if !st.Ended.IsZero() {
		at = s.minute(st.Ended)
	}
	if note := s.Say("note.by", "at", at, "by", st.By, "note", st.Note); note != "" {
		return "  " + note
	}
	return ""
}

// commandLines is the command of a step under its label, however long it is: a
// command that was cut cannot be used.
func (s *scene) commandLines(plan *change.Host, step change.Step, w int) []string {
	const indent = 13
	command := change.Clean(plan.Command(step))
	if command == "" {
		return nil
	}
	label := s.styles.grey(fit("    "+s.Say("runbook.command"), indent-1) + " ")
	var lines []string
	for _, line := range wrap(command, max(1, w-indent)) {
		lines = append(lines, label+line)
		label = blank(indent)
	}
	return lines
}

// detail is one line of what a step asks for, wrapped under its label.
func (s *scene) detail(key, text string, w int) []string {
	text = change.Clean(text)
	if text == "" {
		return nil
	}
	const indent = 13
	label := fit("    "+s.Say(key), indent-1) + " "
	var lines []string
	for _, line := range few(wrap(text, w-indent), 3, w-indent) {
		lines = append(lines, s.styles.grey(label)+line)
		label = blank(indent)
	}
	return lines
}

func stepGlyph(r change.StepResult) (string, level) {
	switch r {
	case change.StepOK:
		return "✓", quiet
	case change.StepBad:
		return "✗", warn
	case change.StepPassed:
		return "»", quiet
	case change.StepRunning:
		return "▸", calm
	}
	return "·", quiet
}
