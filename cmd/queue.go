package cmd

import (
	"context"
	"encoding/json"
	"io"
	"slices"
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
	// closed holds one once the change was closed, whether anybody has read so far or not.
	closed chan struct{}
	// printing keeps the lines of two printers in their order.
	printing sync.Mutex
}

func newQueue() *queue {
	return &queue{ready: make(chan struct{}, 1), closed: make(chan struct{}, 1)}
}

func (q *queue) add(events []change.Event) {
	q.mu.Lock()
	q.events = append(q.events, events...)
	q.mu.Unlock()
	if slices.ContainsFunc(events, func(e change.Event) bool { return e.Type == change.ChangeClosed }) {
		signalOnce(q.closed)
	}
	signalOnce(q.ready)
}

// signalOnce sends unless a signal waits already.
func signalOnce(to chan<- struct{}) {
	select {
	case to <- struct{}{}:
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
				select {
				case <-q.closed:
				default:
				}
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

// print writes what waits, one journal line each. A reader that is gone ends nothing;
// one that stalls holds it up.
func (q *queue) print(w io.Writer) {
	q.printing.Lock()
	defer q.printing.Unlock()
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, e := range q.take() {
		_ = enc.Encode(e)
	}
}
