package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
	"tminus/record"
)

var planDigest = hexSum([]byte(planText))

func hexSum(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func TestRoundTrip(t *testing.T) {
	r, written := filled(t)
	want := sample()
	for i := range want {
		want[i].Seq = uint64(i + 1)
		want[i].Prev, want[i].Hash = written[i].Prev, written[i].Hash
	}
	if diff := cmp.Diff(want, written); diff != "" {
		t.Errorf("Append returned other events than were given (-given +returned):\n%s", diff)
	}
	read, err := record.Read(reopen(t, r), 0)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(written, read); diff != "" {
		t.Errorf("a reader gets other events than the writer (-writer +reader):\n%s", diff)
	}
}

// The format is a contract with scripts that know nothing of this package.
func TestLinesAreAsTheContractSays(t *testing.T) {
	r, _ := filled(t)
	form := regexp.MustCompile(`^\{"seq":\d+,"at":"[^"]+Z","type":"[a-z.]+","host":"app-1","by":"anna","data":\{.*\},"prev":"[0-9a-f]{64}","hash":"[0-9a-f]{64}"\}$`)
	cutHash := regexp.MustCompile(`,"hash":"([0-9a-f]{64})"\}$`)
	prev := strings.Repeat("0", 64)
	lines := strings.Split(strings.TrimSuffix(string(readJournal(t, r)), "\n"), "\n")
	if len(lines) != len(sample()) {
		t.Fatalf("%d lines for %d events", len(lines), len(sample()))
	}
	for i, text := range lines {
		if !form.MatchString(text) {
			t.Errorf("line %d has another form: %s", i+1, text)
			continue
		}
		var l struct {
			Seq        int
			Prev, Hash string
		}
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatal(err)
		}
		if l.Seq != i+1 || l.Prev != prev || l.Hash != hexSum([]byte(cutHash.ReplaceAllString(text, "}"))) {
			t.Errorf("line %d breaks the chain: %s", i+1, text)
		}
		prev = l.Hash
	}
}

func TestLinesOfAnEventWithNothingInIt(t *testing.T) {
	r := newRecord(t)
	at := time.Date(2026, 10, 25, 2, 30, 0, 0, time.FixedZone("CEST", 7200))
	if _, err := r.Append(0, []change.Event{{At: at, Type: change.HostStarted}}); err != nil {
		t.Fatal(err)
	}
	want := `{"seq":1,"at":"2026-10-25T00:30:00Z","type":"host.started","data":{},"prev":"000`
	if text := string(readJournal(t, r)); !strings.HasPrefix(text, want) {
		t.Errorf("the line is %s", text)
	}
}

func TestReadIsIncrementalAndGoesBack(t *testing.T) {
	r := newRecord(t)
	reader := reopen(t, r)
	if events, err := record.Read(reader, 0); len(events) > 0 || err != nil {
		t.Fatalf("an empty journal gives %v, %v", events, err)
	}
	const all = 3*markEvery + 7
	for seq := uint64(0); seq < all; seq += 97 {
		batch := make([]change.Event, min(97, all-seq))
		for i := range batch {
			batch[i] = note("x")[0]
		}
		if _, err := r.Append(seq, batch); err != nil {
			t.Fatal(err)
		}
		if got, err := record.Read(reader, seq); err != nil || len(got) != len(batch) || got[0].Seq != seq+1 {
			t.Fatalf("after %d: %d events, %v", seq, len(got), err)
		}
	}
	for _, after := range []uint64{0, 1, markEvery - 1, markEvery, markEvery + 1, 500, all - 1, all} {
		got, err := record.Read(reader, after)
		if err != nil || len(got) != int(all-after) || len(got) > 0 && got[0].Seq != after+1 {
			t.Errorf("after %d: %d events, %v", after, len(got), err)
		}
	}
	if n := len(reader.marks); n != all/markEvery+1 {
		t.Errorf("going back has left %d marks", n)
	}
	if _, err := record.Read(reader, all+1); !errors.Is(err, record.ErrMoved) {
		t.Errorf("asked for events after one that is not there: %v", err)
	}
}

func TestAppendRefusesWhoIsBehind(t *testing.T) {
	r, events := filled(t)
	last := uint64(len(events))
	other := reopen(t, r)
	if _, err := other.Append(last, note("others")); err != nil {
		t.Fatalf("one that knows the last event, though it never read: %v", err)
	}
	before := readJournal(t, r)
	for _, after := range []uint64{0, last - 1, last} {
		if got, err := r.Append(after, note("late")); !errors.Is(err, record.ErrBehind) || got != nil {
			t.Errorf("after %d: %v, %v, want ErrBehind", after, got, err)
		}
	}
	if _, err := r.Append(last+2, note("ahead")); !errors.Is(err, record.ErrMoved) {
		t.Errorf("after an event that is not there: %v", err)
	}
	if !bytes.Equal(before, readJournal(t, r)) {
		t.Error("a refused append has written something")
	}
	if got, err := record.Read(r, last); err != nil || len(got) != 1 {
		t.Fatalf("what the other wrote: %v, %v", got, err)
	}
	if _, err := r.Append(last+1, note("now")); err != nil {
		t.Error(err)
	}
}

func TestAppendWritesNothingThatCannotBeRead(t *testing.T) {
	r, _ := filled(t)
	before := readJournal(t, r)
	for name, e := range map[string]change.Event{
		"too long":      note(strings.Repeat("x", record.MaxLine))[0],
		"of no year":    {At: time.Date(99999, 1, 1, 0, 0, 0, 0, time.UTC), Type: change.HostStarted},
		"other data":    {Type: change.NoteAdded, Data: map[string]int{"text": 1}},
		"not JSON":      {Type: "later.invented", Data: json.RawMessage("{")},
		"not even that": {Type: "later.invented", Data: make(chan int)},
	} {
		good := note("good")[0]
		if got, err := r.Append(r.tip.Seq, []change.Event{good, e}); err == nil || got != nil {
			t.Errorf("an event that is %s was accepted: %v", name, got)
		}
	}
	if !bytes.Equal(before, readJournal(t, r)) {
		t.Error("a refused append has written something")
	}
	if got, err := r.Append(r.tip.Seq, nil); err != nil || got != nil {
		t.Errorf("no events: %v, %v", got, err)
	}
}

func TestOnlyTheOwnerCanRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: Windows has no permission bits")
	}
	r, _ := filled(t)
	text := readJournal(t, r)
	writeJournal(t, r, append(text, "torn"...))
	if _, err := reopen(t, r).Append(uint64(len(sample())), note("repairs")); err != nil {
		t.Fatal(err)
	}
	if err := r.Beat(record.Live{PID: 1}); err != nil {
		t.Fatal(err)
	}
	unlock, err := r.LockWatch()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unlock() }()
	got := map[string]fs.FileMode{}
	err = filepath.WalkDir(r.Name(), func(path string, _ fs.DirEntry, err error) error {
		info, statErr := os.Lstat(path)
		name, _ := filepath.Rel(r.Name(), path)
		got[name] = info.Mode().Perm()
		return errors.Join(err, statErr)
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]fs.FileMode{
		".": 0o700, "evidence": 0o700, "plan.yaml": 0o600, "journal.jsonl": 0o600,
		"journal.lock": 0o600, "journal.batch": 0o600, "journal.torn-41": 0o600, "live.json": 0o600, "watch.lock": 0o600,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
