package notify_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tminus/change"
	"tminus/notify"
	"tminus/notify/notifytest"
)

// journal is one in memory.
type journal struct {
	mu     sync.Mutex
	events []change.Event
	fault  error
}

func (j *journal) write(types ...change.Type) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, t := range types {
		j.events = append(j.events, change.Event{Seq: uint64(len(j.events)) + 1, Type: t})
	}
}

func (j *journal) breaks(err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.fault = err
}

func (j *journal) Each(after uint64, do func([]change.Event)) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.fault != nil {
		return j.fault
	}
	if events := j.events[after:]; len(events) > 0 {
		do(events)
	}
	return nil
}

// channel is a runner over the doubles, and what it told.
type channel struct {
	*notify.Runner
	journal journal
	sender  notifytest.Sender
	cursor  notifytest.Cursor
	told    []string
	begun   time.Time
}

func newChannel() *channel {
	c := &channel{begun: time.Now()}
	c.Runner = &notify.Runner{
		Journal: &c.journal, Sender: &c.sender, Cursor: &c.cursor,
		Wants: func(e change.Event) bool { return e.Type == change.RungDue },
		Retry: notify.Retry{Timeout: 10 * time.Second, First: time.Second, Most: 8 * time.Second, GiveUp: time.Minute},
		Every: 250 * time.Millisecond,
		Told: func(r notify.Result) {
			c.told = append(c.told, fmt.Sprintf("%v: %d after %d tries, %v", time.Since(c.begun), r.Event.Seq, r.Tries, r.Err))
		},
		Trouble: func(err error) { c.told = append(c.told, fmt.Sprintf("%v: trouble %v", time.Since(c.begun), err)) },
	}
	return c
}

// runs lets the channel run for so long.
func (c *channel) runs(t *testing.T, d time.Duration, meanwhile func()) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), d)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	if meanwhile != nil {
		meanwhile()
	}
	if err := <-done; !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it ended by %v", err)
	}
}

func (c *channel) tells(t *testing.T, sent []uint64, told ...string) {
	t.Helper()
	if got := c.sender.Sent(); !slices.Equal(got, sent) {
		t.Errorf("sent %d, want %d", got, sent)
	}
	if !slices.Equal(c.told, told) {
		t.Errorf("told\n%q, want\n%q", c.told, told)
	}
	c.told = nil
}

// inTime runs a test by a clock of its own.
func inTime(t *testing.T, f func(*testing.T, *channel)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(t, newChannel()) })
}

// TestWhatIsWrittenIsSent: what the channel is for, as it is written, in its
// order; and after a restart what was written meanwhile, and nothing twice.
func TestWhatIsWrittenIsSent(t *testing.T) {
	inTime(t, func(t *testing.T, c *channel) {
		c.journal.write(change.ChangeOpened, change.RungDue)
		c.runs(t, 5*time.Second, func() {
			time.Sleep(1100 * time.Millisecond)
			c.journal.write(change.RungDue, change.NoteAdded, change.RungDue)
		})
		c.tells(t, []uint64{2, 3, 5}, "0s: 2 after 1 tries, <nil>", "1.25s: 3 after 1 tries, <nil>", "1.25s: 5 after 1 tries, <nil>")
		c.journal.write(change.NoteAdded, change.RungDue)
		c.runs(t, time.Second, nil)
		c.tells(t, []uint64{2, 3, 5, 7}, "5s: 7 after 1 tries, <nil>")
	})
}

// TestTriedAgain: 1, 2, 4, then 8 s apart, and in the end given up. Then the
// next is sent.
func TestTriedAgain(t *testing.T) {
	inTime(t, func(t *testing.T, c *channel) {
		c.sender.Fail = func(_ context.Context, e change.Event, try int) error {
			switch {
			case e.Seq == 1 && try <= 3:
				return errors.New("busy")
			case e.Seq == 2:
				return errors.New("gone")
			case e.Seq == 3:
				return fmt.Errorf("mail: %w", notify.Permanent(errors.New("no such address")))
			case e.Seq == 4 && try == 1:
				panic("nil map")
			}
			return nil
		}
		c.journal.write(change.RungDue, change.RungDue, change.RungDue, change.RungDue)
		c.runs(t, 5*time.Minute, nil)
		c.tells(t, []uint64{1, 4},
			"7s: 1 after 4 tries, <nil>", "1m2s: 2 after 10 tries, gone", "1m2s: 3 after 1 tries, mail: no such address", "1m3s: 4 after 2 tries, <nil>")
	})
}

// TestAChannelThatHangs is given up on, whether it minds the context or not.
func TestAChannelThatHangs(t *testing.T) {
	inTime(t, func(t *testing.T, c *channel) {
		never := make(chan struct{})
		defer close(never)
		c.Retry.GiveUp = 20 * time.Second
		c.sender.Fail = func(ctx context.Context, e change.Event, _ int) error {
			switch e.Seq {
			case 1:
				<-never
			case 2:
				<-ctx.Done()
			}
			return ctx.Err()
		}
		c.journal.write(change.RungDue, change.RungDue, change.RungDue)
		c.runs(t, 5*time.Minute, nil)
		if len(c.told) != 3 || c.told[2] != "42s: 3 after 1 tries, <nil>" {
			t.Errorf("%q", c.told)
		}
	})
}

// TestEndedInTheMiddle: what was under way when the process ended is not given
// up, but sent by the next one.
func TestEndedInTheMiddle(t *testing.T) {
	inTime(t, func(t *testing.T, c *channel) {
		c.sender.Fail = func(_ context.Context, _ change.Event, try int) error {
			if try <= 2 {
				return errors.New("busy")
			}
			return nil
		}
		c.journal.write(change.RungDue)
		c.runs(t, 2*time.Second, nil)
		c.tells(t, nil)
		c.runs(t, time.Second, nil)
		c.tells(t, []uint64{1}, "2s: 1 after 1 tries, <nil>")
	})
}

// TestTroubleWithTheRecord is told; a channel that does not know how far it has
// come does not begin.
func TestTroubleWithTheRecord(t *testing.T) {
	inTime(t, func(t *testing.T, c *channel) {
		c.journal.breaks(errors.New("disk"))
		c.journal.write(change.RungDue)
		c.runs(t, 3*time.Second, func() {
			time.Sleep(1100 * time.Millisecond)
			c.cursor.Break(errors.New("full"))
			c.journal.breaks(nil)
		})
		c.tells(t, []uint64{1}, "0s: trouble disk", "1.25s: trouble <nil>", "1.25s: 1 after 1 tries, <nil>", "1.25s: trouble notify.unsaved why=(full)")
		if err := c.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "full") {
			t.Errorf("it begins, and ends by %v", err)
		}
	})
}
