package journal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tminus/change"
	"tminus/record"
)

// sector is what a disk writes whole or not at all.
const sector = 512

// image is what may be on the disk in the middle of an append.
type image struct {
	files map[string][]byte
	// acked is the text of the lines that were acknowledged by then.
	acked string
}

// imageOf is the folder as the kernel has it just before the fsync of the journal,
// in an append of several lines behind some that were acknowledged.
func imageOf(t *testing.T, events []change.Event) (*Record, image) {
	t.Helper()
	r := newRecordInMemory(t)
	if _, err := r.Append(0, sample()[:3]); err != nil {
		t.Fatal(err)
	}
	im := image{acked: string(readJournal(t, r))}
	works := r.sync
	r.sync = func(f *os.File) error {
		if filepath.Base(f.Name()) == journalName {
			im.files = map[string][]byte{}
			for _, name := range []string{journalName, planName, lockName, batchName} {
				text, err := os.ReadFile(filepath.Join(r.dir, name))
				if err != nil {
					t.Fatal(err)
				}
				im.files[name] = text
			}
		}
		return works(f)
	}
	if _, err := r.Append(3, events); err != nil {
		t.Fatal(err)
	}
	return r, im
}

// holes are a journal of which each set of the sectors that the append touched
// has not reached the disk: there is what was there before, or zeros.
func (im image) holes(do func(text []byte, lost int)) {
	whole := im.files[journalName]
	begin := len(im.acked) / sector
	n := (len(whole)+sector-1)/sector - begin
	for set := range 1 << n {
		text := bytes.Clone(whole)
		for i := range n {
			if set&(1<<i) != 0 {
				clear(text[max(len(im.acked), (begin+i)*sector):min(len(whole), (begin+i+1)*sector)])
			}
		}
		do(text, set)
	}
}

// TestHolesOfAPowerCut: whatever part of an append of several lines the power cut
// has swallowed, what was acknowledged before stands, the record is gone on with,
// and what was torn is kept.
func TestHolesOfAPowerCut(t *testing.T) {
	r, im := imageOf(t, sample()[3:12])
	images, middles := 0, 0
	im.holes(func(text []byte, lost int) {
		images++
		dir := filepath.Join(filepath.Dir(r.dir), "image")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		for name, old := range im.files {
			if name == journalName {
				old = text
			}
			if err := os.WriteFile(filepath.Join(dir, name), old, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if wholeAfter(bytes.NewReader(text), int64(len(im.acked)), int64(len(text))) && lost != 0 {
			middles++
		}
		after, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer after.Close()
		events, err := record.Read(after, 0)
		if err != nil || len(events) < 3 || lost == 0 && len(events) != 12 {
			t.Fatalf("sectors %b lost: %d events, %v", lost, len(events), err)
		}
		if _, err := after.Append(uint64(len(events)), note("on")); err != nil {
			t.Fatalf("sectors %b lost: %v", lost, err)
		}
		now := string(readJournal(t, after))
		if !strings.HasPrefix(now, im.acked) {
			t.Fatalf("sectors %b lost: what was acknowledged is another text", lost)
		}
		if report, err := Verify(dir, ""); err != nil || report.Broken != nil || report.Events != uint64(len(events))+1 {
			t.Fatalf("sectors %b lost: %v, %+v", lost, err, report)
		}
		var kept []byte
		for _, name := range namesIn(dir) {
			if strings.HasPrefix(name, tornPrefix) {
				kept, _ = os.ReadFile(filepath.Join(dir, name))
			}
		}
		if whole := strings.LastIndex(now[:len(now)-1], "\n") + 1; string(kept) != string(text[whole:]) {
			t.Fatalf("sectors %b lost: %d bytes are kept of %d", lost, len(kept), len(text)-whole)
		}
	})
	t.Logf("%d images, %d with a hole before whole lines", images, middles)
	if images < 100 || middles < 20 {
		t.Errorf("%d images, %d with a hole before whole lines: too few to prove anything", images, middles)
	}
}

// TestHolesInWhatWasAcknowledged: the same holes, once somebody was told that the
// lines are on the disk, are damage: nothing is set aside, nothing written.
func TestHolesInWhatWasAcknowledged(t *testing.T) {
	for name, then := range map[string]func(r *Record, im image) error{
		"acknowledged": func(*Record, image) error { return nil },
		"and another line behind them, though the writer was killed before it could note that they are": func(r *Record, im image) error {
			err := os.WriteFile(filepath.Join(r.dir, batchName), im.files[batchName], 0o600)
			_, appended := r.Append(12, note("behind"))
			return errors.Join(err, appended)
		},
	} {
		r, im := imageOf(t, sample()[3:12])
		if err := then(r, im); err != nil {
			t.Fatal(err)
		}
		im.files[journalName] = readJournal(t, r)
		damaged := 0
		im.holes(func(text []byte, lost int) {
			if !wholeAfter(bytes.NewReader(text), firstBad(text), int64(len(text))) {
				return
			}
			damaged++
			writeJournal(t, r, text)
			after := reopen(t, r)
			var bad *record.Damage
			if _, err := record.Read(after, 0); !errors.As(err, &bad) {
				t.Fatalf("%s, sectors %b lost: %v", name, lost, err)
			}
			if _, err := after.Append(12, note("on")); !errors.As(err, &bad) || string(readJournal(t, r)) != string(text) {
				t.Fatalf("%s, sectors %b lost: %v", name, lost, err)
			}
		})
		if damaged < 20 {
			t.Errorf("%s: %d damages: too few to prove anything", name, damaged)
		}
	}
}

// firstBad is where the first line begins that has zeros; the end if none has.
func firstBad(text []byte) int64 {
	i := bytes.IndexByte(text, 0)
	if i < 0 {
		return int64(len(text))
	}
	return int64(bytes.LastIndexByte(text[:i], '\n') + 1)
}

// TestABatchThatWasTakenBack: an append of several lines failed, and others were
// written in its place. A hole in those is damage.
func TestABatchThatWasTakenBack(t *testing.T) {
	r := newRecordInMemory(t)
	if _, err := r.Append(0, sample()[:3]); err != nil {
		t.Fatal(err)
	}
	works := r.sync
	r.sync = func(f *os.File) error {
		if filepath.Base(f.Name()) == journalName {
			return os.ErrInvalid
		}
		return works(f)
	}
	if _, err := r.Append(3, sample()[3:12]); !errors.Is(err, os.ErrInvalid) {
		t.Fatal(err)
	}
	r.sync = works
	begin := len(readJournal(t, r))
	for i := range 3 {
		if _, err := r.Append(uint64(3+i), note("in its place")); err != nil {
			t.Fatal(err)
		}
	}
	text := readJournal(t, r)
	clear(text[begin+10 : begin+40])
	writeJournal(t, r, text)
	var bad *record.Damage
	if _, err := record.Read(reopen(t, r), 0); !errors.As(err, &bad) || bad.Line != 4 {
		t.Errorf("%v", err)
	}
}
