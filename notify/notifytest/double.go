// Package notifytest has the doubles of package notify.
package notifytest

import (
	"context"
	"sync"

	"tminus/change"
)

// Sender stands in for a channel: it keeps what it was asked to send. It is safe for
// use by several goroutines.
type Sender struct {
	// Fail says what a try comes to, counted from 1 for each event; nil: all
	// succeed. It may block until the context ends, ignore it, or panic.
	Fail func(ctx context.Context, e change.Event, try int) error

	mu    sync.Mutex
	tries map[uint64]int
	sent  []change.Event
}

// Send keeps the event, or fails as it is told to.
func (s *Sender) Send(ctx context.Context, e change.Event) error {
	s.mu.Lock()
	if s.tries == nil {
		s.tries = map[uint64]int{}
	}
	s.tries[e.Seq]++
	try := s.tries[e.Seq]
	s.mu.Unlock()
	if s.Fail != nil {
		if err := s.Fail(ctx, e, try); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, e)
	return nil
}

// Sent are the numbers of the events that were sent, in their order.
func (s *Sender) Sent() (seqs []uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.sent {
		seqs = append(seqs, e.Seq)
	}
	return seqs
}

// Cursor keeps a position in memory, where a real one would use a file.
type Cursor struct {
	mu    sync.Mutex
	seq   uint64
	fault error
}

// Break makes Load and Save fail with the error; nil lets them work again.
func (c *Cursor) Break(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fault = err
}

// Load returns the position.
func (c *Cursor) Load() (uint64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seq, c.fault
}

// Save keeps the position.
func (c *Cursor) Save(seq uint64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fault == nil {
		c.seq = seq
	}
	return c.fault
}
