package ui

import (
	"errors"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
)

// tell keeps a line on the screen until it is dismissed. The same line is not
// shown twice in a row.
func (m *root) tell(line string) {
	if n := len(m.errors); n == 0 || m.errors[n-1] != line {
		m.errors = append(m.errors, line)
	}
}

// failed keeps the error of a command on the screen. A form that was refused
// comes back with what was typed.
func (m *root) failed(msg doneMsg) {
	if msg.err == nil {
		return
	}
	var refusal *change.Refusal
	var invalid *change.Invalid
	var unsaved *change.Unsaved
	text := m.speaker().Fault(msg.err)
	switch {
	case errors.As(msg.err, &refusal):
		text = m.Say("error.refused", "why", text)
	case errors.As(msg.err, &invalid):
		why := text
		text = m.Say("error.invalid", "why", why)
		if f, ok := msg.retry.(*form); ok && m.dialog == nil {
			f.problem = why
			m.dialog = f
			return
		}
	case errors.As(msg.err, &unsaved):
		text = m.Say("error.unsaved", "why", m.speaker().Fault(unsaved.Why))
	default:
		text = m.Say("error.other", "why", text)
	}
	m.errors = append(m.errors, text)
}

// barLines are the errors that nobody has dismissed: the newest in full, as it
// answers the key that was pressed last, and those before it by their number.
func (m *root) barLines(w int) []string {
	n := len(m.errors)
	if why := m.idleKey(); why != "" {
		return wrap(why, w)
	}
	if n == 0 {
		if m.pending > 0 {
			return []string{m.styles.grey(cut(m.Say("bar.pending"), w))}
		}
		return nil
	}
	way := "[" + strings.ToLower(m.keys.row(keyDismiss).hint()) + "]"
	if n > 1 {
		way = m.catalog.Aside(way, m.Say("bar.earlier", "n", strconv.Itoa(n-1)))
	}
	lines := wrap("▲ "+m.errors[n-1]+"  "+way, w)
	for i, line := range lines {
		lines[i] = m.styles.in(warn, line)
	}
	return lines
}

// idles says for some seconds why a key has nothing to do now.
func (m *root) idles(k tea.KeyPressMsg) {
	for i := range m.keys {
		r := &m.keys[i]
		if r.gives == nil || !r.pressed(k) || !m.worksHere(r) {
			continue
		}
		why := m.Say("error.idle")
		if _, err := change.Decide(*m.state(), r.gives(m.actor(), m.selected), m.now); err != nil {
			why = m.speaker().Fault(err)
		}
		m.idle, m.idleAt = m.Say("error.nothing", "key", r.hint(), "what", r.says(m.catalog), "why", why), m.wall
	}
}

// idleKey is why the key that was pressed just now did nothing, empty where it did.
func (s *scene) idleKey() string {
	if s.wall.Sub(s.idleAt) > ignoredFor {
		return ""
	}
	return s.idle
}

// dismiss takes the line away that can be read, the newest.
func (m *root) dismiss(tea.KeyPressMsg) tea.Cmd {
	m.errors = m.errors[:len(m.errors)-1]
	return nil
}

// ignoredFor is how long the screen says which keys it has ignored.
const ignoredFor = 4 * time.Second

// ignore remembers a key that was ignored, so that whoever pressed it learns that
// nothing came of it.
func (s *scene) ignore(k tea.KeyPressMsg) {
	if s.wall.Sub(s.ignoredAt) > ignoredFor {
		s.ignored = nil
	}
	s.ignored, s.ignoredAt = append(s.ignored, k.String()), s.wall
}

// ignoredKeys are the keys that were swallowed just now, empty where none was.
func (s *scene) ignoredKeys() string {
	const most = 5
	if len(s.ignored) == 0 || s.wall.Sub(s.ignoredAt) > ignoredFor {
		return ""
	}
	keys := s.ignored
	if len(keys) > most {
		keys = append([]string{"…"}, keys[len(keys)-most:]...)
	}
	return strings.Join(keys, " ")
}
