package cmd

import (
	"time"

	"tminus/change"
	"tminus/fault"
)

// past is a record that is only looked at, not continued.
type past struct {
	dir   string
	state change.State
	// wall is when it was begun, by the wall clock.
	wall time.Time
}

// readPast reads a record without its lock. A damaged record still counts if what
// stands before the damage tells enough.
func readPast(dir string) (past, error) {
	r, plan, events, err := readRecord(dir)
	if err != nil {
		return past{}, err
	}
	defer func() { _ = r.Close() }()
	return pastOf(dir, r, plan, events)
}

// pastOf is a record of which everything has been read.
func pastOf(dir string, r opened, plan *change.Plan, events []change.Event) (past, error) {
	if len(events) == 0 {
		return past{}, fault.New(cmdNoEvents, "file", dir)
	}
	p := past{dir: dir, state: change.Fold(change.NewState(plan), events...), wall: events[0].At}
	if opened, ok := events[0].Data.(change.OpenedData); ok && !opened.Wall.IsZero() {
		p.wall = opened.Wall
	} else if written := r.Written(); ok && opened.Rehearsal && !written.IsZero() {
		p.wall = written
	}
	return p, nil
}
