package record

import (
	"context"
	"slices"
	"time"

	"tminus/change"
)

// Journal is what readers need of the journal of a record.
type Journal interface {
	// Each hands out the events after that number, verified and in order, in
	// batches whose array it may use again. What it handed out before an error
	// is true. Where nothing is new it must cost next to nothing: it is asked
	// many times a second.
	Each(after uint64, do func([]change.Event)) error
}

// Read returns the events after that number, 0 for all. With an error come
// those that stand before what caused it, a *Damage as a rule.
func Read(j Journal, after uint64) ([]change.Event, error) {
	var events []change.Event
	err := j.Each(after, func(batch []change.Event) { events = append(events, batch...) })
	return events, err
}

// Follow hands out the events after that number as they are written, by
// whomever, until the context ends or do fails; that is its error. It looks
// for new ones at that interval. What keeps it from reading is told to trouble,
// nil once it has passed, each time that it changes; then it tries again.
func Follow(ctx context.Context, j Journal, after uint64, every time.Duration, trouble func(error), do func([]change.Event) error) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	was := ""
	for {
		events, err := Read(j, after)
		if now := text(err); now != was {
			was = now
			trouble(err)
		}
		for batch := range slices.Chunk(events, 256) {
			if err := do(batch); err != nil {
				return err
			}
			after = batch[len(batch)-1].Seq
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
