package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
)

// frameKey is everything that the frame below a dialog depends on. View runs
// after every message; the frame is drawn anew only when one of these changes.
type frameKey struct {
	version            uint64
	second             int64
	w, h               int
	selected, viewed   string
	fault              string
	notices, errors    int
	newestError        string
	ignored, idle      string
	pending            bool
	fresh, dialog      bool
	attached, onWall   bool
	beats              int
	scheme             scheme
	filter, open       string
	stalled, unwatched string
	// foot is the bottom line of a replay.
	foot string
}

type frameCache struct {
	key   frameKey
	frame string
	// hosts is where the table of the hosts was drawn, rows what it shows.
	hosts rect
	rows  []hostRow
}

// View draws the screen.
func (m *root) View() tea.View {
	v := tea.NewView(m.content())
	v.AltScreen = true
	v.WindowTitle = m.windowTitle()
	if m.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if m.terminal.progress {
		v.ProgressBar = m.progress()
	}
	return v
}

func (m *root) content() string {
	if m.w <= 0 || m.h <= 0 {
		return ""
	}
	if m.snap == nil {
		return cut(m.Say("wait.snapshot"), m.w)
	}
	if key := m.frameKey(); key != m.cache.key || m.cache.frame == "" {
		m.cache.key, m.cache.frame = key, m.frame()
	}
	if m.dialog == nil {
		return m.cache.frame
	}
	if d, ok := m.dialog.(sheet); ok {
		return m.spread(d, m.cache.frame)
	}
	return overlay(&m.scene, m.dialog, m.cache.frame, m.w, m.h, m.scroll)
}

func (m *root) frameKey() frameKey {
	k := frameKey{
		version: m.snap.Version, second: m.now.Unix(), w: m.w, h: m.h,
		selected: m.selected, viewed: m.viewed, fault: m.stated(m.snap.Fault) + m.stated(m.snap.Elsewhere),
		notices: len(m.snap.Notices), errors: len(m.errors), pending: m.pending > 0,
		fresh: m.fresh, scheme: m.scheme, dialog: m.dialog != nil, attached: m.snap.Attached,
		unwatched: m.stated(m.snap.Unwatched), onWall: m.onWall, beats: m.beats, filter: m.filter, open: m.roll.open,
	}
	k.ignored, k.idle = m.ignoredKeys(), m.idleKey()
	if len(m.errors) > 0 {
		k.newestError = m.errors[len(m.errors)-1]
	}
	if old := m.wall.Sub(m.snap.Beat); !m.snap.Beat.IsZero() && old > change.StalledAfter {
		k.stalled = age(old)
	}
	if m.player != nil {
		k.foot = m.scrubber(m.w)
	}
	return k
}

// frame draws every pane into its place.
func (m *root) frame() string {
	s := &m.scene
	if m.onWall {
		return wallFrame(s, m.w, m.h, m.barLines(m.w))
	}
	_, side := columnWidths(m.w)
	alerts, incident, bar := alertLines(s, m.w), incidentLines(s, side), m.barLines(m.w)
	l := arrange(m.w, m.h, want{
		alerts: len(alerts), hosts: len(m.roll.rows) + 1, incident: len(incident),
		runbook: len(runbookLines(s, m.w, 1<<16)), tail: len(m.snap.Tail) + 1, bar: len(bar),
	})
	rows, ends := make([]string, m.h), make([]int, m.h)
	put := func(r rect, lines []string) {
		for i, line := range lines[:min(len(lines), max(0, r.h))] {
			rows[r.y+i] += blank(r.x-ends[r.y+i]) + fit(line, r.w)
			ends[r.y+i] = r.x + r.w
		}
	}
	put(l.header, headerLines(s, m.w, l.header.h))
	put(l.alerts, few(alerts, l.alerts.h, m.w))
	m.cache.hosts, m.cache.rows = l.hosts, hostRows(s, l.hosts.w, l.hosts.h)
	put(l.hosts, linesOf(m.cache.rows))
	put(l.incident, s.squeezed(incident, l.incident.h, side))
	put(l.runbook, runbookLines(s, l.runbook.w, l.runbook.h))
	put(l.tail, tailLines(s, l.tail.w, l.tail.h))
	put(l.bar, few(bar, l.bar.h, m.w))
	put(l.next, []string{nextLine(s, m.w)})
	put(l.keys, []string{m.keysLine()})
	for i := range rows {
		rows[i] += blank(m.w - ends[i])
	}
	return strings.Join(rows, "\n")
}

func (m *root) keysLine() string {
	switch {
	case m.player != nil:
		return m.scrubber(m.w)
	case m.dialog != nil:
		return ""
	}
	return keysLine(m.w, m.bottom(), m.keyHint(keyHelp), m.keyHint(keyQuit))
}

// windowTitle carries the change and the worst of its states.
func (m *root) windowTitle() string {
	if m.sit == nil {
		return "T-minus"
	}
	title := "T-minus " + change.Clean(m.plan().Change.ID)
	if m.player != nil {
		title = m.Say("replay.tag") + " " + title
	}
	worst, ok := m.sit.Worst()
	if !ok || worst.Severity < change.Caution {
		return title
	}
	return title + " · " + glyphOf(worst.Severity) + m.titleOf(&worst)
}

// titleOf is an alert in a few words.
func (s *scene) titleOf(a *change.Alert) string {
	switch a.Kind {
	case change.AlertFault:
		return s.Say("alert.fault", "why", "!")
	case change.AlertUnwatched, change.AlertStandstill:
		return s.Say("alert.unwatched", "why", "!")
	case change.AlertPulse:
		return s.Say("alert.pulse", "why", "")
	case change.AlertIncident, change.AlertWindow:
		if a.Incident != "" {
			return a.Incident
		}
	case change.AlertHosts:
		return strings.Join(a.Hosts, " ")
	case change.AlertHold:
		return s.Say("head.hold")
	}
	text, _ := s.banner(a, 1<<10)
	return text
}
