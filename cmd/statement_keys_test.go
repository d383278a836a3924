package cmd

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
	"tminus/ui"
	"tminus/wording"
	"tminus/wording/wordingtest"
)

// askedFor are the keys that the words of the next thing to do ask for.
func askedFor(claims []*claim) []string {
	keys := map[string]string{
		"next.start": "s", "next.step": "d", "next.step_rebooted": "d", "next.step_reboot": "b", "next.step_failed": "d",
		"next.finish": "e", "next.hold": "u", "next.close": "o", "next.switch": "F", "next.switch_end": "F",
	}
	var list []string
	for _, c := range claims {
		switch {
		case c.Is("next.tab"):
			list = append(list, "tab")
		case strings.HasPrefix(c.Key, "next.action"):
			return strings.Fields(c.Values["key"])
		case keys[c.Key] != "":
			return append(list, keys[c.Key])
		}
	}
	return nil
}

// press presses keys, and lets what they set off come back.
func press(m tea.Model, keys ...string) tea.Model {
	for _, key := range keys {
		k := tea.KeyPressMsg{Text: key}
		switch key {
		case "tab":
			k = tea.KeyPressMsg{Code: tea.KeyTab}
		case "enter":
			k = tea.KeyPressMsg{Code: tea.KeyEnter}
		default:
			k.Code = rune(key[0])
		}
		var cmd tea.Cmd
		m, cmd = m.Update(k)
		m = settle(m, cmd)
	}
	return m
}

// settle runs what a screen asked for, and gives it what came of that.
func settle(m tea.Model, cmd tea.Cmd) tea.Model {
	if cmd == nil {
		return m
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			m = settle(m, c)
		}
	default:
		m, cmd = m.Update(msg)
		m = settle(m, cmd)
	}
	return m
}

// follow presses what is asked for: it does something, and what it leads to can
// be done.
func (j *judge) follow(s stood, words wording.Catalog) {
	j.face = "board"
	m, core := s.screen(words, ui.Options{}, 700, 90)
	before := frame(m)
	keys := askedFor(wordingtest.Claims(before))
	if keys == nil {
		return
	}
	m = press(m, keys...)
	after := wordingtest.Claims(frame(m))
	if frame(m) == before && len(core.done) == 0 {
		j.fault("%v are to be pressed, and do nothing", keys)
	}
	for _, c := range after {
		switch {
		case c.Is("next.ignored", "error.refused", "error.invalid"):
			j.fault("%v are to be pressed: %q", keys, line(c))
		case c.Is("gate.ask", "gate.ask_against"):
			press(m, "enter")
		case c.Is("gate.held"):
			j.opens(keys)
		}
	}
	for _, c := range core.done {
		if err := j.would(c); err != nil {
			j.fault("%v are to be pressed: %v", keys, err)
		}
	}
}

// gate asks for the start of the host that is selected: what its gate says to do
// lets it start.
func (j *judge) gate(s stood, words wording.Catalog) {
	j.face = "gate"
	m, core := s.screen(words, ui.Options{}, 300, 60)
	m = press(m, "s")
	for _, c := range wordingtest.Claims(frame(m)) {
		switch {
		case c.Is("gate.ask", "gate.ask_against"):
			press(m, "enter")
		case c.Is("gate.held"):
			j.opens([]string{"s"})
		}
	}
	for _, c := range core.done {
		if err := j.would(c); err != nil {
			j.fault("it asks for enter: %v", err)
		}
	}
}

// opens: a gate that asks for the hold to be lifted, and for nothing else, opens
// then.
func (j *judge) opens(keys []string) {
	events, err := change.Decide(*j.s, change.Release{By: "li", Reason: "so"}, j.now)
	if err != nil {
		j.fault("%v: the hold is to be lifted, and %v", keys, err)
		return
	}
	after := change.Fold(*j.s, events...)
	for i := range after.Hosts.Len() {
		if h := after.Hosts.At(i); h.Work == change.Waiting {
			if _, err := change.Decide(after, change.Start{By: "li", Host: h.Name}, j.now); err == nil {
				return
			}
		}
	}
	j.fault("%v: once the hold is lifted no host can start either", keys)
}
