package ui

import (
	"strconv"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// replayKeys move about on a tape. In a live cockpit they are disabled.
type replayKeys struct {
	Pause, Next, Prev, Forward, Back, Faster, Slower, NextIncident, PrevIncident, Time, Follow, First, Last key.Binding
}

// skipBy is how far one key press moves on the tape.
const skipBy = time.Minute

func newReplayKeys(bind func(name, shown string, keys ...string) key.Binding) replayKeys {
	k := replayKeys{
		Pause: bind("replay.pause", "space", "space"),
		Next:  bind("replay.next", "→", "right", "n"), Prev: bind("replay.prev", "←", "left", "N"),
		Forward: bind("replay.forward", "]", "]"), Back: bind("replay.back", "[", "["),
		Faster: bind("replay.faster", "+", "+", "="), Slower: bind("replay.slower", "-", "-"),
		NextIncident: bind("replay.incident", "i", "i"), PrevIncident: bind("replay.incident_before", "I", "I"),
		Time: bind("replay.time", "t", "t"), Follow: bind("replay.follow", "f", "f"), First: bind("replay.first", "0", "0"), Last: bind("replay.last", "$", "$"),
	}
	for _, b := range k.all() {
		b.SetEnabled(false)
	}
	return k
}

func (k *replayKeys) all() []*key.Binding {
	return []*key.Binding{
		&k.Pause, &k.Next, &k.Prev, &k.Forward, &k.Back, &k.Faster, &k.Slower,
		&k.NextIncident, &k.PrevIncident, &k.Time, &k.Follow, &k.First, &k.Last,
	}
}

func (k *replayKeys) group() []key.Binding {
	var list []key.Binding
	for _, b := range k.all() {
		list = append(list, *b)
	}
	return list
}

func (k *replayKeys) short() []key.Binding {
	return []key.Binding{k.Pause, k.Next, k.NextIncident, k.Time, k.Faster, k.Slower, k.Follow, k.Prev, k.Forward, k.Back}
}

// enableReplay turns on what moves about, and nothing that acts.
func (k *keyMap) enableReplay(s *scene) {
	k.none()
	if s.snap != nil {
		k.enablePace(s)
		k.enableSteps(s)
	}
	k.GoTo.SetEnabled(s.snap != nil && s.advice.Host != "" && s.advice.Host != s.selected)
	for _, b := range k.replay.all() {
		b.SetEnabled(true)
	}
	k.Wall.SetEnabled(true)
	k.Filter.SetEnabled(!s.onWall)
	k.Palette.SetEnabled(true)
	incidents := len(s.player.tape.Incidents()) > 0
	k.replay.NextIncident.SetEnabled(incidents)
	k.replay.PrevIncident.SetEnabled(incidents)
}

// replayTable is the table of keys of a replay.
func (m *root) replayTable() []entry {
	k, p := &m.keys.replay, m.player
	on := func(b key.Binding, do func()) entry {
		return entry{b, func(tea.KeyPressMsg) tea.Cmd {
			do()
			return m.pull()
		}, true}
	}
	return append(m.lookTable(),
		on(k.Pause, p.toggle),
		on(k.Next, func() { p.step(1) }), on(k.Prev, func() { p.step(-1) }),
		on(k.Forward, func() { p.skip(skipBy) }), on(k.Back, func() { p.skip(-skipBy) }),
		on(k.Faster, func() { p.faster(1) }), on(k.Slower, func() { p.faster(-1) }),
		on(k.NextIncident, func() { p.incident(1) }), on(k.PrevIncident, func() { p.incident(-1) }),
		on(k.Follow, func() { p.follow = !p.follow }),
		on(k.First, func() { p.seek(0) }), on(k.Last, func() { p.step(p.tape.Len()) }),
		entry{m.keys.Dismiss, m.dismiss, false},
		entry{k.Time, func(tea.KeyPressMsg) tea.Cmd { m.dialog = m.timeForm(); return nil }, false},
		entry{m.keys.Help, func(tea.KeyPressMsg) tea.Cmd { m.dialog = m.helpCard(); return nil }, false},
		entry{m.keys.Quit, func(k tea.KeyPressMsg) tea.Cmd {
			return m.leave(answer{quit: true, interrupted: k.String() == interrupt})
		}, false},
	)
}

// timeForm asks for the time of the night to go to.
func (m *root) timeForm() dialog {
	first, last := m.player.tape.Clock(1, 0), m.player.tape.Clock(m.player.tape.Len(), 0)
	intro := m.Say("replay.time_intro", "from", m.scene.clock(first), "to", m.scene.clock(last))
	f := newForm(m.Say("replay.time_title"), intro, nil, textField(m.Say("replay.time_field"), ""))
	f.here = func(v []string) (problem string) {
		place, ok := m.player.find(v[0], m.zone())
		if !ok {
			return m.Say("replay.time_wrong")
		}
		m.player.seek(place)
		return ""
	}
	return f
}

func trimFloat(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
