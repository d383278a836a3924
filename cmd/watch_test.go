package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/examples"
	"tminus/record"
)

// watched is a record that a cockpit has opened, and commands from another process.
func watched(t *testing.T) (dir string, act func(change.Command)) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "rec")
	r, err := createRecord(dir, examples.PatchNight)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, func(c change.Command) {
		t.Helper()
		record, ledger, err := openLedger(dir) // each time anew, as after a restart of the writer
		if err != nil {
			t.Fatal(err)
		}
		defer record.Close()
		now := time.Now()
		if err := ledger.Commit(func(s change.State) ([]change.Event, error) { return change.Decide(s, c, now) }); err != nil {
			t.Fatal(err)
		}
	}
}

// eventually waits until something holds, on a busy machine too.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("not within a minute: %s", what)
}

// TestOnlookers: any number of them follow the journal, whoever writes it.
func TestOnlookers(t *testing.T) {
	t.Parallel()
	dir, act := watched(t)
	act(change.Open{By: "Lin"})
	for n := range 3 {
		text := fmt.Sprint("note ", n)
		e, err := newWatcher(dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		go func() { _ = e.Run(t.Context()) }()
		act(change.AddNote{By: "Lin", Text: text})
		seq := uint64(0)
		eventually(t, "the note is seen", func() bool {
			snap := e.Snapshot()
			seq = snap.State.Seq
			last := snap.Tail[len(snap.Tail)-1]
			d, ok := last.Data.(change.NoteData)
			return ok && d.Text.Text == text && snap.Attached && !snap.Fault.Said()
		})
		var refusal *change.Refusal
		if err := e.Do(change.HoldChange{By: "Lin", Reason: "r"}); !errors.As(err, &refusal) {
			t.Errorf("an onlooker's command came to %v", err)
		}
		if _, ledger, err := openLedger(dir); err != nil || ledger.State().Seq != seq || ledger.State().Hold != nil {
			t.Errorf("an onlooker wrote: %v", err)
		}
	}
}

// TestOnlookerOfNothing: a record that nobody has opened stays unopened.
func TestOnlookerOfNothing(t *testing.T) {
	dir, _ := watched(t)
	e, err := newWatcher(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	snap := e.Snapshot()
	if !snap.State.Opened.IsZero() || !snap.Unwatched.Said() || !snap.Seen.IsZero() {
		t.Errorf("nobody ever watched, and it shows %q, seen %v", snap.Unwatched, snap.Seen)
	}
}

// TestLifeline: who looks on knows when the watch last gave a sign, that it
// has stopped, and that it goes on.
func TestLifeline(t *testing.T) {
	dir, act := watched(t)
	act(change.Open{By: "Lin", Rehearsal: true})
	r, err := openRecord(dir)
	if err != nil {
		t.Fatal(err)
	}
	beat := func(age time.Duration, now time.Time) {
		if err := r.Beat(record.Live{PID: 7, Host: "ops", At: time.Now().Add(-age), Now: now, Speed: 60}); err != nil {
			t.Fatal(err)
		}
	}
	night := time.Date(2020, 11, 21, 2, 0, 0, 0, time.UTC)
	beat(time.Hour, night)
	life := &lifeline{pulse: newPulse(r), rehearsal: true}
	if got := life.unwatched(); !got.Said() {
		t.Error("a watch that stopped an hour ago goes on")
	}
	if got, most := life.now(), night.Add(reach*60); !got.Equal(most) {
		t.Errorf("the night that nobody plays has come to %v, not %v", got, most)
	}
	if got := life.seen(); !got.Equal(night) {
		t.Errorf("last seen %v", got)
	}
	beat(0, night.Add(time.Minute))
	eventually(t, "the watch goes on", func() bool { return !life.unwatched().Said() && life.seen().Equal(night.Add(time.Minute)) })
}

// TestLanguage: the flag, then the locale in the order of POSIX, then English.
func TestLanguage(t *testing.T) {
	for _, tt := range []struct{ flag, all, messages, lang, want string }{
		{"", "", "", "", "en"},
		{"", "", "", "zh_CN.UTF-8", "zh"},
		{"", "C.UTF-8", "zh_CN", "zh_CN", "en"},
		{"", "", "zh_CN.UTF-8", "en_US", "zh"},
		{"en", "zh_CN", "zh_CN", "zh_CN", "en"},
		{"zh", "", "", "", "zh"},
	} {
		flag := language(tt.flag)
		env := map[string]string{"LC_ALL": tt.all, "LC_MESSAGES": tt.messages, "LANG": tt.lang}
		if got := flag.of(func(name string) string { return env[name] }); got != tt.want {
			t.Errorf("%+v: %s", tt, got)
		}
	}
}

// TestOnlookerOfADamagedJournal sees what stands before the damage, and that it
// is not all.
func TestOnlookerOfADamagedJournal(t *testing.T) {
	t.Parallel()
	dir, act := watched(t)
	act(change.Open{By: "Lin"})
	act(change.AddNote{By: "Lin", Text: "sound"})
	act(change.AddNote{By: "Lin", Text: "altered"})
	act(change.AddNote{By: "Lin", Text: "behind it"})
	path := filepath.Join(dir, "journal.jsonl")
	text, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, bytes.Replace(text, []byte("altered"), []byte("ALTERED"), 1), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	e, err := newWatcher(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = e.Run(t.Context()) }()
	eventually(t, "it is said", func() bool { return strings.Contains(inEnglish(e.Snapshot().Fault), "line 3") })
	if s := e.Snapshot(); s.State.Seq != 2 {
		t.Errorf("%d events are shown", s.State.Seq)
	}
}
