package change

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestPrompts(t *testing.T) {
	at := func(minute int) time.Time { return clockOn("02:00").Add(time.Duration(minute) * time.Minute) }
	events := []Event{
		{At: at(0), Type: RungDue, Data: RungData{Incident: "B-1", Rung: RungLate}}, // asks for nothing
		{At: at(5), Type: RungDue, Data: RungData{Incident: "B-1", Rung: RungStop, Action: ActionStop}},
		{At: at(5), Type: RungDue, Data: RungData{Incident: "B-1", Rung: RungVendor, Action: ActionVendor}}, // the same moment
		{At: at(5), Type: RungDue, Data: RungData{Incident: "A-1", Rung: RungStop, Action: ActionStop}},     // another incident
		{At: at(7), Type: IncidentReraised, Data: IncidentData{ID: "B-1"}},
		{At: at(8), Type: IncidentAcked, Data: IncidentData{ID: "B-1"}},
		{At: at(9), Type: ActionTaken, Data: ActionData{Incident: "B-1", Kind: ActionStop}},
	}
	if got := len(Prompts(events)); got != 3 {
		t.Errorf("%d prompts, want 3", got)
	}
}

// The sliding window against counting for every instant.
func TestBusiest(t *testing.T) {
	for seed := range uint64(500) {
		rng := rand.New(rand.NewPCG(seed, 9))
		var at []time.Time
		now := clockOn("02:00")
		for range rng.IntN(30) {
			now = now.Add(time.Duration(rng.IntN(15)) * time.Minute) // often an hour apart to the second
			at = append(at, now)
		}
		want := 0
		for _, from := range at {
			n := 0
			for _, a := range at {
				if !a.Before(from) && a.Sub(from) < time.Hour {
					n++
				}
			}
			want = max(want, n)
		}
		if got := Busiest(at, time.Hour); got != want {
			t.Fatalf("seed %d: %d, want %d", seed, got, want)
		}
	}
}
