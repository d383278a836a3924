package ui

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
)

// preparation is one thing to make sure of before a host starts: a contact
// that can be reached, or a precheck of the host.
type preparation struct {
	title, command, expect string
	// contact is the key of a contact; empty: it is the precheck of that id.
	contact, precheck string
	// runs: the cockpit carries the precheck out, and nobody marks it.
	runs  bool
	state change.CheckedState
}

// preparations lists what is left to make sure of and what has been looked at:
// contacts first.
func (s *scene) preparations(h *change.HostState) []preparation {
	if h == nil {
		return nil
	}
	var list []preparation
	for _, c := range s.state().ToConfirm() {
		list = append(list, preparation{
			title: s.Say("prepare.contact", "name", c.Name, "role", c.Role, "phone", c.Phone), contact: c.Key,
		})
	}
	for i, p := range s.plan().Prechecks {
		command := s.state().Planned(h.Name).Command(change.Step{Command: p.Command})
		list = append(list, preparation{
			title: p.Title, command: command, expect: p.Expect, precheck: p.ID, state: h.CheckedAt(i), runs: p.Run == change.RunLocal,
		})
	}
	return list[:min(len(list), 9)]
}

// prepareCard is the checklist before a host starts.
type prepareCard struct {
	noText
	host string
	// back is where escape leads, nil: to the board.
	back dialog
}

func (m *root) prepareCard() dialog { return &prepareCard{host: m.selected} }

func (c *prepareCard) page(s *scene, w int) page {
	p := page{title: s.Say("prepare.title", "host", c.host), at: -1}
	for i, item := range s.preparations(s.state().Host(c.host)) {
		glyph, l, note := "·", calm, ""
		if at := item.state.At; !at.IsZero() {
			glyph, l = "✓", quiet
			if item.state.Failed {
				glyph, l = "✗", alarm
			}
			note = "  " + s.Say("note.by", "at", s.minute(at.Time), "by", item.state.By, "note", item.state.Note)
		}
		for n, line := range wrap(strconv.Itoa(i+1)+" "+change.Clean(item.title)+note, w-2) {
			lead := "  "
			if n == 0 {
				lead = glyph + " "
			}
			p.lines = append(p.lines, s.styles.in(l, lead+line))
		}
	}
	if len(p.lines) == 0 {
		p.lines = []string{s.Say("prepare.all")}
	}
	p.keys = []keyID{keyItem, keyCancel}
	return p
}

func (c *prepareCard) press(s *scene, k tea.KeyPressMsg) answer {
	switch {
	case s.is(k, keyCancel):
		return answer{next: c.back}
	case s.is(k, keyItem):
		items, n := s.preparations(s.state().Host(c.host)), digit(k)
		if n < len(items) {
			return answer{next: &itemCard{from: c, item: items[n]}}
		}
	}
	return answer{next: c}
}

// itemCard asks for the result of one item.
type itemCard struct {
	noText
	from *prepareCard
	item preparation
}

func (c *itemCard) page(s *scene, w int) page {
	p := page{title: s.Say("prepare.title", "host", c.from.host), at: -1}
	p.lines = wrap(s.styles.bold.Render(change.Clean(c.item.title)), w)
	p.lines = append(p.lines, s.detail("runbook.command", c.item.command, w)...)
	p.lines = append(p.lines, s.detail("runbook.expect", c.item.expect, w)...)
	p.keys = []keyID{keyYes}
	ask := "prepare.ask_contact"
	switch {
	case c.item.runs:
		ask = "prepare.ask_run"
	case c.item.precheck != "":
		ask = "prepare.ask"
		p.keys = append(p.keys, keyFailed)
	}
	p.lines = append(p.lines, "", s.Say(ask))
	p.keys = append(p.keys, keyNo)
	return p
}

func (c *itemCard) press(s *scene, k tea.KeyPressMsg) answer {
	switch {
	case s.is(k, keyYes) && c.item.contact != "":
		return answer{next: c.from, do: change.ConfirmContact{By: s.operator, Contact: c.item.contact}}
	case s.is(k, keyYes) && c.item.runs:
		return answer{next: c.from, do: change.AskPrechecks{By: s.operator, Host: c.from.host}}
	case s.is(k, keyYes):
		return answer{next: c.from, do: c.result(s, "ok", "")}
	case s.is(k, keyFailed) && c.item.precheck != "" && !c.item.runs:
		return answer{next: newForm(change.Clean(c.item.title), "", func(v []string) change.Command {
			return c.result(s, "failed", v[0])
		}, textField(s.Say("form.reason"), ""))}
	case s.is(k, keyNo, keyCancel):
		return answer{next: c.from}
	}
	return answer{next: c}
}

func (c *itemCard) result(s *scene, result, note string) change.Command {
	return change.MarkPrecheck{By: s.operator, Host: c.from.host, Precheck: c.item.precheck, Result: result, Note: note}
}
