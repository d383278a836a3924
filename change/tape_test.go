package change

import (
	"reflect"
	"testing"
	"time"
)

// TestTapeIsTheFold: at each event of random nights, whichever way one gets
// there, the tape shows the fold of the journal, and the clock of the event.
func TestTapeIsTheFold(t *testing.T) {
	for seed := range uint64(5) {
		n := wander(t, seed)
		tape := NewTape(n.plan, n.journal)
		if tape.Len() < 2*tapeMarks {
			t.Fatalf("seed %d: only %d events: no state is kept on the way", seed, tape.Len())
		}
		state := NewState(n.plan)
		for i, e := range n.journal {
			state = Fold(state, e)
			snap := tape.Snapshot(i+1, tape.Place(i+1))
			if !reflect.DeepEqual(state, *snap.State) {
				t.Fatalf("seed %d: the state after event %d is not the fold", seed, i+1)
			}
			if !snap.Now.Equal(e.At) {
				t.Fatalf("seed %d: after event %d it is %s, the event says %s", seed, i+1, snap.Now, e.At)
			}
			if last := snap.Tail[len(snap.Tail)-1]; last.At != e.At || last.Type != e.Type {
				t.Fatalf("seed %d: the tail after event %d ends with %s", seed, i+1, last.Type)
			}
		}
	}
}

// tapeOf makes a tape of notes at clock times, in this order.
func tapeOf(clocks ...string) *Tape {
	var events []Event
	for i, clock := range clocks {
		events = append(events, Event{Seq: uint64(i) + 1, At: clockOn(clock), Type: NoteAdded, By: "li", Data: NoteData{Text: Own(clock)}})
	}
	return NewTape(nightPlan(), events)
}

func TestTapePlaces(t *testing.T) {
	tape := tapeOf("23:00", "23:10", "23:10", "23:05", "23:20") // the clock was set back once
	tests := []struct {
		clock  string
		place  time.Duration
		played int
	}{
		{"22:00", 0, 1},
		{"23:04", 4 * time.Minute, 1},
		{"23:10", 10 * time.Minute, 4},
		{"23:15", 20 * time.Minute, 4},
		{"23:59", 25 * time.Minute, 5},
	}
	for _, tt := range tests {
		place := tape.Find(clockOn(tt.clock))
		if place != tt.place || tape.Played(place) != tt.played {
			t.Errorf("%s is at %s after %d events, want %s after %d", tt.clock, place, tape.Played(place), tt.place, tt.played)
		}
	}
	if at := tape.Clock(4, 20*time.Minute); !at.Equal(clockOn("23:15")) {
		t.Errorf("ten minutes after the clock was set back to 23:05 it is %s", at)
	}
}

// TestTapeKnowsItsGaps: only the event after a gap tells of it, and the tape
// knows it before.
func TestTapeKnowsItsGaps(t *testing.T) {
	at := clockOn
	tape := NewTape(nightPlan(), []Event{
		{Seq: 1, At: at("23:00"), Type: ChangeOpened, Data: OpenedData{ID: "CHG-1"}},
		{Seq: 2, At: at("23:30"), Type: ChangeResumed, Data: ResumedData{Unobserved: at("23:10")}},
		{Seq: 3, At: at("23:50"), Type: ObserverAsleep, Data: ObserverData{Since: at("23:45"), Gap: Duration(5 * time.Minute)}},
		{Seq: 4, At: at("23:20"), Type: ObserverStepped, Data: ObserverData{Since: at("23:50"), Gap: Duration(-30 * time.Minute)}},
	})
	tests := []struct {
		n     int
		clock string
		want  bool
	}{
		{1, "23:09", false},
		{1, "23:10", true},
		{1, "23:29", true},
		{2, "23:30", false},
		{2, "23:44", false},
		{2, "23:46", true},
		{3, "23:50", false},
		{4, "23:20", false}, // the same time once more, and now it was watched
	}
	for _, tt := range tests {
		if _, _, got := tape.Unwatched(tt.n, at(tt.clock)); got != tt.want {
			t.Errorf("%s after %d events: unwatched %t, want %t", tt.clock, tt.n, got, tt.want)
		}
	}
}
