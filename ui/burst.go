package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
)

// A terminal without bracketed paste sends pasted text as key presses. They
// come faster than fingers type, and must not act as keys.
const (
	// burstGap is the time between two key presses below which both belong
	// to one burst. A key waits for so long before it acts.
	burstGap = 30 * time.Millisecond
	// burstKeys is how many keys of a burst may still be somebody's fingers:
	// a slow line delivers a few at once.
	burstKeys = 5
	// burstQuiet is how long no key must come before keys act again.
	burstQuiet = 150 * time.Millisecond
)

// burst holds keys back until it is known that they are not a paste.
type burst struct {
	held []tea.KeyPressMsg
	// run counts the presses that came in a row, the last of them at last.
	run  int
	last time.Time
	// dropping: the run is a paste, nothing of it acts.
	dropping bool
}

// settledMsg says that no key has followed the one with that number so far.
type settledMsg struct{ run int }

// add takes in a press at an instant of the wall clock. It returns the held
// keys of an earlier run, and reports when a paste begins.
func (b *burst) add(k tea.KeyPressMsg, at time.Time, typing bool) (earlier []tea.KeyPressMsg, paste bool) {
	quiet := burstGap
	if b.dropping {
		quiet = burstQuiet
	}
	if at.Sub(b.last) >= quiet {
		earlier, b.held = b.held, nil
		b.run, b.dropping = 0, false
	}
	b.run, b.last = b.run+1, at
	switch {
	case b.dropping || typing:
	case b.run > burstKeys:
		b.held, b.dropping = nil, true
		return earlier, true
	default:
		b.held = append(b.held, k)
	}
	return earlier, false
}

// settled returns what was held when nothing has followed.
func (b *burst) settled(run int) []tea.KeyPressMsg {
	if run != b.run {
		return nil
	}
	keys := b.held
	b.held = nil
	return keys
}

// typing reports whether keys go into a text field, where pasted text belongs.
func (m *root) typing() bool {
	d, ok := m.dialog.(writer)
	return ok && d.writes()
}

// writer is a dialog that may take text.
type writer interface {
	// writes reports whether keys go into a text field now.
	writes() bool
}

func (f *form) writes() bool { return len(f.fields[f.at].choices) == 0 }

// key takes in a key press: it acts once it is known not to be pasted text.
// Keys that only move need not wait, and may repeat as fast as they like.
func (m *root) key(k tea.KeyPressMsg) tea.Cmd {
	b := &m.burst
	if m.moves(k) && len(b.held) == 0 && !b.dropping {
		return m.press(k)
	}
	typing := m.typing() && len(b.held) == 0
	earlier, paste := b.add(k, m.wall, typing)
	cmds := []tea.Cmd{m.pressAll(earlier)}
	switch {
	case paste:
		m.tell(m.Say("error.paste"))
	case b.dropping:
	case typing:
		cmds = append(cmds, m.press(k))
	default:
		run := b.run
		cmds = append(cmds, tea.Tick(m.pause, func(time.Time) tea.Msg { return settledMsg{run} }))
	}
	return tea.Batch(cmds...)
}

func (m *root) pressAll(keys []tea.KeyPressMsg) tea.Cmd {
	cmds := make([]tea.Cmd, len(keys))
	for i, k := range keys {
		cmds[i] = m.press(k)
	}
	return tea.Batch(cmds...)
}

// moves reports whether a key only moves about and holds no text.
func (m *root) moves(k tea.KeyPressMsg) bool {
	return k.Text == "" && slices.ContainsFunc(m.keys, func(r keyRow) bool { return r.moves && r.pressed(k) })
}
