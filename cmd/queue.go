package cmd

import (
	"context"
	"encoding/json"
	"io"
	"sync"

	"tminus/change"
)

// queue holds journaled events until they are printed: the engine must never
// wait for a reader of our output. Events are few and none may be lost, so it
// has no bound.
type queue struct {
	mu     sync.Mutex
	events []change.Event
	ready  chan struct{} // holds one signal while events wait
}

func newQueue() *queue { return &queue{ready: make(chan struct{}, 1)} }

func (q *queue) add(events []change.Event) {
	q.mu.Lock()
	q.events = append(q.events, events...)
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

func (q *queue) take() []change.Event {
	q.mu.Lock()
	defer q.mu.Unlock()
	events := q.events
	q.events = nil
	return events
}

// discard drops what waits, for as long as a screen shows it instead.
func (q *queue) discard(ctx context.Context) {
	for {
		select {
		case <-q.ready:
			q.take()
		case <-ctx.Done():
			return
		}
	}
}

// print writes what waits, one journal line each, and reports whether the
// change was closed by then. That nobody reads is no reason to end.
func (q *queue) print(w io.Writer) (closed bool) {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, e := range q.take() {
		_ = enc.Encode(e)
		closed = closed || e.Type == change.ChangeClosed
	}
	return closed
}
