package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"tminus/wording"
)

// fakeKey is a key that no table has, and that does nothing but say so.
func fakeKey(pressed *int) keyRow {
	return keyRow{id: "fake", keys: []string{"Y"}, word: "FAKE", group: groupHost, line: 1, do: func(*root, tea.KeyPressMsg) tea.Cmd {
		*pressed++
		return nil
	}}
}

// TestKeyIsOneRow adds a key in one place, its row, and finds it wherever keys
// are told of or taken; and on the faces that it was not opened for, nowhere.
func TestKeyIsOneRow(t *testing.T) {
	open := func(opened ...func(*keyRow)) func(*int) keyRow {
		return func(n *int) keyRow {
			r := fakeKey(n)
			for _, f := range opened {
				f(&r)
			}
			return r
		}
	}
	toLook := func(r *keyRow) { r.touch = looks }
	onWall := func(r *keyRow) { r.wall = true }
	inReplay := func(r *keyRow) { r.taped = both }
	onTape := func(r *keyRow) { r.taped = tapeOnly }
	never := func(r *keyRow) { r.applies = func(*scene) bool { return false } }
	faces := []struct {
		name string
		on   func() *screen
	}{
		{"board", func() *screen { return newScreen(t, moment(t, "late"), "en", 200, 60) }},
		{"watch", func() *screen {
			s := newScreen(t, moment(t, "late"), "en", 200, 60)
			s.m.readOnly = true
			return s
		}},
		{"wall", func() *screen {
			s := newScreen(t, moment(t, "late"), "en", 200, 60)
			s.m.onWall = true
			return s
		}},
		{"replay", func() *screen { return replayed(t, moment(t, "late"), "en", 200, 60) }},
	}
	for _, tt := range []struct {
		name string
		row  func(*int) keyRow
		want string // the faces that it works on
	}{
		{"as it is, closed until it is opened", open(), "board"},
		{"it only looks", open(toLook), "board watch"},
		{"on the wall too", open(toLook, onWall), "board watch wall"},
		{"in a replay too", open(toLook, inReplay), "board watch replay"},
		{"in a replay, but it acts", open(inReplay), "board"},
		{"moves the tape", open(toLook, onTape), "replay"},
		{"nothing for it to do", open(toLook, onWall, inReplay, never), ""},
	} {
		for _, face := range faces {
			pressed := 0
			row := tt.row(&pressed)
			s := face.on()
			s.m.keys = append(s.m.keys, row)
			s.m.catalog = maps.Clone(s.m.catalog)
			s.m.catalog["FAKE"] = "cheer up"
			want := slices.Contains(strings.Fields(tt.want), face.name)
			s.press("Y")
			if got := pressed > 0; got != want {
				t.Errorf("%s, %s: pressed %d times, want it to work: %t", tt.name, face.name, pressed, want)
			}
			if list := keyList(s.m.catalog, s.m.keys); !strings.Contains(list, "  Y               cheer up\n") {
				t.Errorf("%s: the printed list lacks it:\n%s", tt.name, list)
			}
			seen := map[string]bool{"bottom line": strings.Contains(s.m.keysLine(), "cheer up")}
			s.press("?")
			seen["help"] = strings.Contains(s.frame(), "cheer up")
			s.press("esc", ":")
			s.typed("cheer")
			seen["palette"] = strings.Contains(s.frame(), "cheer up")
			for place, got := range seen {
				if got != want {
					t.Errorf("%s, %s: the %s tells of it: %t, want %t:\n%s", tt.name, face.name, place, got, want, s.frame())
				}
			}
			if s.press("enter"); want && pressed != 2 {
				t.Errorf("%s, %s: the palette does not do it", tt.name, face.name)
			}
		}
	}
}

// TestEveryKeyHasItsRow: each identifier has one row, with words in each
// language, and no row has what would contradict itself.
func TestEveryKeyHasItsRow(t *testing.T) {
	rows := map[keyID]int{}
	for _, lang := range []string{"en", "zh"} {
		told := maps.Clone(wording.Load(lang))
		list := KeyList(told)
		for _, r := range newKeys() {
			rows[r.id]++
			delete(told, "key."+string(r.id))
			delete(told, r.word)
			if says := r.says(wording.Load(lang)); strings.HasPrefix(says, "[") || !strings.Contains(list, says) {
				t.Errorf("%s: %s has no words, or is not listed: %q", lang, r.id, says)
			}
			switch {
			case len(r.keys) == 0 || !slices.Contains(keyGroups(), r.group):
				t.Errorf("%s has no key, or stands in no part of the help", r.id)
			case (r.do == nil) != (r.group == groupDialog):
				t.Errorf("%s: outside of dialogs a key does something, inside the dialog does", r.id)
			case r.touch == acts && (r.wall || r.early || r.moves || r.taped != liveOnly):
				t.Errorf("%s acts, and is open where nobody acts", r.id)
			}
		}
		for word := range told {
			if strings.HasPrefix(word, "key.") {
				t.Errorf("%s: no key says %s", lang, word)
			}
		}
	}
	for _, id := range keyConstants(t) {
		if rows[id] != 2 {
			t.Errorf("%q has %d rows, want one", id, rows[id]/2)
		}
		delete(rows, id)
	}
	for id, n := range rows {
		if n != 2 {
			t.Errorf("%q has %d rows, want one", id, n/2)
		}
	}
}

