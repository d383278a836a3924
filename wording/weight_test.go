package wording_test

import (
	"testing"

	"tminus/change"
	"tminus/wording"
)

// TestWeighNotes: what the program notes of floods and forgeries is a warning,
// that it is over none, nor what people write.
func TestWeighNotes(t *testing.T) {
	for _, c := range []struct {
		text change.Statement
		want wording.Weight
	}{
		{change.Own("coffee"), wording.Plain},
		{change.Stated(change.NoteFlood, "n", 20000, "names", []string{"B1"}), wording.Warn},
		{change.Stated(change.NoteFloodMany, "n", 20000), wording.Warn},
		{change.Stated(change.NoteForged, "host", "B1"), wording.Warn},
		{change.Stated(change.NoteElsewhere, "host", "B1", "other", "B2"), wording.Warn},
		{change.Stated(change.NoteFloodOver, "n", 1), wording.Plain},
	} {
		if got := wording.Weigh(change.Event{Type: change.NoteAdded, Data: change.NoteData{Text: c.text}}); got != c.want {
			t.Errorf("%s weighs %d, want %d", c.text.Code, got, c.want)
		}
	}
}
