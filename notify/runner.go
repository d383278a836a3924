package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tminus/change"
	"tminus/fault"
	"tminus/record"
)

// Sender brings events to people elsewhere, over one channel.
type Sender interface {
	// Send reports an event, and returns when the context ends. It may be asked to send
	// an event that it has sent already, as after a crash right behind it: the event's
	// Seq shows that. What fails is tried again, unless the error is Permanent.
	Send(ctx context.Context, e change.Event) error
}

// Cursor remembers how far a channel has come, beyond the end of the process.
type Cursor interface {
	// Load is the number of the last event that was dealt with.
	Load() (uint64, error)
	Save(seq uint64) error
}

// Result is what became of an event.
type Result struct {
	Event change.Event
	// Tries is how often it was tried, Took how long that went on.
	Tries int
	Took  time.Duration
	// Err is why it was given up; nil: it was sent.
	Err error
}

// Runner brings the events of a journal over one channel, one after the other. An
// event that is given up does not hold back the next ones.
type Runner struct {
	Journal record.Journal
	Sender  Sender
	Cursor  Cursor
	// Wants picks the events that the channel is for.
	Wants func(change.Event) bool
	Retry Retry
	// Every is how often the journal is checked for new events.
	Every time.Duration
	// Told is called with what became of each event; Trouble with what keeps the runner
	// from reading the journal or from remembering its place, and with nil once that
	// has passed. Both are called by the goroutine of Run.
	Told    func(Result)
	Trouble func(error)
}

// What can go wrong with a channel.
const (
	notifyPlace   change.Code = "notify.place"
	notifyUnsaved change.Code = "notify.unsaved"
	notifyPanic   change.Code = "notify.panic"
	notifySilent  change.Code = "notify.silent"
)

// Run goes on until the context ends. It fails at once if it cannot learn how
// far the channel has come: to begin anew would send a whole night again.
func (r *Runner) Run(ctx context.Context) error {
	after, err := r.Cursor.Load()
	if err != nil {
		return fault.Wrap(err, notifyPlace)
	}
	return record.Follow(ctx, r.Journal, after, r.Every, r.Trouble, func(batch []change.Event) error {
		for _, e := range batch {
			if !r.Wants(e) {
				continue
			}
			if err := r.bring(ctx, e); err != nil {
				return err
			}
			r.remember(e.Seq)
		}
		if last := batch[len(batch)-1]; !r.Wants(last) {
			r.remember(last.Seq)
		}
		return nil
	})
}

// remember saves the place. If that fails, an event may be sent twice after a
// restart, which is better than not at all.
func (r *Runner) remember(seq uint64) {
	if err := r.Cursor.Save(seq); err != nil {
		r.Trouble(fault.Wrap(err, notifyUnsaved))
	}
}

// bring sends an event or gives it up; the error is that of the context alone.
func (r *Runner) bring(ctx context.Context, e change.Event) error {
	begun := time.Now()
	for tries := 1; ; tries++ {
		err := r.try(ctx, e)
		if ctx.Err() != nil && err != nil {
			return ctx.Err() // it is not given up: the next process goes on with it
		}
		pause, again := r.Retry.next(tries, time.Since(begun))
		if err == nil || !again || errors.As(err, &permanent{}) {
			r.Told(Result{Event: e, Tries: tries, Took: time.Since(begun), Err: err})
			return nil
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// try sends once. A sender that panics has failed, and so has one that does not
// return in time: it is abandoned.
func (r *Runner) try(ctx context.Context, e change.Event) error {
	ctx, cancel := context.WithTimeout(ctx, r.Retry.Timeout)
	defer cancel()
	done := make(chan error, 1) // the sender's goroutine sends once
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- fault.New(notifyPanic, "given", change.Clean(fmt.Sprint(p)))
			}
		}()
		done <- r.Sender.Send(ctx, e)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fault.Wrap(ctx.Err(), notifySilent, "limit", r.Retry.Timeout)
	}
}
