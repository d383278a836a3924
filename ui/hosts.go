package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
	"tminus/wording"
)

func (s *scene) headings(cols []column, w int) string {
	parts := make([]string, len(cols))
	for i, c := range cols {
		parts[i] = fit(s.catalog.Or(c.key, c.key), c.width)
	}
	return s.styles.grey(fit("  "+strings.Join(parts, " "), w))
}

// hostLine draws the ith host of the plan, behind the cursor where it stands there.
func (s *scene) hostLine(i int, cols []column, cursor bool) string {
	parts := make([]string, len(cols))
	for n, c := range cols {
		parts[n] = c.cell(s, i, c.width)
	}
	lead := "  "
	if cursor {
		lead = s.styles.bold.Render("▸") + " "
	}
	return lead + strings.Join(parts, " ")
}

func (s *scene) nameCell(plan *change.Host, _ *change.HostState, w int) string {
	name := fit(shorten(change.Clean(plan.Name), w), w)
	if plan.Name == s.selected {
		name = s.styles.bold.Render(name)
	}
	return name
}

func (s *scene) conditionCell(i, w int) string { return s.stateCell(s.condition(i), w) }

func (s *scene) envCell(plan *change.Host, _ *change.HostState, w int) string {
	return fit(change.Clean(plan.Environment), w)
}

// whoCell is whose a host at work is.
func (s *scene) whoCell(_ *change.Host, h *change.HostState, w int) string {
	return fit(cut(change.Clean(h.Whose()), w), w)
}

// whoW is how wide the names of those can get who have a host at work; 0 where there
// are fewer than two, as everybody knows then whose each is.
func (s *scene) whoW() int {
	people, w := s.state().Working(), ansi.StringWidth(s.Say("col.who"))
	if len(people) < 2 {
		return 0
	}
	for _, who := range people {
		w = max(w, ansi.StringWidth(change.Clean(who)))
	}
	return w
}

func (s *scene) stepCell(_ *change.Host, h *change.HostState, w int) string {
	return fit(stepCount(h), w)
}

func (s *scene) stateCell(c condition, w int) string {
	text := c.glyph + " " + c.long
	if ansi.StringWidth(text) > w {
		text = c.glyph + " " + c.short
	}
	return s.styles.in(c.level, fit(text, w))
}

func stepCount(h *change.HostState) string {
	if len(h.Steps) == 0 || h.Work == change.Waiting {
		return "–"
	}
	return fmt.Sprintf("%d/%d", min(h.Current()+1, len(h.Steps)), len(h.Steps))
}

// timerCell is the clock of a reboot and what it counts: it runs against the
// norm, stands still once the host is back, or tells what the last one took.
func (s *scene) timerCell(_ *change.Host, h *change.HostState, w int) string {
	v := s.view(h)
	text := s.catalog.Bounded(v.Clock.Bound, wording.Timer(v.Clock.For.Round(time.Second)))
	switch v.Clock.Counts {
	case change.CountsNothing:
		return s.styles.grey(fit("–", w))
	case change.CountsTook:
		return s.styles.grey(fit(s.Say("timer.took", "took", text), w))
	case change.CountsAway:
		return s.styles.grey(fit(s.Say("timer.away", "took", text), w))
	case change.CountsBack:
		return fit(s.Say("timer.back", "took", text), w)
	}
	text = s.catalog.Bounded(v.Clock.Bound, wording.Timer(v.Clock.For))
	if v.Clock.Norm > 0 { // silence has none
		text += "/" + wording.Timer(v.Clock.Norm)
	}
	text = fit(text, w)
	if v.Late {
		return s.styles.in(warn, text)
	}
	return text
}

// view is how a host stands, as the core has weighed it.
func (s *scene) view(h *change.HostState) *change.HostView {
	return &s.sit.Hosts[s.board.index[h.Name]]
}

func (s *scene) rungCell(_ *change.Host, h *change.HostState, w int) string {
	switch v := s.view(h); {
	case v.Rung != "":
		left := s.Say("rung.in", "left", span(v.RungAt.Sub(s.now)))
		name := s.catalog.Rung(v.Rung)
		return fit(cut(name, w-ansi.StringWidth(left)-1)+" "+left, w)
	case v.Late && h.Rebooting():
		return fit(s.Say("rung.none"), w)
	}
	return s.styles.grey(fit("–", w))
}

// barCell shows the reboot's clock on the whole of the ladder; the mark is the
// norm, the ghost how long the reboots before it took.
func (s *scene) barCell(plan *change.Host, h *change.HostState, w int) string {
	v := s.view(h)
	if !h.Rebooting() || len(plan.Ladder) == 0 {
		return blank(w)
	}
	whole := plan.Ladder[len(plan.Ladder)-1].After
	if whole <= 0 {
		return blank(w)
	}
	cells := func(d time.Duration) int { return int(min(int64(w), int64(d)*int64(w)/int64(whole))) }
	full, norm := max(0, cells(v.Clock.For)), cells(v.Clock.Norm)
	bar := []rune(strings.Repeat("█", full) + strings.Repeat("░", w-full))
	if took, ok := s.ghost(plan); ok && cells(took) < w {
		bar[cells(took)] = []rune(glyphGhost)[0]
	}
	if norm < w {
		bar[norm] = '┃'
	}
	if v.Late {
		return s.styles.in(warn, string(bar))
	}
	return s.styles.grey(string(bar))
}

func (s *scene) ageCell(_ *change.Host, h *change.HostState, w int) string {
	d, ok := s.oldest(h)
	switch {
	case !ok:
		return s.styles.grey(fit("–", w))
	case s.view(h).Observed:
		return s.styles.grey(fit(age(d), w))
	}
	text := s.Say("age.old", "age", age(d))
	if ansi.StringWidth(text) > w {
		text = age(d)
	}
	return s.styles.in(info, fit(text, w))
}
