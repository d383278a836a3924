package journal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tminus/record"
)

// lineAt is the number of the line that holds the byte.
func lineAt(text []byte, i int) uint64 { return uint64(bytes.Count(text[:i], []byte("\n"))) + 1 }

// small is a record that holds the first few of the sample.
func small(t *testing.T) (*Record, []byte) {
	t.Helper()
	r := newRecordInMemory(t)
	if _, err := r.Append(0, sample()[:6]); err != nil {
		t.Fatal(err)
	}
	return r, readJournal(t, r)
}

// Every byte of a journal is under the chain's protection.
func TestVerifyNamesTheLineOfEveryAlteredByte(t *testing.T) {
	r, text := small(t)
	for i, was := range text {
		// The other case of a letter, which JSON forgives in keys; the next
		// letter or digit; a line break.
		for _, is := range []byte{was ^ 0x20, was ^ 1, '\n'} {
			if is == was {
				continue
			}
			altered := bytes.Clone(text)
			altered[i] = is
			writeJournal(t, r, altered)
			report, err := Verify(r.Name(), "")
			if err != nil {
				t.Fatal(err)
			}
			want := lineAt(text, i)
			if report.OK() || report.Broken == nil || report.Broken.Line != want || report.Events != want-1 {
				t.Fatalf("byte %d of line %d (%q → %q): %+v", i, want, was, is, report)
			}
			if begin := int64(bytes.LastIndexByte(text[:i], '\n') + 1); report.Broken.Offset != begin {
				t.Fatalf("byte %d: the line begins at %d, reported %d", i, begin, report.Broken.Offset)
			}
		}
	}
}

