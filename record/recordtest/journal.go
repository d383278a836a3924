package recordtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"tminus/change"
	"tminus/record"
)

const plan = "change: {id: CHG-1}\n"

// create makes a new record.
func (b Backend) create() (Record, error) { return b.Create(b.NewName(), []byte(plan)) }

// pair makes a new record, and opens it a second time.
func (b Backend) pair() (one, other Record, err error) {
	if one, err = b.create(); err != nil {
		return nil, nil, err
	}
	other, err = b.Open(one.Name())
	return one, other, err
}

func begin() time.Time { return time.Date(2026, 11, 22, 3, 0, 0, 123456789, time.UTC) }

func note(text string) change.Event {
	return change.Event{At: begin(), Type: change.NoteAdded, By: "anna", Data: change.NoteData{Text: change.Own(text)}}
}

func notes(texts ...string) (events []change.Event) {
	for _, text := range texts {
		events = append(events, note(text))
	}
	return events
}

// texts are those of the notes of a record, in order.
func texts(r Record) ([]string, error) {
	events, err := record.Read(r, 0)
	return textsOf(events), err
}

func textsOf(events []change.Event) (all []string) {
	for _, e := range events {
		if d, ok := e.Data.(change.NoteData); ok {
			all = append(all, d.Text.Text)
		}
	}
	return all
}

// holds compares the notes of a record with what it should hold.
func holds(r Record, want ...string) error {
	got, err := texts(r)
	if err == nil && !slices.Equal(got, want) {
		err = fmt.Errorf("it holds %q, not %q", got, want)
	}
	return err
}

func comesBack(b Backend) error {
	r, other, err := b.pair()
	if err != nil {
		return err
	}
	zone := time.FixedZone("there", 8*3600)
	given := []change.Event{
		{At: begin().In(zone), Type: change.SignalLost, Host: "A1", Data: change.SignalData{Check: "tcp/3389", Since: begin(), Cause: change.CauseTimeout}},
		note("王伟: \"all\" <&> well\nline two"),
		{At: begin(), Type: "later.invented", Host: "A1", By: "anna"},
	}
	written, err := r.Append(0, given)
	if err != nil {
		return err
	}
	read, err := record.Read(other, 0)
	if err != nil {
		return err
	}
	if len(read) != len(given) || len(written) != len(given) {
		return fmt.Errorf("of %d events %d were written and %d come back", len(given), len(written), len(read))
	}
	for i, e := range read {
		if !e.At.Equal(given[i].At) || e.At.Location() != time.UTC || e.Type != given[i].Type || e.Host != given[i].Host || e.By != given[i].By {
			return fmt.Errorf("event %d was %+v and comes back as %+v", i+1, given[i], e)
		}
		if err := sameLine(e, written[i]); err != nil {
			return err
		}
	}
	if got := textsOf(read); !slices.Equal(got, textsOf(given)) {
		return fmt.Errorf("texts come back as %q", got)
	}
	return nil
}

func sameLine(a, b change.Event) error {
	one, errA := a.MarshalJSON()
	two, errB := b.MarshalJSON()
	if err := errors.Join(errA, errB); err != nil {
		return err
	}
	if string(one) != string(two) {
		return fmt.Errorf("who appends gets %s, who reads %s", one, two)
	}
	return nil
}

func chains(b Backend) error {
	r, other, err := b.pair()
	if err != nil {
		return err
	}
	for i := range 3 {
		if _, err := r.Append(uint64(2*i), notes("one", "two")); err != nil {
			return err
		}
	}
	events, err := record.Read(other, 0)
	link := record.First()
	for _, e := range events {
		line, err := e.MarshalJSON()
		if err != nil {
			return err
		}
		if _, reason := record.Parse(link, line); reason.Said() {
			return fmt.Errorf("line %d %s", e.Seq, reason)
		}
		link = record.Link{Seq: e.Seq, Hash: e.Hash}
	}
	if err == nil && link.Seq != 6 {
		err = fmt.Errorf("the last of 6 lines has number %d", link.Seq)
	}
	return err
}

func wholeOrNot(b Backend) error {
	r, other, err := b.pair()
	if err != nil {
		return err
	}
	if _, err := r.Append(0, notes("first")); err != nil {
		return err
	}
	bad := note("cannot be written")
	bad.Data = make(chan int)
	if _, err := r.Append(1, []change.Event{note("half of it"), bad}); err == nil {
		return errors.New("an event that cannot be written was taken")
	}
	return errors.Join(holds(r, "first"), holds(other, "first"))
}

