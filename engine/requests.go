package engine

import (
	"context"
	"slices"
	"time"

	"tminus/change"
	"tminus/fault"
)

type request struct {
	do   func() error
	done chan error
}

// ErrStopped is returned by Do when the engine has ended.
var ErrStopped error = fault.New(engineStopping)

// Do journals what an operator asks for, or says why not. The engine must be
// running: before and after, Do waits and fails.
func (e *Engine) Do(c change.Command) error {
	if e.o.ReadOnly {
		return &change.Refusal{Why: change.Stated(change.RefuseLooksOn), Try: change.Stated(change.TryCockpit)}
	}
	c = change.Bind(e.Snapshot().State, c) // what its giver saw
	return e.ask(context.Background(), func() error {
		if watched := change.Watched(c, e.unwatched()); watched != nil {
			c = watched
		}
		var now time.Time
		done := false
		err := e.ledger.Do(func(s change.State) ([]change.Event, error) {
			if !done { // behind what others wrote meanwhile; what has to be kept stays at its instant
				now = e.o.Clock()
			}
			return change.Decide(s, c, now)
		})
		done = true
		_ = e.saved(err) // the operator is told as well
		e.publish(e.o.Clock())
		return err
	})
}

func (e *Engine) ask(ctx context.Context, do func() error) error {
	r := request{do: do, done: make(chan error, 1)}
	select {
	case e.requests <- r:
	case <-ctx.Done():
		return ctx.Err()
	case <-e.stopped:
		return ErrStopped
	}
	select {
	case err := <-r.done:
		return err
	case <-e.stopped:
		return ErrStopped
	}
}

// intake is the engine as its source sees it.
type intake struct {
	e   *Engine
	ctx context.Context
}

func (in intake) Observe(batch []change.Observation) {
	_ = in.e.ask(in.ctx, func() error {
		if in.e.sight != nil {
			for _, o := range batch {
				if in.e.sight.Hides(o) {
					_ = in.e.think(in.e.o.Clock()) // the snapshot tells of a fault
				}
				in.e.sight.Add(o)
			}
		}
		return nil
	})
}

// Pass lets time pass in which every signal goes on as it was, but for the news at
// its end.
func (in intake) Pass(until time.Time, every time.Duration, news []change.Observation) {
	_ = in.e.ask(in.ctx, func() error {
		if in.e.sight == nil {
			return nil
		}
		if slices.ContainsFunc(news, in.e.sight.Hides) {
			_ = in.e.think(in.e.o.Clock()) // the snapshot tells of a fault
		}
		in.e.sight.Pass(until, every, news)
		return nil
	})
}

// Wakes is the next instant at which anything may follow while every signal goes on
// as it is; zero: nothing will.
func (in intake) Wakes(now time.Time) (at time.Time) {
	_ = in.e.ask(in.ctx, func() error {
		at = change.Wakes(in.e.ledger.State(), in.e.sight, now)
		return nil
	})
	return at
}

func (in intake) Note(text change.Statement) {
	_ = in.e.ask(in.ctx, func() error { return in.e.note(text) })
}

func (in intake) Tick(now time.Time) {
	_ = in.e.ask(in.ctx, func() error {
		in.e.tick(now)
		return nil
	})
}
