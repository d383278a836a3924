package cmd

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"tminus/change"
	"tminus/journal"
)

// past is a record that is looked at and not gone on with.
type past struct {
	dir   string
	state change.State
	// wall is when it was begun, on the clock on the wall.
	wall time.Time
}

// readPast reads a record without its lock. Damage is no reason to forget it,
// if what stands before tells enough.
func readPast(dir string) (past, error) {
	record, plan, err := openSealed(dir)
	if err != nil {
		return past{}, err
	}
	defer func() { _ = record.Close() }()
	events, err := record.Read(0)
	var bad *journal.Damage
	if err != nil && !errors.As(err, &bad) || len(events) == 0 {
		return past{}, errors.Join(err, fmt.Errorf("%s has no events", dir))
	}
	p := past{dir: dir, state: change.Fold(change.NewState(plan), events...), wall: events[0].At}
	if opened, ok := events[0].Data.(change.OpenedData); ok && !opened.Wall.IsZero() {
		p.wall = opened.Wall
	} else if info, err := os.Stat(filepath.Join(dir, "journal.jsonl")); ok && opened.Rehearsal && err == nil {
		p.wall = info.ModTime()
	}
	return p, nil
}

// rehearsalsBeside are the folders beside a record whose change was opened as a
// rehearsal, which the first line of its journal says.
func rehearsalsBeside(dir string) []string {
	return foldersIn(filepath.Dir(filepath.Clean(dir)), opensRehearsal)
}

// foldersIn are the folders in a folder of which something is true, by name.
func foldersIn(dir string, is func(path string) bool) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var found []string
	for _, e := range entries {
		if path := filepath.Join(dir, e.Name()); e.IsDir() && is(path) {
			found = append(found, path)
		}
	}
	return found
}

// firstLine is more than the first line of a journal is long.
const firstLine = 1 << 16

func opensRehearsal(dir string) bool {
	f, err := os.Open(filepath.Join(dir, "journal.jsonl"))
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(f, firstLine))
	line, _, whole := bytes.Cut(text, []byte("\n"))
	var e change.Event
	if err != nil || !whole || json.Unmarshal(line, &e) != nil {
		return false
	}
	opened, ok := e.Data.(change.OpenedData)
	return ok && opened.Rehearsal
}
