package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
	"tminus/record"
)

// accepted scans a text and returns what was handed out.
func accepted(text []byte) ([]change.Event, mark, *record.Damage) {
	var events []change.Event
	at := start()
	bad := scan(bytes.NewReader(text), at, int64(len(text)), func(e change.Event, behind mark) {
		events, at = append(events, e), behind
	})
	return events, at, bad
}

// FuzzRead gives the reader any text at all.
func FuzzRead(f *testing.F) {
	r, _ := filled(f)
	text := readJournal(f, r)
	f.Add(text)
	f.Add(text[:700])
	f.Add(bytes.Replace(text, []byte("}\n{"), []byte("}{"), 1))
	f.Add([]byte("\n{}\n\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		events, end, bad := accepted(text)
		good := text[:end.offset]
		if bytes.Count(good, []byte("\n")) != len(events) || end.Seq != uint64(len(events)) {
			t.Fatalf("%d lines, %d events, the last numbered %d", bytes.Count(good, []byte("\n")), len(events), end.Seq)
		}
		if (bad == nil) != (end.offset == int64(len(text))) {
			t.Fatalf("accepted %d of %d bytes, damage %v", end.offset, len(text), bad)
		}
		if bad != nil && (bad.Offset != end.offset || bad.Line != end.Seq+1) {
			t.Fatalf("behind event %d, byte %d: %+v", end.Seq, end.offset, bad)
		}
		again, _, bad := accepted(good)
		if bad != nil {
			t.Fatalf("what was accepted once is damaged now: %v", bad)
		}
		if diff := cmp.Diff(events, again); diff != "" {
			t.Fatal(diff)
		}
	})
}

// FuzzSealed gives the reader any text with a hash that is right, as somebody
// makes it who knows the format.
func FuzzSealed(f *testing.F) {
	r, _ := filled(f)
	for line := range bytes.Lines(readJournal(f, r)) {
		if body := line[:bytes.LastIndex(line, []byte(`,"hash":"`))]; bytes.HasPrefix(body, []byte(`{"seq":1,`)) {
			f.Add(body)
		}
	}
	zero := start().Hash
	f.Add([]byte(`{"seq":1,"at":"2026-11-22T03:00:00+08:00","type":"note.added","data":{"text":"` + "\x1b[31m" + `"},"prev":"` + zero + `"`))
	f.Add([]byte(`{"seq":1,"SEQ":1,"at":"2026-11-22T03:00:00Z","type":"x","data":[1],"prev":"` + zero + `"`))
	f.Add([]byte(`{"seq":1,"prev":"` + zero + `"`))
	f.Add([]byte(`{"seq":2,"prev":"` + zero + `"`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if bytes.IndexByte(body, '\n') >= 0 || len(body) > record.MaxLine/8 {
			t.Skip()
		}
		sum := sha256.Sum256(append(bytes.Clone(body), '}'))
		line := append(bytes.Clone(body), `,"hash":"`+hex.EncodeToString(sum[:])+"\"}\n"...)
		events, _, bad := accepted(line)
		if bad != nil {
			return
		}
		// Written anew by us it is the same event, if not the same bytes.
		anew, _, err := record.Seal(record.First(), events[0])
		if err != nil {
			return // such as one whose data are no object
		}
		again, _, bad := accepted(anew)
		if bad != nil {
			t.Fatalf("%s\nis damaged when written anew as\n%s%v", line, anew, bad)
		}
		same := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Hash" }, cmp.Ignore())
		rawData := cmp.Transformer("JSON", func(text json.RawMessage) (value any) { // whatever its spaces
			if len(text) == 0 {
				return nil // no data at all is written as null
			}
			if err := json.Unmarshal(text, &value); err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			return value
		})
		if diff := cmp.Diff(events, again, same, rawData); diff != "" {
			t.Fatal(diff)
		}
	})
}

// FuzzTail writes any text behind a good journal: what stands before it stays,
// and either the next writer goes on or somebody is told.
func FuzzTail(f *testing.F) {
	r, _ := filled(f)
	text := readJournal(f, r)
	f.Add([]byte(nil))
	f.Add([]byte("torn"))
	f.Add(text)
	f.Add([]byte("\x00\x00\n\n\n"))
	f.Fuzz(func(t *testing.T, tail []byte) {
		r := newRecordInMemory(t)
		events, err := r.Append(0, sample())
		if err != nil {
			t.Fatal(err)
		}
		whole := append(readJournal(t, r), tail...)
		writeJournal(t, r, whole)
		again := reopen(t, r)
		got, readErr := record.Read(again, 0)
		if diff := cmp.Diff(events, got); diff != "" {
			t.Fatal(diff)
		}
		_, err = again.Append(uint64(len(events)), note("goes on"))
		if (readErr == nil) != (err == nil) {
			t.Fatalf("the reader says %v, the writer %v", readErr, err)
		}
		if err != nil {
			if !bytes.Equal(whole, readJournal(t, r)) {
				t.Fatal("damage was touched")
			}
			return
		}
		if report, err := Verify(r.Name(), ""); err != nil || !report.OK() || report.Events != 41 {
			t.Fatalf("%+v, %v", report, err)
		}
		if kept, _ := os.ReadFile(filepath.Join(r.Name(), "journal.torn-41")); !bytes.Equal(kept, tail) {
			t.Fatalf("%q was torn, kept %q", tail, kept)
		}
	})
}
