package cmd

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"tminus/change"
	"tminus/engine"
)

// errTakeOver ends the engine of an attached cockpit: nobody watches the hosts
// any more, and this process may.
var errTakeOver = errors.New("the watch is free")

// engineProxy is the engine as the faces see it. When an attached cockpit takes over
// the watch, a second engine replaces the first one without the faces noticing.
type engineProxy struct {
	engine atomic.Pointer[engine.Engine]
	// takeOver makes the engine that goes on after errTakeOver.
	takeOver func(*engine.Ledger) (*engine.Engine, error)
	over     chan struct{} // run closes it when no engine follows
}

func newEngineProxy(e *engine.Engine) *engineProxy {
	h := &engineProxy{over: make(chan struct{})}
	h.engine.Store(e)
	return h
}

// run runs one engine after the other until the context ends or one fails.
func (h *engineProxy) run(ctx context.Context) error {
	defer close(h.over)
	for {
		e := h.engine.Load()
		err := e.Run(ctx)
		if !errors.Is(err, errTakeOver) {
			return err
		}
		next, err := h.takeOver(e.Ledger())
		if err != nil {
			return err
		}
		h.engine.Store(next)
	}
}

func (h *engineProxy) Snapshot() *change.Snapshot { return h.engine.Load().Snapshot() }

func (h *engineProxy) Now() time.Time { return h.engine.Load().Now() }

// Do gives a command to the engine, and to the next one if the watch is being
// taken over just now.
func (h *engineProxy) Do(c change.Command) error {
	for {
		e := h.engine.Load()
		err := e.Do(c)
		if !errors.Is(err, engine.ErrStopped) {
			return err
		}
		for h.engine.Load() == e {
			select {
			case <-h.over:
				return err
			case <-time.After(10 * time.Millisecond):
			}
		}
	}
}
