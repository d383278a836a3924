package cmd

import (
	"time"

	"tminus/change"
	"tminus/fault"
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
	r, plan, events, err := readRecord(dir)
	if err != nil {
		return past{}, err
	}
	defer func() { _ = r.Close() }()
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
