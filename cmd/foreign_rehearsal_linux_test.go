package cmd

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"tminus/change"
	"tminus/config"
	"tminus/examples"
	"tminus/journal"
)

// TestSomebodyElsesRehearsal: who can make a folder beside a record cannot vouch for
// its plan, nor hold up whoever looks for a rehearsal.
func TestSomebodyElsesRehearsal(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("SKIPPED: needs root, to be somebody else")
	}
	plan, err := config.Parse("the built-in night", examples.PatchNight)
	if err != nil {
		t.Fatal(err)
	}
	dir, at := t.TempDir(), time.Now().Add(-time.Hour)
	his := filepath.Join(dir, "his")
	r, err := journal.Create(his, examples.PatchNight)
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.Append(0, []change.Event{
		{At: at, Type: change.ChangeOpened, By: "he", Data: change.OpenedData{ID: plan.Change.ID, Plan: plan.Digest, Rehearsal: true}},
		{At: at, Type: change.ChangeClosed, By: "he", Data: change.ClosedData{Outcome: "ok"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(dir, "own")
	if !rehearsalOf(own, plan).Of(plan) {
		t.Fatal("a rehearsal of this account does not count")
	}
	if err := os.Lchown(his, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	if r := rehearsalOf(own, plan); r.Of(plan) || r.Digest != "" {
		t.Errorf("a rehearsal of somebody else counts: %+v", r)
	}
	if found := ownRecordsIn(dir); len(found) != 0 {
		t.Errorf("its nights are read: %q", found)
	}
}
