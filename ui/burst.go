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
	// actGap is how long before a key that acts no other may have come, so that
	// no paste, however short, can ask something and answer it.
	actGap = burstQuiet
)

// burst holds keys back until it is certain that they are not pasted text.
type burst struct {
	held []heldKey
	// close: the latest key, which came at the instant arrived, followed another
	// within actGap.
	close   bool
	arrived time.Time
	// run counts the presses that came in a row, the last of them at last.
	run  int
	last time.Time
	// dropping: the run is a paste, so none of it acts.
	dropping bool
}

// heldKey is a key that waits, and whether it followed another within actGap.
type heldKey struct {
	tea.KeyPressMsg
	close bool
}

// pasted notes that the terminal reported the beginning or the end of a paste.
// Keys that follow at once belong to it, even after an end marker, which may have
// been part of the pasted text itself.
func (b *burst) pasted(at time.Time) {
	b.held, b.dropping, b.last = nil, true, at
}

// arrive notes that a key has come, whatever becomes of it.
func (b *burst) arrive(at time.Time) { b.close, b.arrived = at.Sub(b.arrived) < actGap, at }

// settledMsg says that no key has followed the one with that number so far.
type settledMsg struct{ run int }

// add takes in a press at an instant of the wall clock. It returns the held
// keys of an earlier run, and reports when a paste begins.
func (b *burst) add(k tea.KeyPressMsg, at time.Time, typing bool) (earlier []heldKey, paste bool) {
	b.arrive(at)
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
		b.held = append(b.held, heldKey{k, b.close})
	}
	return earlier, false
}

// settled returns what was held when nothing has followed.
func (b *burst) settled(run int) []heldKey {
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
		b.arrive(m.wall)
		return m.press(k)
	}
	typing := m.typing() && len(b.held) == 0 && !m.is(k, keyConfirm) // what ends a form waits, as what acts does
	earlier, paste := b.add(k, m.wall, typing)
	cmds := []tea.Cmd{m.pressAll(earlier)}
	switch {
	case paste:
		m.ignored("error.paste")
	case b.dropping:
		m.ignored("error.paste")
	case typing:
		cmds = append(cmds, m.press(k))
	default:
		run := b.run
		cmds = append(cmds, tea.Tick(m.pause, func(time.Time) tea.Msg { return settledMsg{run} }))
	}
	return tea.Batch(cmds...)
}

// pressAll presses keys that were held back. Those that came close together may
// open and show things, but do not act.
func (m *root) pressAll(keys []heldKey) tea.Cmd {
	cmds := make([]tea.Cmd, len(keys))
	for i, k := range keys {
		m.hurried = len(keys) > 1 || k.close
		cmds[i] = m.press(k.KeyPressMsg)
	}
	m.hurried = false
	return tea.Batch(cmds...)
}

// ignored says why a key did nothing: in the open dialog, until the next key,
// else among the errors.
func (m *root) ignored(why string) {
	if m.dialog == nil {
		m.tell(m.Say(why))
		return
	}
	m.aside = m.Say(why)
}

// moves reports whether a key only moves about and holds no text.
func (m *root) moves(k tea.KeyPressMsg) bool {
	return k.Text == "" && slices.ContainsFunc(m.keys, func(r keyRow) bool { return r.moves && r.pressed(k) })
}
