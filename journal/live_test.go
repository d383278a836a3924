package journal

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tminus/record"
)

func TestBeatAndLive(t *testing.T) {
	r := newRecord(t)
	if _, ok, err := r.Live(); ok || err != nil {
		t.Errorf("before the first beat: %v, %v", ok, err)
	}
	want := record.Live{PID: 42, Host: "jump-1", At: three, Now: three.Add(time.Hour), Speed: 60}
	for range 2 {
		if err := r.Beat(want); err != nil {
			t.Fatal(err)
		}
	}
	got, ok, err := reopen(t, r).Live()
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLiveIsNeverHalf(t *testing.T) {
	r := newRecord(t)
	if err := r.Beat(record.Live{PID: 1}); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 300 {
			if err := r.Beat(record.Live{PID: i + 1, Host: strings.Repeat("h", i)}); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range 300 {
		if l, ok, err := r.Live(); !ok || err != nil || l.PID > 1 && len(l.Host) != l.PID-1 {
			t.Errorf("%+v, %v, %v", l, ok, err)
			break
		}
	}
	wg.Wait()
}

func TestLiveAfterAPowerCut(t *testing.T) {
	r := newRecord(t)
	path := filepath.Join(r.Name(), liveName)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := r.Live(); ok || err != nil {
		t.Errorf("empty: %v, %v", ok, err)
	}
	if err := os.WriteFile(path, []byte("{\x1b[2J"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := r.Live(); ok || err == nil || strings.ContainsRune(english(err), 0x1b) {
		t.Errorf("garbage: %v, %q", ok, err)
	}
}

// A cockpit asks for the notices and beats while its journal waits for a disk.
func TestNobodyWaitsForACallThatHangs(t *testing.T) {
	r := newRecord(t)
	r.mu.Lock() // as a call has it that is under way
	defer r.mu.Unlock()
	done := make(chan error, 1)
	go func() {
		r.Notices()
		_, _, err := r.Live()
		if err == nil {
			err = r.Beat(record.Live{PID: 42})
		}
		done <- err
	}()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Error("it waits")
	}
}

// TestLiveThatCannotBe: what somebody wrote in a heartbeat's place is not
// reckoned with.
func TestLiveThatCannotBe(t *testing.T) {
	r := newRecord(t)
	for _, text := range []string{
		`{"pid":1,"at":"9999-01-01T00:00:00Z","now":"2020-01-01T00:00:00Z","speed":1}`,
		`{"pid":1,"at":"2020-01-01T00:00:00Z","now":"1848-01-01T00:00:00Z","speed":1}`,
		`{"pid":1,"at":"2020-01-01T00:00:00Z","now":"2020-01-01T00:00:00Z","speed":-1}`,
		`{"pid":1,"at":"2020-01-01T00:00:00Z","now":"2020-01-01T00:00:00Z","speed":1e300}`,
	} {
		if err := os.WriteFile(filepath.Join(r.Name(), liveName), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if l, ok, err := r.Live(); err == nil || ok {
			t.Errorf("%s is read as %+v", text, l)
		}
	}
}
