package cmd_test

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"tminus/change"
	"tminus/journal"
)

// forge writes a record past every check that the program makes of an act.
func forge(t *testing.T, record string, plan []byte, texts map[string]string) {
	t.Helper()
	r, err := journal.Create(record, plan)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	at := time.Now().Add(-time.Minute)
	events := []change.Event{
		{At: at, Type: change.ChangeOpened, By: "li", Data: change.OpenedData{ID: "kill", Plan: fmt.Sprintf("%x", sha256.Sum256(plan))}},
		{At: at, Type: change.IncidentOpened, Data: change.IncidentData{ID: "A-1", Environment: "A", Hosts: []string{"A1"}}},
		{At: at, Type: change.RungDue, Host: "A1", Data: change.RungData{Incident: "A-1", Rung: "stop", Action: "stop"}},
	}
	for _, text := range texts {
		if len(text) > 10_000 {
			continue
		}
		events = append(events,
			change.Event{At: at, Type: change.NoteAdded, By: text, Data: change.NoteData{Text: change.Own(text)}},
			change.Event{At: at, Type: change.ActionTaken, By: text, Data: change.ActionData{Incident: "A-1", Kind: "stop", Outcome: change.Own(text)}},
			change.Event{At: at, Type: change.ChangeHeld, By: text, Data: change.ReasonData{Reason: change.Own(text)}},
			change.Event{At: at, Type: change.SignalBack, Host: "A1", By: text, Data: change.SignalData{Check: "rdp", Since: at, Name: text}},
		)
	}
	if _, err := r.Append(0, events); err != nil {
		t.Fatal(err)
	}
}
