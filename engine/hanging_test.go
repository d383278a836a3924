package engine_test

import (
	"errors"
	"sync"
	"time"

	"tminus/change"
)

var errBusy = errors.New("another process holds the journal's lock")

// hanging is a journal that gives no answer for a while, as on a disk that
// hangs: calls come back when it is freed, and then have done all they were
// asked for, or a part of it.
type hanging struct {
	memory
	mu    sync.Mutex
	held  chan struct{} // nil while it answers
	reads bool          // they hang as well
	keep  int           // so many events of a write that hung are written
	limit time.Duration // a write hangs no longer than that; 0: until freed
}

const all = 1 << 20

func (h *hanging) hang(reads bool, keep int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.held, h.reads, h.keep = make(chan struct{}), reads, keep
}

func (h *hanging) readsToo(reads bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.reads = reads
}

func (h *hanging) free() {
	h.mu.Lock()
	defer h.mu.Unlock()
	close(h.held)
	h.held = nil
}

func (h *hanging) holds(read bool) (held <-chan struct{}, keep int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.held == nil || read && !h.reads {
		return nil, 0
	}
	return h.held, h.keep
}

func (h *hanging) Append(after uint64, events []change.Event) ([]change.Event, error) {
	held, keep := h.holds(false)
	if held == nil {
		return h.memory.Append(after, events)
	}
	var limit <-chan time.Time
	if h.limit > 0 {
		limit = time.After(h.limit)
	}
	select {
	case <-held:
	case <-limit:
		return nil, errBusy
	}
	if keep >= len(events) {
		return h.memory.Append(after, events)
	}
	_, _ = h.memory.Append(after, events[:keep])
	return nil, errFull
}

// Each hands out one event at a time, in an array that it uses again.
func (h *hanging) Each(after uint64, do func([]change.Event)) error {
	one := make([]change.Event, 1)
	return h.memory.Each(after, func(events []change.Event) {
		for _, e := range events {
			if held, _ := h.holds(true); held != nil {
				<-held
			}
			one[0] = e
			do(one)
			one[0] = change.Event{}
		}
		if held, _ := h.holds(true); held != nil {
			<-held
		}
	})
}

func (h *hanging) all() []change.Event {
	h.memory.mu.Lock()
	defer h.memory.mu.Unlock()
	return h.events
}
