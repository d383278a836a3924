package cmd

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tminus/change"
	"tminus/engine"
	"tminus/examples"
	"tminus/journal"
)

// core stands for the cockpit behind the screen.
type core struct {
	snap   *change.Snapshot
	done   []change.Command
	refuse error
}

func (c *core) Snapshot() *change.Snapshot { return c.snap }
func (c *core) Now() time.Time             { return c.snap.Now }
func (c *core) Do(command change.Command) error {
	c.done = append(c.done, command)
	return c.refuse
}

// The screen's steps take their evidence into the record too; what is refused
// leaves nothing behind.
func TestTheScreenKeepsEvidence(t *testing.T) {
	plan, text, err := loadRehearsal(nil)
	if err != nil || len(text) != len(examples.PatchNight) {
		t.Fatal(err)
	}
	record, err := journal.Create(filepath.Join(t.TempDir(), "rec"), text)
	if err != nil {
		t.Fatal(err)
	}
	defer record.Close()
	begin := plan.Change.Window.Start
	state := change.Fold(change.NewState(plan), change.Event{Type: change.ChangeOpened, At: begin, Data: change.OpenedData{}},
		change.Event{Type: change.HostStarted, Host: "A1", At: begin})
	shot := filepath.Join(t.TempDir(), "shot.png")
	if err := os.WriteFile(shot, []byte("pixels"), 0o600); err != nil {
		t.Fatal(err)
	}
	behind := &core{snap: &change.Snapshot{State: &state, Now: begin.Add(time.Minute)}}
	face := collectingFace{behind, quietCollector(record, plan)}
	mark := change.MarkStep{By: "Lin", Host: "A1", Result: change.StepOK, Evidence: shot}

	kept := func() int {
		entries, err := os.ReadDir(record.Evidence())
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	if err := face.Do(mark); err != nil || kept() != 1 {
		t.Fatalf("%v, %d files", err, kept())
	}
	if got := behind.done[0].(change.MarkStep); len(got.Files) != 1 || got.Files[0].Name != "20201120-233100_A1_backup_shot.png" || got.Evidence != "" || got.Step != "backup" {
		t.Errorf("%+v", got)
	}
	behind.refuse = errors.New("the disk is full")
	if err := face.Do(mark); !errors.Is(err, behind.refuse) || kept() != 1 {
		t.Errorf("refused: %v, %d files", err, kept())
	}
	for _, behind.refuse = range []error{&change.Unsaved{Why: engine.ErrSilent}, fmt.Errorf("write: %w", engine.ErrSilent)} {
		before := kept()
		if err := face.Do(mark); !errors.Is(err, engine.ErrSilent) || kept() != before+1 {
			t.Errorf("an act that may stand lost its evidence: %v, %d files", err, kept()-before)
		}
	}
	before := kept()
	var usage *change.Invalid
	mark.Evidence = shot + ".missing"
	if err := face.Do(mark); !errors.As(err, &usage) {
		t.Errorf("a path that leads nowhere: %v", err)
	}
	mark.Host = "B2"
	mark.Evidence = shot
	var refusal *change.Refusal
	if err := face.Do(mark); !errors.As(err, &refusal) || kept() != before {
		t.Errorf("a host that was not started: %v, %d files", err, kept())
	}
	if err := face.Do(change.AddNote{By: "Lin", Text: "n"}); !errors.Is(err, behind.refuse) {
		t.Errorf("another command: %v", err)
	}
}

// TestNewestFile: the one that was written last, and of two of one tick of the
// file system's clock the last by name.
func TestNewestFile(t *testing.T) {
	dir := t.TempDir()
	at := time.Date(2020, 11, 21, 1, 0, 0, 0, time.UTC)
	for name, written := range map[string]time.Time{"1.png": at, "2.png": at, "3.png": at.Add(-time.Hour)} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(path, []byte(name), 0o600), os.Chtimes(path, written, written)); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := findFile(filepath.Join(dir, "*.png")); err != nil || filepath.Base(got) != "2.png" {
		t.Errorf("the newest is %s, %v", got, err)
	}
}
