package checks

import (
	"context"
	"sync"
	"time"

	"tminus/change"
)

// outbox holds results until they are handed over, so that probing never waits
// for whoever processes them.
type outbox struct {
	mu   sync.Mutex
	list []change.Observation
	// most is how many results it holds; when it is full no more is asked until
	// they are taken.
	most int
	// notes are lines for the record, of which few come.
	notes []change.Statement
}

// mostNotes is how many lines may wait: a flood of reasons for notes must not
// fill the memory.
const mostNotes = 32

func (b *outbox) note(st change.Statement) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.notes) < mostNotes {
		b.notes = append(b.notes, st)
	}
}

func (b *outbox) takeNotes() []change.Statement {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := b.notes
	b.notes = nil
	return list
}

func (b *outbox) add(o change.Observation) {
	b.mu.Lock()
	b.list = append(b.list, o)
	b.mu.Unlock()
}

func (b *outbox) full() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.list) >= b.most
}

// take empties the box into a list that it gets for the next ones.
func (b *outbox) take(spare []change.Observation) []change.Observation {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := b.list
	b.list = spare[:0]
	return list
}

// pump hands results over at every beat and then tells the time, so that the
// clock judges by the newest observations. A steady beat makes few, large
// batches.
func (b *outbox) pump(ctx context.Context, beat time.Duration, in change.Intake) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	var batch []change.Observation
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if batch = b.take(batch); len(batch) > 0 {
			in.Observe(batch)
		}
		for _, st := range b.takeNotes() {
			in.Note(st)
		}
		if ctx.Err() != nil {
			return
		}
		in.Tick(time.Now())
	}
}
