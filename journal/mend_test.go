package journal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/record"
)

// damaged is a record whose journal was altered.
func damaged(t *testing.T, alter func(lines []string) []string) (*Record, []change.Event) {
	t.Helper()
	r, events := filled(t)
	lines := strings.SplitAfter(string(readJournal(t, r)), "\n")
	writeJournal(t, r, []byte(strings.Join(alter(lines[:len(lines)-1]), "")))
	_ = r.Close()
	return r, events
}

func flipBit(line string) string {
	text := []byte(line)
	text[len(text)/2] ^= 1
	return string(text)
}

// types are those of the events of a sound record.
func types(t *testing.T, dir string) (all []change.Type) {
	t.Helper()
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	events, err := record.Read(r, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		all = append(all, e.Type)
	}
	return all
}

// TestRepair: what stands before the damage stays as it is, what is whole behind
// it is saved in its order, and the damaged journal is kept.
func TestRepair(t *testing.T) {
	for _, c := range []struct {
		name       string
		alter      func([]string) []string
		line, lost uint64
		without    []int // the events that are lost, counted from 0
	}{
		{"one bit", func(l []string) []string { l[9] = flipBit(l[9]); return l }, 10, 1, []int{9}},
		{"two lines", func(l []string) []string { l[9], l[20] = flipBit(l[9]), flipBit(l[20]); return l }, 10, 2, []int{9, 20}},
		{"a line is gone", func(l []string) []string { return slices.Delete(l, 5, 6) }, 6, 0, []int{5}},
		{"a line stands twice", func(l []string) []string { return slices.Insert(l, 12, l[11]) }, 13, 1, nil},
		{"a block of zeros", func(l []string) []string {
			l[7] = l[7][:20] + strings.Repeat("\x00", 512)
			l[8] = l[8][len(l[8])/2:]
			return l
		}, 8, 1, []int{7, 8}},
		{"more than a line may be", func(l []string) []string { return slices.Insert(l, 3, strings.Repeat("x", 3*record.MaxLine)+"\n") }, 4, 4, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, events := damaged(t, c.alter)
			before := readJournal(t, r)
			at := three.Add(time.Hour)
			data, err := Repair(r.Name(), "anna", at, speak)
			if err != nil {
				t.Fatal(err)
			}
			if data.Line != c.line || data.Lost != c.lost || data.Saved != 40-(c.line-1)-uint64(len(c.without)) {
				t.Errorf("%+v", data)
			}
			if kept, err := os.ReadFile(filepath.Join(r.Name(), data.File)); err != nil || !bytes.Equal(kept, before) {
				t.Errorf("the damaged journal is not kept: %v", err)
			}
			var want []change.Type
			for i, e := range events {
				if !slices.Contains(c.without, i) {
					want = append(want, e.Type)
				}
			}
			if got := types(t, r.Name()); !slices.Equal(got, append(want, change.JournalRepaired)) {
				t.Errorf("%q", got)
			}
			whole := before[:bytes.LastIndex(before[:bytesBefore(before, c.line)], []byte("\n"))+1]
			if !bytes.HasPrefix(readJournal(t, r), whole) {
				t.Error("the lines before the damage are other ones")
			}
			report, err := Verify(r.Name(), "")
			said := says(report.Warnings...)
			if err != nil || !report.OK() || !strings.Contains(said, "repaired by anna") || !strings.Contains(said, data.File) {
				t.Errorf("%+v, %v", report, err)
			}
			if _, err := Repair(r.Name(), "anna", at, speak); !errors.Is(err, record.ErrSound) {
				t.Errorf("repaired twice: %v", err)
			}
		})
	}
}

// bytesBefore is where the line begins.
func bytesBefore(text []byte, line uint64) int {
	at := 0
	for range line - 1 {
		at += bytes.IndexByte(text[at:], '\n') + 1
	}
	return at
}

// TestWhatIsNotRepaired: a torn end is for the next writer, nobody may watch
// meanwhile, and without its opening a change cannot be gone on with. Nothing
// is touched then.
func TestWhatIsNotRepaired(t *testing.T) {
	torn, _ := damaged(t, func(l []string) []string { return append(l, "torn") })
	opening, _ := damaged(t, func(l []string) []string { l[0] = flipBit(l[0]); return l })
	busy, _ := damaged(t, func(l []string) []string { l[9] = flipBit(l[9]); return l })
	unlock, err := busy.LockWatch()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unlock() }()
	for _, c := range []struct {
		r    *Record
		says string
	}{{torn, "nothing in its journal is damaged"}, {opening, "begin a new record"}, {busy, "another process watches"}} {
		before := readJournal(t, c.r)
		if _, err := Repair(c.r.Name(), "anna", three, speak); err == nil || !strings.Contains(english(err), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
		kept, _ := filepath.Glob(filepath.Join(c.r.Name(), damagedPrefix+"*"))
		if !bytes.Equal(before, readJournal(t, c.r)) || len(kept) > 0 {
			t.Errorf("something was written: %q", kept)
		}
	}
}

// TestRepairThatFails leaves the damaged journal as it is.
func TestRepairThatFails(t *testing.T) {
	r, _ := damaged(t, func(l []string) []string { l[9] = flipBit(l[9]); return l })
	before := readJournal(t, r)
	again := reopen(t, r)
	again.sync = func(*os.File) error { return errors.New("no space") }
	m := mender{Record: again, by: "anna", at: three, english: speak}
	if err := m.mend(); err == nil || !bytes.Equal(before, readJournal(t, r)) {
		t.Errorf("%v", err)
	}
}
