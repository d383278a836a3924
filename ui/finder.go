package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// filterCard narrows the hosts down while it is typed into. Enter keeps the
// filter, escape ends it.
type filterCard struct{ input input }

func (m *root) filterBox() dialog {
	f := &filterCard{newInput(m.filter)}
	f.input.focused = true
	return f
}

func (*filterCard) writes() bool { return true }

func (f *filterCard) page(s *scene, w int) page {
	count := s.Say("hosts.found", "n", itoa(s.roll.hosts()), "all", itoa(len(s.board.order)))
	return page{title: s.Say("filter.title"), lines: []string{"/" + f.input.view(max(1, w-2)), s.styles.grey(cut(count, w))}, keys: []keyID{keyKeep, keyClear}, at: 0}
}

func (f *filterCard) press(s *scene, k tea.KeyPressMsg) answer {
	switch {
	case s.is(k, keyClear):
		s.filtered("")
		return answer{}
	case s.is(k, keyKeep):
		return answer{}
	case s.is(k, keyNextField, keyPrevField):
		return answer{next: f}
	}
	f.input.press(k)
	s.filtered(f.input.text())
	return answer{next: f}
}

func (f *filterCard) paste(text string) { // what it finds is seen at the next key
	f.input.insert(text)
}

// deed is something that the palette can do: its key, and what it does.
type deed struct {
	key, label string
	do         func(*root, tea.KeyPressMsg) tea.Cmd
}

// paletteCard finds what can be done now by its words. What it runs asks the
// same questions as its key.
type paletteCard struct {
	input input
	all   []deed
	at    int
}

func (m *root) paletteBox() dialog {
	p := &paletteCard{input: input{focused: true}}
	for _, r := range m.offered() {
		switch {
		case r.id == keyAction: // each of them by its name
			p.all = append(p.all, m.actionDeeds()...)
		case !r.moves && r.id != keyPalette:
			p.all = append(p.all, deed{r.hint(), r.says(m.catalog), r.do})
		}
	}
	return p
}

// actionDeeds are the actions of the incident in view, each by its name.
func (m *root) actionDeeds() []deed {
	inc := m.incident()
	var list []deed
	for i, d := range inc.Duties {
		list = append(list, deed{itoa(i + 1), m.action(d.Kind), opens(func(m *root) dialog { return m.cardOf(inc, d.Kind) })})
	}
	return list
}

func (*paletteCard) writes() bool { return true }

// found are the entries whose words hold what was typed, each word of it.
func (p *paletteCard) found() []deed {
	words := strings.Fields(strings.ToLower(p.input.text()))
	return slices.DeleteFunc(slices.Clone(p.all), func(d deed) bool {
		text := strings.ToLower(d.label)
		return slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
	})
}

func (p *paletteCard) page(s *scene, w int) page {
	lines := []string{":" + p.input.view(max(1, w-2))}
	for i, d := range p.found() {
		cursor := "  "
		if i == p.at {
			cursor = s.styles.bold.Render("▸") + " "
		}
		lines = append(lines, cut(cursor+fit(s.styles.bold.Render(d.key), 6)+d.label, w))
	}
	if len(lines) == 1 {
		lines = append(lines, s.styles.grey(s.Say("palette.none")))
	}
	title := s.Say("palette.title", "host", s.selected)
	return page{title: title, lines: lines, keys: []keyID{keyConfirm, keyScroll, keyCancel}, at: p.at + 1}
}

func (p *paletteCard) press(s *scene, k tea.KeyPressMsg) answer {
	found := p.found()
	switch {
	case s.is(k, keyCancel):
		return answer{}
	case k.String() == "up", k.String() == "down":
		by := map[string]int{"up": -1, "down": 1}[k.String()]
		p.at = max(0, min(p.at+by, len(found)-1))
		return answer{next: p}
	case s.is(k, keyConfirm):
		if p.at >= len(found) {
			return answer{next: p}
		}
		return answer{then: found[p.at].do}
	}
	p.input.press(k)
	p.at = 0
	return answer{next: p}
}

func (p *paletteCard) paste(text string) {
	p.input.insert(text)
	p.at = 0
}