// TestWhatOnlyLooks is the list of what is open to whoever only looks on. Who
// makes a key look says so here, too: it can have no effect on the change.
func TestWhatOnlyLooks(t *testing.T) {
	want := strings.Fields(`
		incident message
		ping pace step.sheet step.command step.rollback
		handover
		up down pageup pagedown home end goto trouble
		wave.before wave.after wave.unfold
		filter palette wall mouse dismiss help quit
		replay.pause replay.next replay.prev replay.forward replay.back replay.faster replay.slower
		replay.incident replay.incident_before replay.time replay.follow replay.first replay.last
		no confirm cancel copy nextfield prevfield left right scroll keep clear`)
	var got []string
	for _, r := range newKeys() {
		if r.touch == looks {
			got = append(got, string(r.id))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("open to whoever looks on (-want +got):\n%s", diff)
	}
}

// keyConstants are the identifiers that the code of this package declares.
func keyConstants(t *testing.T) []keyID {
	var ids []keyID
	for _, file := range []string{"keytable.go", "keydialog.go"} {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "keyID" {
				id, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				ids = append(ids, keyID(id))
			}
			return true
		})
	}
	if len(ids) < 30 {
		t.Fatalf("only %d identifiers of keys were found", len(ids))
	}
	return ids
}

// everyKey is whatever any row of the table is pressed by, once.
func everyKey() []string {
	var keys []string
	for _, r := range newKeys() {
		keys = append(keys, r.keys...)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// TestReadOnly: whoever only looks on can press whatever there is, in whatever
// is open, or was open before: nothing is commanded, no form asks for what
// would be, and nothing is offered that acts.
func TestReadOnly(t *testing.T) {
	for _, name := range []string{"calm", "first-rung", "late", "no-side", "hold", "fault", "switching", "unprepared"} {
		n := moment(t, name)
		n.snap.Attached = true
		s := newScreen(t, n, "en", 80, 24)
		s.m.readOnly = true
		for _, k := range everyKey() {
			if s.afresh().press(k); s.m.dialog != nil {
				s.lookOn(name+" "+k, func() { s.press(k) })
			}
		}
		if s.afresh(); !strings.Contains(s.frame(), "next, at the cockpit:") {
			t.Errorf("%s: the next line asks who looks on:\n%s", name, s.frame())
		}
	}
	acting := dialogMoments()
	acting["item"] = dialogMoment{"unprepared", []string{"p", "1"}}
	acting["precheck"] = dialogMoment{"unprepared", []string{"p", "2"}}
	for name, d := range acting { // opened in spite of all
		s := newScreen(t, moment(t, d.moment), "en", 80, 24)
		s.lookOn(name, func() {
			s.m.readOnly = false
			s.press(d.keys...)
			s.m.readOnly = true
		})
	}
}

// afresh leaves whatever was open, as if nothing had been pressed.
func (s *screen) afresh() *screen {
	s.m.dialog, s.m.onWall, s.m.errors, s.core.done = nil, false, nil, nil
	s.m.filtered("")
	s.m.selectFirst()
	return s
}

// lookOn presses each key in what is opened, and tries to go through with it.
func (s *screen) lookOn(name string, open func()) {
	for _, k := range everyKey() {
		s.afresh()
		open()
		before := s.m.dialog
		s.press(k)
		if f, ok := s.m.dialog.(*form); ok && s.m.dialog != before && f.submit != nil {
			s.t.Errorf("%s: %s asks who looks on: %q", name, k, f.title)
		}
		s.typed("ok")
		s.press("enter", "enter", "y")
		if len(s.core.done) > 0 {
			s.t.Errorf("%s: %s commanded %+v", name, k, s.core.done)
		}
	}
	for _, r := range s.m.keys {
		if r.touch == acts && s.m.keyHint(r.id) != "" {
			s.t.Errorf("%s: %s is offered", name, r.id)
		}
	}
}

// TestNextNamesKeysByTheirRows: what is behind "next:" names a key by what its
// row says is pressed, in every language.
func TestNextNamesKeysByTheirRows(t *testing.T) {
	literal := regexp.MustCompile(`[→按] ?[A-Za-z]( |$|，)|[(（][A-Za-z][)）]|press [a-z]+,|按 tab`)
	for _, lang := range wording.Languages() {
		s := newScreen(t, newNight(t, nightPlan()), lang, 80, 24)
		for i := range s.m.keys {
			s.m.keys[i].shown = "<" + string(s.m.keys[i].id) + ">"
		}
		for key, text := range s.m.catalog {
			if !strings.HasPrefix(key, "next.") {
				continue
			}
			if found := literal.FindString(text); found != "" {
				t.Errorf("%s %s names a key itself: %q", lang, key, found)
			}
			if said := s.m.sayNext(key); strings.Contains(said, "{key_") {
				t.Errorf("%s %s names a key that nothing fills in: %s", lang, key, said)
			}
		}
		if said := s.m.sayNext("next.start", "host", "B1"); !strings.Contains(said, "<start>") {
			t.Errorf("%s: %q", lang, said)
		}
	}
}