func TestVerifyNamesWhatIsWrong(t *testing.T) {
	r, _ := filled(t)
	text := string(readJournal(t, r))
	lines := strings.SplitAfter(text, "\n")
	lines = lines[:len(lines)-1]
	other, _ := filled(t)
	if _, err := other.Append(40, note("another chain")); err != nil {
		t.Fatal(err)
	}
	foreign := strings.SplitAfter(string(readJournal(t, other)), "\n")[40]
	join := func(parts ...[]string) string {
		var all strings.Builder
		for _, p := range parts {
			all.WriteString(strings.Join(p, ""))
		}
		return all.String()
	}
	last := record.Link{Seq: 39, Hash: strings.Repeat("a", 64)}
	sealed, _, err := record.Seal(last, note("sealed anew")[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, text string
		line       uint64
		reason     string
	}{
		{"whole", text, 0, ""},
		{"line removed", join(lines[:9], lines[10:]), 10, "has sequence number 11 where 10 belongs"},
		{"lines swapped", join(lines[:4], lines[5:6], lines[4:5], lines[6:]), 5, "has sequence number 6"},
		{"line doubled", join(lines[:5], lines[4:]), 6, "has sequence number 5 where 6 belongs"},
		{"first line removed", join(lines[1:]), 1, "has sequence number 2"},
		{"line of another chain", join(lines[:39], []string{foreign}), 40, "has sequence number 41"},
		{"line with a hash of its own", join(lines[:39], []string{string(sealed)}), 40, "does not follow the line before it"},
		{"word changed", strings.Replace(text, "case 42", "case 43", 1), 31, "was changed after it was written"},
		{"empty line", join(lines[:3], []string{"\n"}, lines[3:]), 4, "is empty"},
		{"prose", join(lines[:3], []string{"hello\n"}, lines[3:]), 4, "is not JSON"},
		{"JSON of something else", join(lines[:3], []string{"{}\n"}, lines[3:]), 4, "does not end with a hash"},
		{"endless line", join(lines[:3], []string{strings.Repeat("x", record.MaxLine)}, lines[3:]), 4, "is longer than"},
		{"end cut off", text[:len(text)-1], 40, "is incomplete"},
	} {
		writeJournal(t, r, []byte(c.text))
		report, err := Verify(r.Name(), "")
		if err != nil {
			t.Fatal(err)
		}
		if c.line == 0 {
			if !report.OK() || report.Events != 40 || len(report.Warnings) > 0 {
				t.Errorf("%s: %+v", c.name, report)
			}
			continue
		}
		if bad := report.Broken; bad == nil || bad.Line != c.line || !strings.Contains(says(bad.Reason), c.reason) {
			t.Errorf("%s: %+v, want line %d: %s", c.name, bad, c.line, c.reason)
		}
	}
}

// A killed writer may leave any part of a line behind.
func TestEveryTruncationOpensAndGoesOn(t *testing.T) {
	r, text := small(t)
	events, err := record.Read(r, 0)
	if err != nil {
		t.Fatal(err)
	}
	two, _, _ := bytes.Cut(text, []byte(`"seq":3,`))
	for size := len(two); size >= 0; size-- { // two lines, and the first byte of the third
		writeJournal(t, r, text[:size])
		cut := reopen(t, r)
		whole := uint64(bytes.Count(text[:size], []byte("\n")))
		got, err := record.Read(cut, 0)
		if err != nil {
			t.Fatalf("cut at %d: %v", size, err)
		}
		if diff := cmp.Diff(events[:whole], got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("cut at %d: (-want +got):\n%s", size, diff)
		}
		writer := reopen(t, r) // has not read that end yet
		if _, err := writer.Append(whole, note("goes on")); err != nil {
			t.Fatalf("cut at %d: %v", size, err)
		}
		report, err := Verify(r.Name(), "")
		if err != nil || report.Broken != nil || report.Events != whole+1 {
			t.Fatalf("cut at %d: %+v, %v", size, report, err)
		}
		checkSetAside(t, writer, text[bytes.LastIndexByte(text[:size], '\n')+1:size])
		removeTorn(t, r)
		if got, err := record.Read(cut, whole); err != nil || len(got) != 1 {
			t.Fatalf("cut at %d: after the repair the reader gets %d events, %v", size, len(got), err)
		}
		_, _ = cut.Close(), writer.Close()
	}
}

func checkSetAside(t *testing.T, r *Record, want []byte) {
	t.Helper()
	paths, _ := filepath.Glob(filepath.Join(r.Name(), tornPrefix+"*"))
	if len(want) == 0 {
		if len(paths) > 0 || len(r.Notices()) > 0 {
			t.Fatalf("nothing was torn, but %v, %q", paths, r.Notices())
		}
		return
	}
	if len(paths) != 1 {
		t.Fatalf("%q was torn, set aside: %v", want, paths)
	}
	if got, err := os.ReadFile(paths[0]); err != nil || !bytes.Equal(got, want) {
		t.Fatalf("set aside %q, %v, want %q", got, err, want)
	}
	if notices := says(r.Notices()...); !strings.Contains(notices, filepath.Base(paths[0])) {
		t.Fatalf("no notice of %s: %q", paths[0], notices)
	}
}

func TestGarbageAtTheEndIsSetAside(t *testing.T) {
	r, events := filled(t)
	text := readJournal(t, r)
	lastLine := text[bytes.LastIndexByte(text[:len(text)-1], '\n')+1:]
	for name, torn := range map[string][]byte{
		"zeros of a crashed disk":  make([]byte, 5000),
		"text with line breaks":    []byte("a\nb\n\n{}\nc"),
		"one byte":                 []byte("{"),
		"the last line once more":  lastLine,
		"a line changed by a byte": bytes.Replace(lastLine, []byte("any"), []byte("ANY"), 1),
		"more than a line may be":  bytes.Repeat([]byte("y"), 3*record.MaxLine),
		"long, and a line break":   append(bytes.Repeat([]byte("y"), record.MaxLine+9), '\n'),
	} {
		writeJournal(t, r, append(bytes.Clone(text), torn...))
		reader, writer := reopen(t, r), reopen(t, r)
		got, err := record.Read(reader, 0)
		if err != nil || len(got) != len(events) {
			t.Fatalf("%s: %d events, %v", name, len(got), err)
		}
		if notices := reader.Notices(); len(notices) != 1 || !strings.Contains(says(notices...), "line 41") {
			t.Errorf("%s: the reader's notices are %q", name, notices)
		}
		if _, err := writer.Append(40, note("goes on")); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		checkSetAside(t, writer, torn)
		if report, err := Verify(r.Name(), ""); err != nil || !report.OK() || report.Events != 41 || len(report.Warnings) != 1 {
			t.Errorf("%s: %+v, %v", name, report, err)
		}
		if got, err := record.Read(reader, 40); err != nil || len(got) != 1 {
			t.Errorf("%s: after the repair the reader gets %d events, %v", name, len(got), err)
		}
		removeTorn(t, r)
	}
}

func removeTorn(t *testing.T, r *Record) {
	t.Helper()
	paths, _ := filepath.Glob(filepath.Join(r.Name(), tornPrefix+"*"))
	for _, path := range paths {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTornEndsDoNotReplaceEachOther(t *testing.T) {
	r := newRecord(t)
	for range 3 {
		writeJournal(t, r, []byte("torn"))
		again := reopen(t, r)
		if _, err := again.Append(0, note("x")); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"journal.torn-1", "journal.torn-1.2", "journal.torn-1.3"} {
		if text, err := os.ReadFile(filepath.Join(r.Name(), name)); err != nil || string(text) != "torn" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}

// Damage with events behind it is no rest of a write, and nobody may cut there.
func TestDamageInTheMiddleIsNeverTouched(t *testing.T) {
	r, events := filled(t)
	text := readJournal(t, r)
	for _, line := range []int{1, 7, 38, 39} {
		lines := bytes.SplitAfter(bytes.Clone(text), []byte("\n"))
		lines[line-1][30] ^= 1
		damaged := bytes.Join(lines, nil)
		writeJournal(t, r, damaged)
		again := reopen(t, r)
		got, err := record.Read(again, 0)
		var bad *record.Damage
		if !errors.As(err, &bad) || bad.Line != uint64(line) || bad.Torn {
			t.Fatalf("line %d: %v", line, err)
		}
		if !strings.Contains(english(err), r.path()) || !strings.Contains(english(err), "tminus verify") {
			t.Errorf("the error does not help: %v", err)
		}
		if diff := cmp.Diff(events[:line-1], got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("line %d: what stands before the damage (-want +got):\n%s", line, diff)
		}
		if _, err := again.Append(uint64(line-1), note("x")); !errors.As(err, &bad) {
			t.Errorf("line %d: append to a damaged journal: %v", line, err)
		}
		if !bytes.Equal(damaged, readJournal(t, r)) {
			t.Errorf("line %d: the damaged journal was changed", line)
		}
	}
}

func TestVerifyComparesThePlan(t *testing.T) {
	r, _ := filled(t)
	plan := filepath.Join(r.Name(), planName)
	if err := os.WriteFile(plan, []byte(planText+"# and one host more\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := Verify(r.Name(), "")
	if err != nil || report.OK() || !strings.Contains(says(report.PlanFault), planDigest) {
		t.Errorf("altered plan: %+v, %v", report, err)
	}
	if err := os.Remove(plan); err != nil {
		t.Fatal(err)
	}
	if report, err = Verify(r.Name(), ""); err != nil || report.OK() || !report.PlanFault.Said() {
		t.Errorf("lost plan: %+v, %v", report, err)
	}
	if report, err = Verify(newRecord(t).Name(), ""); err != nil || !report.OK() || len(report.Warnings) != 1 {
		t.Errorf("change that was not opened: %+v, %v", report, err)
	}
}

func TestVerifyWarnsOfClocksSetBack(t *testing.T) {
	r, _ := filled(t) // the sample ends 39 s after three
	for seq := uint64(40); seq < 91; seq++ {
		e := note("earlier and earlier")
		e[0].At = three.AddDate(0, 0, 40-int(seq))
		if _, err := r.Append(seq, e); err != nil {
			t.Fatal(err)
		}
	}
	report, err := Verify(r.Name(), "")
	if err != nil || !report.OK() || report.Events != 91 {
		t.Fatalf("%+v, %v", report, err)
	}
	if want := "line 41 is 39s earlier"; !strings.Contains(says(report.Warnings[0]), want) {
		t.Errorf("%q, want %q", report.Warnings[0], want)
	}
	if n := len(report.Warnings); n != 21 || says(report.Warnings[n-1]) != "and 31 more" {
		t.Errorf("%d warnings: %q", n, report.Warnings)
	}
}
