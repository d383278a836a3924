package engine_test

import (
	"testing"

	"tminus/change"
	"tminus/engine"
)

// TestJournalReadsInEnglish: what the program states has its English beside it
// in the journal, however it came there: at once, after a wait for the disk, or
// as the note that others were faster.
func TestJournalReadsInEnglish(t *testing.T) {
	english := func(s change.Statement) string { return "english " + string(s.Code) }
	j := &memory{}
	l := keeper(t, j)
	l.Speak(english)
	if err := act(l, change.Start{By: "li", Host: "A1"}, 2); err == nil {
		t.Fatal("nothing has answered yet, and A1 is started")
	}
	j.setFail(errFull)
	_ = act(l, change.Start{By: "li", Host: "A1"}, 3)
	unsaved(t, act(l, change.HoldChange{By: "li", Reason: "stop"}, 4))
	j.setFail(nil)
	other, err := engine.NewLedger(j, plan(), nil)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, other, change.HoldChange{By: "wang", Reason: "wait"}, 5)
	commit(t, l, change.AddNote{By: "li", Text: "back"}, 6)
	gates, notes := 0, map[string]int{}
	for _, e := range j.events {
		switch d := e.Data.(type) {
		case change.GatedData:
			gates++
			for _, c := range d.Criteria {
				if c.Name == "" || c.Why.Said() && c.Why.Text != "english "+string(c.Why.Code) {
					t.Errorf("%s of %s reads %q, %q", c.ID, e.Host, c.Name, c.Why.Text)
				}
			}
		case change.NoteData:
			notes[d.Text.Text]++
		}
	}
	if gates != 2 || notes["english note.overtaken"] != 1 || notes["english note.late"] != 1 || notes["back"] != 1 {
		t.Errorf("%d gates, notes %v", gates, notes)
	}
}
