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

// hide drops events as they come, for as long as a screen shows them instead. The
// function that it returns ends that: from then on they wait to be printed.
func (q *queue) hide() (show func()) {
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-q.ready:
				q.take()
			case <-end:
				return
			}
		}
	}()
	return func() {
		close(end)
		<-ended
	}
}

// follow prints events as they come, until the context ends.
func (q *queue) follow(ctx context.Context, w io.Writer) {
	for {
		select {
		case <-q.ready:
			q.print(w)
		case <-ctx.Done():
			return
		}
	}
}

// print writes what waits, one journal line each, and reports whether the change was
// closed by then. It does not end just because nobody reads.
func (q *queue) print(w io.Writer) (closed bool) {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, e := range q.take() {
		_ = enc.Encode(e)
		closed = closed || e.Type == change.ChangeClosed
	}
	return closed
}