func behindWritesNothing(b Backend) error {
	r, other, err := b.pair()
	if err != nil {
		return err
	}
	if _, err := r.Append(0, notes("first", "second")); err != nil {
		return err
	}
	for after := range uint64(2) {
		if _, err := other.Append(after, notes("decided on less")); !errors.Is(err, record.ErrBehind) {
			return fmt.Errorf("an append after %d of 2 comes to %w, not to ErrBehind", after, asError(err))
		}
	}
	return holds(other, "first", "second")
}

func asError(err error) error {
	if err == nil {
		return errors.New("success")
	}
	return err
}

func aheadIsTold(b Backend) error {
	r, err := b.create()
	if err != nil {
		return err
	}
	if _, err := r.Append(0, notes("first")); err != nil {
		return err
	}
	if _, err := r.Append(3, notes("nobody wrote the two before")); err == nil || errors.Is(err, record.ErrBehind) {
		return fmt.Errorf("an append after 3 of 1 comes to %w", asError(err))
	}
	if _, err := record.Read(r, 3); err == nil {
		return errors.New("events after 3 of 1 are read")
	}
	return holds(r, "first")
}

func thereForAll(b Backend) error {
	r, other, err := b.pair()
	if err != nil {
		return err
	}
	for i := range uint64(5) {
		text := fmt.Sprint("note ", i)
		if _, err := r.Append(i, notes(text)); err != nil {
			return err
		}
		events, err := record.Read(other, i)
		if got := textsOf(events); err != nil || !slices.Equal(got, []string{text}) {
			return fmt.Errorf("another process reads %q after number %d (%w)", got, i, asError(err))
		}
	}
	return nil
}

// nothingLost lets writers append whenever they may: what was acknowledged is
// there once, and in the order of its writer.
func nothingLost(b Backend) error {
	const writers, each = 4, 15
	first, err := b.create()
	if err != nil {
		return err
	}
	failed := make([]error, writers)
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() { failed[w] = b.writeNotes(first.Name(), w, each) })
	}
	all.Wait()
	got, err := texts(first)
	if err := errors.Join(append(failed, err)...); err != nil {
		return err
	}
	if len(got) != writers*each {
		return fmt.Errorf("of %d notes that were acknowledged %d are there", writers*each, len(got))
	}
	next := make([]int, writers)
	for _, text := range got {
		var w, i int
		if _, err := fmt.Sscanf(text, "%d/%d", &w, &i); err != nil || i != next[w] {
			return fmt.Errorf("%q stands where number %d belongs", text, next[w])
		}
		next[w]++
	}
	return nil
}

func (b Backend) writeNotes(name string, w, n int) error {
	r, err := b.Open(name)
	if err != nil {
		return err
	}
	last := uint64(0)
	for i := 0; i < n; {
		written, err := r.Append(last, notes(fmt.Sprintf("%d/%d", w, i)))
		if err == nil {
			last, i = written[0].Seq, i+1
			continue
		}
		if !errors.Is(err, record.ErrBehind) {
			return err
		}
		if err := r.Each(last, func(batch []change.Event) { last = batch[len(batch)-1].Seq }); err != nil {
			return err
		}
	}
	return r.Close()
}

// followsOnce follows a record from its second event on, while another process
// writes it: what is there already at once, what comes as it comes.
func followsOnce(b Backend) error {
	r, other, err := b.pair()
	if err != nil {
		return err
	}
	if _, err := r.Append(0, notes("0", "1", "2")); err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	got := make(chan string)
	go func() {
		defer close(got)
		_ = record.Follow(ctx, other, 1, time.Millisecond, func(error) {}, func(batch []change.Event) error {
			for _, text := range textsOf(batch) {
				got <- text
			}
			return nil
		})
	}()
	for i := uint64(1); i <= 20; i++ {
		if i > 2 {
			if _, err := r.Append(i, notes(fmt.Sprint(i))); err != nil {
				return err
			}
		}
		if text, ok := <-got; text != fmt.Sprint(i) {
			return fmt.Errorf("who follows gets %q (%t) where %d comes", text, ok, i)
		}
	}
	stop()
	if text, more := <-got; more {
		return fmt.Errorf("who follows gets %q behind the last", text)
	}
	return nil
}
