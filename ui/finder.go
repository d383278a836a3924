package ui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"tminus/change"
)

// filterCard narrows the hosts down while it is typed into. Enter keeps the
// filter, escape ends it.
type filterCard struct{ input textinput.Model }

func (m *root) filterBox() dialog {
	if m.snap == nil {
		return nil
	}
	f := textField("", m.filter)
	f.input.Focus()
	return &filterCard{f.input}
}

func (*filterCard) writes() bool { return true }

func (f *filterCard) page(s *scene, w int) page {
	f.input.SetWidth(max(1, w-2))
	count := s.Say("hosts.found", "n", itoa(s.roll.hosts()), "all", itoa(len(s.board.order)))
	return page{title: s.Say("filter.title"), lines: []string{"/" + f.input.View(), s.styles.grey(cut(count, w))}, keys: keysOf(s.keys.Keep, s.keys.Clear), at: 0}
}

func (f *filterCard) press(s *scene, k tea.KeyPressMsg) answer {
	switch {
	case matches(k, s.keys.Clear):
		s.filtered("")
		return answer{}
	case matches(k, s.keys.Keep):
		return answer{}
	case matches(k, s.keys.NextField, s.keys.PrevField):
		return answer{next: f}
	}
	f.input, _ = f.input.Update(k)
	s.filtered(f.input.Value())
	return answer{next: f}
}

func (f *filterCard) paste(text string) { // what it finds is seen at the next key
	f.input.SetValue(f.input.Value() + change.Clean(text))
}

// paletteCard finds what can be done now by its words. What it runs asks the
// same questions as its key.
type paletteCard struct {
	input textinput.Model
	all   []entry
	at    int
}

func (m *root) paletteBox() dialog {
	if m.snap == nil {
		return nil
	}
	f := textField("", "")
	f.input.Focus()
	p := &paletteCard{input: f.input, all: m.actionEntries()}
	for _, e := range m.entries() {
		if e.key.Enabled() && !e.moves && e.key.Help() != m.keys.Palette.Help() && e.key.Help() != m.keys.Action.Help() {
			p.all = append(p.all, e)
		}
	}
	return p
}

// actionEntries are the actions of the incident in view, each by its name.
func (m *root) actionEntries() []entry {
	inc := m.incident()
	if inc == nil || !m.keys.Action.Enabled() || m.onWall {
		return nil
	}
	var list []entry
	for i, kind := range m.kinds(inc) {
		digit := itoa(i + 1)
		list = append(list, entry{
			key: key.NewBinding(key.WithKeys(digit), key.WithHelp(digit, m.action(kind))),
			do: func(tea.KeyPressMsg) tea.Cmd {
				m.dialog = &actionCard{incident: inc.ID, kind: kind}
				return nil
			},
		})
	}
	return list
}

func (*paletteCard) writes() bool { return true }

// found are the entries whose words hold what was typed, each word of it.
func (p *paletteCard) found() []entry {
	words := strings.Fields(strings.ToLower(p.input.Value()))
	return slices.DeleteFunc(slices.Clone(p.all), func(e entry) bool {
		text := strings.ToLower(e.key.Help().Desc)
		return slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
	})
}

func (p *paletteCard) page(s *scene, w int) page {
	p.input.SetWidth(max(1, w-2))
	lines := []string{":" + p.input.View()}
	for i, e := range p.found() {
		cursor := "  "
		if i == p.at {
			cursor = s.styles.bold.Render("▸") + " "
		}
		lines = append(lines, cut(cursor+fit(s.styles.bold.Render(e.key.Help().Key), 6)+e.key.Help().Desc, w))
	}
	if len(lines) == 1 {
		lines = append(lines, s.styles.grey(s.Say("palette.none")))
	}
	title := s.Say("palette.title", "host", s.selected)
	return page{title: title, lines: lines, keys: keysOf(s.keys.Confirm, s.keys.Up, s.keys.Down, s.keys.Cancel), at: p.at + 1}
}

func (p *paletteCard) press(s *scene, k tea.KeyPressMsg) answer {
	found := p.found()
	switch {
	case matches(k, s.keys.Cancel):
		return answer{}
	case k.String() == "up", k.String() == "down":
		by := map[string]int{"up": -1, "down": 1}[k.String()]
		p.at = max(0, min(p.at+by, len(found)-1))
		return answer{next: p}
	case matches(k, s.keys.Confirm):
		if p.at >= len(found) {
			return answer{next: p}
		}
		return answer{then: found[p.at].do}
	}
	p.input, _ = p.input.Update(k)
	p.at = 0
	return answer{next: p}
}

func (p *paletteCard) paste(text string) {
	p.input.SetValue(p.input.Value() + change.Clean(text))
	p.at = 0
}
