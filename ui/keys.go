package ui

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
	"tminus/wording"
)

// keyID identifies a key of the screen, whatever is pressed for it and
// whatever a language calls it.
type keyID string

// touch says whether a key can affect the change.
type touch int

const (
	// acts: it commands something. Every key is taken to act unless its row says
	// otherwise, and so does nothing on a screen that only watches.
	acts touch = iota
	// looks: it moves about or shows something, and affects this screen alone.
	looks
)

// taped says what a key is to the replay of a record.
type taped int

const (
	liveOnly taped = iota // it does nothing in a replay
	both                  // it does the same in a replay
	tapeOnly              // it moves the tape, and does nothing in front of a live change
)

// keyGroup is a part of the help.
type keyGroup string

// The parts of the help, in its order. Keys inside of dialogs stand in the
// printed list alone: each dialog shows its own.
const (
	groupIncident keyGroup = "help.incident"
	groupHost     keyGroup = "help.host"
	groupChange   keyGroup = "help.change"
	groupScreen   keyGroup = "help.screen"
	groupReplay   keyGroup = "help.replay"
	groupDialog   keyGroup = "keys.dialogs"
)

func keyGroups() []keyGroup {
	return []keyGroup{groupIncident, groupHost, groupChange, groupScreen, groupReplay, groupDialog}
}

// keyRow is everything there is to know about a key. When it is enabled, the
// bottom line, the help, the palette, the printed list, and whether it works on
// the wall, in a replay and on a screen that only watches all follow from it.
type keyRow struct {
	id keyID
	// keys are what is pressed, as the terminal names it.
	keys []string
	// shown stands for the keys in hints; empty: the first of them.
	shown string
	// word is the text of the catalog that says what it does; empty: "key." and the id.
	word  string
	group keyGroup
	// line is its place in the bottom line, from the left: the higher, the
	// sooner it makes room for others. 0: it does not stand there.
	line  int
	touch touch
	taped taped
	// wall: it works on the wall too, where no host can be seen to be selected.
	wall bool
	// early: it works before the first snapshot.
	early bool
	// moves: it does nothing but move about, and may repeat while it is held.
	moves bool
	// applies reports whether there is something for it to do; nil: whenever the core
	// would take what it gives for the selected host, or refuses it by a gate alone, or
	// always if it gives nothing.
	applies func(*scene) bool
	// gives is an act that it leads to, of the selected host: what the core has
	// against it is told where the key does not apply. nil: nothing is told.
	gives func(by, host string) change.Command
	// do is what it does outside of dialogs; nil: it belongs to dialogs alone.
	do func(*root, tea.KeyPressMsg) tea.Cmd
}

// keyMap is the table of keys. If two rows have the same key, the first that is
// offered gets it.
type keyMap []keyRow

func (t keyMap) row(id keyID) *keyRow {
	if i := slices.IndexFunc(t, func(r keyRow) bool { return r.id == id }); i >= 0 {
		return &t[i]
	}
	return &keyRow{id: id, applies: func(*scene) bool { return false }}
}

// hint is how the key is called where it is offered.
func (r *keyRow) hint() string {
	if r.shown != "" || len(r.keys) == 0 {
		return r.shown
	}
	return r.keys[0]
}

// says is what the key does, in words.
func (r *keyRow) says(w wording.Catalog) string {
	word := cmp.Or(r.word, "key."+string(r.id))
	return w.Say(word)
}

func (r *keyRow) pressed(k tea.KeyPressMsg) bool { return slices.Contains(r.keys, k.String()) }

// viewOnly reports whether this screen can give no commands.
func (s *scene) viewOnly() bool { return s.readOnly || s.player != nil }

// offers reports whether a key does anything on this face at this moment.
func (s *scene) offers(r *keyRow) bool {
	return s.worksHere(r) && (r.group == groupDialog || s.applies(r))
}

// applies reports whether there is something for a key to do.
func (s *scene) applies(r *keyRow) bool {
	switch {
	case r.applies != nil:
		return r.applies(s)
	case r.gives != nil:
		return s.may(r.gives(s.actor(), s.selected))
	}
	return true
}

// worksHere reports whether a key does anything on this face, now or at another
// moment.
func (s *scene) worksHere(r *keyRow) bool {
	switch {
	case r.touch == acts && s.viewOnly():
		return false
	case r.group == groupDialog:
		return true // whatever opened the dialog was offered itself
	case r.taped == liveOnly && s.player != nil, r.taped == tapeOnly && s.player == nil:
		return false
	case s.onWall && !r.wall, s.snap == nil && !r.early:
		return false
	}
	return true
}

// is reports whether one of those keys was pressed, and is offered.
func (s *scene) is(k tea.KeyPressMsg, ids ...keyID) bool {
	return slices.ContainsFunc(ids, func(id keyID) bool {
		r := s.keys.row(id)
		return r.pressed(k) && s.offers(r)
	})
}

// offered are the keys outside of dialogs that are offered, in the order of the table.
func (s *scene) offered() []*keyRow {
	var list []*keyRow
	for i := range s.keys {
		if r := &s.keys[i]; r.do != nil && s.offers(r) {
			list = append(list, r)
		}
	}
	return list
}

// bottom are the hints of the bottom line, the most useful first.
func (s *scene) bottom() []string {
	list := slices.DeleteFunc(s.offered(), func(r *keyRow) bool { return r.line == 0 })
	slices.SortStableFunc(list, func(a, b *keyRow) int { return cmp.Compare(a.line, b.line) })
	hints := make([]string, len(list))
	for i, r := range list {
		hints[i] = s.rowHint(r)
	}
	return hints
}

// keysLine draws hints in one line; those at its right end are always there.
func keysLine(w int, hints []string, last ...string) string {
	segs := make([]seg, 0, len(hints)+len(last))
	for i, hint := range hints {
		segs = append(segs, seg{text: hint, drop: i + 1})
	}
	for _, hint := range last {
		segs = append(segs, seg{text: hint, right: true})
	}
	return segments(w, segs...)
}

// keyHint offers a key: what is pressed and what it does. It is empty where
// the key is not offered.
func (s *scene) keyHint(id keyID) string {
	if r := s.keys.row(id); s.offers(r) {
		return s.rowHint(r)
	}
	return ""
}

func (s *scene) keyHints(ids []keyID) []string {
	hints := make([]string, len(ids))
	for i, id := range ids {
		hints[i] = s.keyHint(id)
	}
	return hints
}

func (s *scene) rowHint(r *keyRow) string {
	return s.styles.bold.Render(r.hint()) + " " + s.styles.grey(r.says(s.catalog))
}

// KeyList is every key of the screen and what it does, in a language, as text
// to print and pin up.
func KeyList(w wording.Catalog) string { return keyList(w, newKeys()) }

func keyList(w wording.Catalog, keys keyMap) string {
	var b strings.Builder
	b.WriteString(w.Say("keys.title") + "\n")
	for _, group := range keyGroups() {
		b.WriteString("\n" + w.Say(string(group)) + "\n")
		for i := range keys {
			if r := &keys[i]; r.group == group {
				b.WriteString("  " + fit(r.listed(), 16) + r.says(w) + "\n")
			}
		}
	}
	return b.String()
}

// listed are all keys of a row, a range of them as one.
func (r *keyRow) listed() string {
	if strings.Contains(r.shown, "-") {
		return r.shown
	}
	return strings.Join(r.keys, " ")
}

// digit is the place in a list that a key from 1 to 9 stands for, from 0.
func digit(k tea.KeyPressMsg) int { return int(k.String()[0] - '1') }
