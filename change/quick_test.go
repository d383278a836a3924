package change

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// FuzzQuick holds the quick reader of journal lines against encoding/json:
// what it accepts must be the same event.
func FuzzQuick(f *testing.F) {
	for _, e := range oneOfEach() {
		text, err := json.Marshal(e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"seq":1,"at":"2026-01-01T00:00:00+08:00","type":"note.added","data":{"text":"\ud800"},"prev":""}`))
	f.Add([]byte(`{"seq":1,"at":"2026-01-01T00:00:00Z","type":"x","data":{},"prev":"","prev":"y"}`))
	f.Add([]byte(`{"seq":01,"at":"2026-01-01T00:00:00Z","type":"signal.lost","data":{"check":"a","since":"2026-01-01T00:00:00Z"},"prev":"","hash":"` + "\xff" + `"}`))
	f.Add([]byte(`{"seq":1,"at":"2026-01-01T00:00:00Z","type":"note.added","data":{"text":"long\nlonger than eight"},"prev":""}`))
	f.Add([]byte(`{"seq":1,"at":"2026-01-01T00:00:00Z","type":"note.added","data":{"text":"long` + "\n" + `longer than eight"},"prev":""}`))
	f.Add([]byte(`{"seq":1,"at":"2026-01-01T00:00:00Z","type":"note.added","data":{"text":"long` + "\xff" + `longer than eight"},"prev":""}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var quick, slow Event
		if !quick.quick(text) {
			return
		}
		if err := json.Unmarshal(text, &json.RawMessage{}); err != nil {
			t.Fatalf("accepted what is no JSON: %q: %v", text, err)
		}
		if err := slow.slow(text); err != nil {
			t.Fatalf("accepted %q, which encoding/json refuses: %v", text, err)
		}
		sameZone := cmp.Comparer(func(a, b time.Time) bool {
			return a.Equal(b) && a.Format(time.RFC3339Nano) == b.Format(time.RFC3339Nano)
		})
		if diff := cmp.Diff(slow, quick, sameZone); diff != "" {
			t.Fatalf("%s\nencoding/json (-), quick (+):\n%s", text, diff)
		}
	})
}

// TestQuickReadsOurOwnLines: else all of it would be for nothing, unnoticed.
func TestQuickReadsOurOwnLines(t *testing.T) {
	for _, e := range oneOfEach() {
		text, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var read Event
		if !read.quick(text) {
			t.Errorf("left to encoding/json: %s", text)
		}
	}
}
