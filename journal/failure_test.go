package journal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tminus/record"
)

func TestAFailedSyncTakesTheEventBack(t *testing.T) {
	r, events := filled(t)
	last := uint64(len(events))
	before := readJournal(t, r)
	works := r.sync
	r.sync = func(*os.File) error { return syscall.EIO }
	_, err := r.Append(last, note("lost"))
	if !errors.Is(err, syscall.EIO) || !strings.Contains(english(err), "was not recorded") {
		t.Fatalf("%v", err)
	}
	if !bytes.Equal(before, readJournal(t, r)) {
		t.Error("the event is in the journal though its fsync failed")
	}
	if r.file != nil {
		t.Error("the handle is still trusted after a failed fsync")
	}
	r.sync = works
	if got, err := r.Append(last, note("again")); err != nil || got[0].Seq != last+1 {
		t.Fatalf("%v, %v", got, err)
	}
	if report, err := Verify(r.Name(), ""); err != nil || !report.OK() || report.Events != last+1 {
		t.Errorf("%+v, %v", report, err)
	}
}

// Where even taking it back fails, the error may not claim that it worked.
func TestAFailedUndoIsSaid(t *testing.T) {
	r, events := filled(t)
	away := filepath.Join(t.TempDir(), "away")
	r.sync = func(*os.File) error { return errors.Join(syscall.EIO, os.Rename(r.path(), away)) }
	_, err := r.Append(uint64(len(events)), note("lost"))
	if err == nil || !strings.Contains(english(err), "may not be recorded") {
		t.Errorf("%v", err)
	}
}

func TestAReadOnlyJournalIsSaid(t *testing.T) {
	r, events := filled(t)
	r.readOnly = true // as openFile finds it for who is not root
	if _, err := r.Append(uint64(len(events)), note("x")); !errors.Is(err, record.ErrReadOnly) {
		t.Errorf("%v", err)
	}
	if _, err := r.Append(uint64(len(events)), note("its owner has changed that")); err != nil {
		t.Errorf("%v", err)
	}
}
