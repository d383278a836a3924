package change

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// TestLatest: asking again and again takes one line for an incident, with how
// often and since when; what is news stays by itself.
func TestLatest(t *testing.T) {
	at := clockOn("02:00")
	asks := func(id string, minute int, why Code) Event {
		return Event{At: at.Add(time.Duration(minute) * time.Minute), Type: IncidentReraised, Data: IncidentData{ID: id, Reason: Stated(why)}}
	}
	note := Event{At: at.Add(20 * time.Minute), Type: NoteAdded, Data: NoteData{Text: Own("a note")}}
	events := []Event{
		asks("B-1", 0, AsksUnheard), asks("A-1", 1, AsksUnheard), asks("B-1", 10, AsksLease), asks("B-1", 12, AsksUnheard), note,
		asks("B-1", 22, AsksUnheard), asks("B-1", 23, AsksAnother), asks("B-1", 25, AsksUnheard),
	}
	var got []string
	for _, line := range Latest(events) {
		text := fmt.Sprintf("%s %s x%d", line.At.Format("04"), line.Type, line.Times)
		if line.Times > 1 {
			text += " since " + line.Since.Format("04")
		}
		got = append(got, text)
	}
	want := []string{
		"01 incident.reraised x1", "12 incident.reraised x3 since 00", "20 note.added x1",
		"22 incident.reraised x1", "23 incident.reraised x1", "25 incident.reraised x1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
