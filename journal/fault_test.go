package journal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/record"
)

// withEvidence is a record whose steps have two files of evidence.
func withEvidence(t *testing.T) (*Record, []change.EvidenceFile) {
	t.Helper()
	r := newRecordInMemory(t)
	if _, err := r.Append(0, sample()[:9]); err != nil {
		t.Fatal(err)
	}
	var files []change.EvidenceFile
	for i, text := range []string{"first picture", "second picture"} {
		kept, err := r.KeepFrom(strings.NewReader(text), "shot.png", label())
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, kept)
		e := change.Event{At: three.Add(time.Hour), Type: change.StepDone, Host: "app-1", By: "anna", Data: change.StepData{Step: "patch", N: 1, Files: []change.EvidenceFile{kept}}}
		if _, err := r.Append(uint64(9+i), []change.Event{e}); err != nil {
			t.Fatal(err)
		}
	}
	return r, files
}

// Every byte of the evidence is under the protection of the line that names it.
func TestVerifyNamesEveryAlteredByteOfEvidence(t *testing.T) {
	r, files := withEvidence(t)
	if report, err := Verify(r.Name(), ""); err != nil || !report.OK() || report.Evidence != 2 || len(report.Warnings) > 0 {
		t.Fatalf("unaltered: %+v, %v", report, err)
	}
	for n, f := range files {
		path := filepath.Join(r.Evidence(), f.Name)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := range text {
			altered := bytes.Clone(text)
			altered[i] ^= 1
			wantFault(t, r, path, altered, uint64(10+n), f.Name)
		}
		wantFault(t, r, path, text[1:], uint64(10+n), f.Name)
		wantFault(t, r, path, append(bytes.Clone(text), 'x'), uint64(10+n), f.Name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func wantFault(t *testing.T, r *Record, path string, text []byte, line uint64, name string) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := Verify(r.Name(), "")
	if err != nil {
		t.Fatal(err)
	}
	if report.OK() || len(report.Faults) != 1 || report.Faults[0].Line != line || !strings.Contains(says(report.Faults[0].Reason), name) {
		t.Fatalf("%q: %+v", text, report)
	}
}

func TestVerifyNamesEvidenceThatIsGoneOrUnknown(t *testing.T) {
	r, files := withEvidence(t)
	if err := os.Remove(filepath.Join(r.Evidence(), files[1].Name)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.Evidence(), "stray.png"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := Verify(r.Name(), "")
	if err != nil || len(report.Faults) != 1 || report.Faults[0].Line != 11 || report.Faults[0].Kind != record.FaultEvidence ||
		!strings.Contains(says(report.Faults[0].Reason), "is missing") {
		t.Errorf("%+v, %v", report, err)
	}
	if len(report.Warnings) != 1 || !strings.Contains(says(report.Warnings[0]), `"stray.png"`) {
		t.Errorf("%q", report.Warnings)
	}
}

// A byte of any line, of a journal with every type of event.
func TestVerifyNamesEveryAlteredLine(t *testing.T) {
	r, _ := filled(t)
	text := readJournal(t, r)
	begin := 0
	for n, line := range bytes.SplitAfter(text, []byte("\n")) {
		for _, at := range []int{0, len(line) / 3, len(line) - 70, len(line) - 3, len(line) - 1} {
			if len(line) == 0 {
				continue
			}
			altered := bytes.Clone(text)
			altered[begin+at] ^= 1
			writeJournal(t, r, altered)
			report, err := Verify(r.Name(), "")
			if err != nil {
				t.Fatal(err)
			}
			if report.OK() || report.Broken == nil || report.Broken.Line != uint64(n+1) || report.Events != uint64(n) {
				t.Fatalf("line %d, byte %d: %+v", n+1, at, report)
			}
		}
		begin += len(line)
	}
}

// A time that runs backwards is named, unless a step of the clock explains it.
func TestVerifyNamesTimesOutOfOrder(t *testing.T) {
	at := func(minutes int, kind change.Type, data any) change.Event {
		return change.Event{At: three.Add(time.Duration(minutes) * time.Minute), Type: kind, By: "anna", Data: data}
	}
	text := change.NoteData{Text: change.Own("n")}
	stepped := change.ObserverData{Gap: change.Duration(-20 * time.Minute)}
	for name, c := range map[string]struct {
		events []change.Event
		line   uint64
	}{
		"backwards": {[]change.Event{at(9, change.NoteAdded, text), at(2, change.NoteAdded, text), at(3, change.NoteAdded, text)}, 3},
		"told":      {[]change.Event{at(30, change.NoteAdded, text), at(10, change.ObserverStepped, stepped)}, 0},
		"told late": {[]change.Event{at(30, change.NoteAdded, text), at(10, change.NoteAdded, text), at(10, change.ObserverStepped, stepped)}, 0},
		"kept":      {[]change.Event{at(30, change.NoteAdded, text), at(10, change.NoteAdded, text), at(12, change.NoteAdded, text), at(31, change.NoteAdded, change.NoteData{Text: change.Own("n"), Late: 2})}, 0},
		"not kept":  {[]change.Event{at(30, change.NoteAdded, text), at(10, change.NoteAdded, text), at(12, change.NoteAdded, text), at(31, change.NoteAdded, change.NoteData{Text: change.Own("n"), Late: 1})}, 3},
		"forwards":  {[]change.Event{at(30, change.NoteAdded, text), at(10, change.NoteAdded, text), at(10, change.ObserverStepped, change.ObserverData{Gap: change.Duration(time.Minute)})}, 3},
	} {
		r := newRecordInMemory(t)
		opened := at(0, change.ChangeOpened, change.OpenedData{ID: "CHG-1", Plan: planDigest})
		if _, err := r.Append(0, append([]change.Event{opened}, c.events...)); err != nil {
			t.Fatal(err)
		}
		report, err := Verify(r.Name(), "")
		if err != nil {
			t.Fatal(err)
		}
		first, bad := report.FirstFault()
		if bad != (c.line > 0) || first.Line != c.line || report.OK() == bad || bad && first.Kind != record.FaultTime {
			t.Errorf("%s: %+v", name, report)
		}
	}
}

// A lock that comes after the wait is over is none: who waited has old events.
func TestALockThatComesTooLate(t *testing.T) {
	r := newRecord(t)
	wrote := false
	slow := func() (bool, error) { time.Sleep(30 * time.Millisecond); return true, nil }
	if err := acquire(slow, 10*time.Millisecond); !errors.Is(err, record.ErrBusy) {
		t.Errorf("it is taken all the same: %v", err)
	}
	for _, with := range []func(string, time.Duration, func() error) error{exclusively, sharing} {
		// -1: the lock is free, and comes too late
		if err := with(r.dir, -1, func() error { wrote = true; return nil }); !errors.Is(err, record.ErrBusy) || wrote {
			t.Errorf("written under a lock that came too late: %v", err)
		}
		if err := exclusively(r.dir, patience, func() error { return nil }); err != nil {
			t.Errorf("it is kept: %v", err)
		}
	}
}

// Whole lines that were cut off, or a journal that was written anew, show by
// the head that was noted.
func TestVerifyLooksForTheNotedHead(t *testing.T) {
	r, events := filled(t)
	text := readJournal(t, r)
	last := events[len(events)-1]
	report, err := Verify(r.Name(), " "+strings.ToUpper(last.Hash))
	if err != nil || !report.OK() || report.NotedLine != last.Seq {
		t.Errorf("whole: %+v, %v", report, err)
	}
	writeJournal(t, r, text[:bytes.LastIndexByte(text[:len(text)-1], '\n')+1])
	if report, err = Verify(r.Name(), ""); err != nil || !report.OK() {
		t.Errorf("cut off, and no head noted: %+v, %v", report, err)
	}
	if report, err = Verify(r.Name(), last.Hash); err != nil || report.OK() || report.NotedLine != 0 {
		t.Errorf("cut off: %+v, %v", report, err)
	}
}
