package journal

import (
	"path/filepath"
	"sort"

	"tminus/change"
	"tminus/record"
)

// markEvery is how many lines lie between two marks. At most that many are read
// in vain when a reader asks for events before the tip.
const markEvery = 256

// guess estimates how many events that many bytes hold, if their lines are short.
func guess(size int64) int64 { return max(0, size)/256 + 1 }

// batchLen is how many events Each hands out at once.
const batchLen = 1024

// Each hands out the events after the one with that sequence number, 0 for all,
// in batches, whose array is used again for the next. Each event is verified
// against the chain. Asking again when nothing is new costs two stats, so a
// reader can poll.
//
// An unfinished end, as a killed writer leaves it, is left out and noted in
// Notices. On damage before that it hands out the events that stand before the
// damage, and returns a *record.Damage.
func (r *Record) Each(after uint64, do func([]change.Event)) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	size, err := r.ready()
	if err != nil {
		return err
	}
	if after == r.tip.Seq && size == r.tip.offset {
		return nil
	}
	from := r.markBefore(after)
	batch := make([]change.Event, 0, min(batchLen, guess(size-from.offset)))
	bad, err := r.walk(from, func(e change.Event) {
		if e.Seq <= after {
			return
		}
		if batch = append(batch, e); len(batch) == batchLen {
			do(batch)
			batch = batch[:0]
		}
	})
	if len(batch) > 0 {
		do(batch)
	}
	switch {
	case err != nil:
		return err
	case bad != nil && !bad.Torn:
		return bad
	case r.tip.Seq < after:
		return ahead(r.path(), r.tip.Seq, after)
	case bad != nil:
		r.notice(change.Stated(tailLeftOut, "file", r.path(), "line", int(bad.Line), "why", bad.Reason))
	}
	return nil
}

// walk hands out the events behind the mark and moves the tip along.
//
// The lock is held only to learn how far the journal reaches, because reading may
// take seconds and nobody writes below that size any more, except a writer who
// repairs an unfinished end. So where the chain breaks, it is looked at once more
// while nobody can write.
func (r *Record) walk(at mark, each func(change.Event)) (bad *record.Damage, err error) {
	take := func(e change.Event, behind mark) {
		at = behind
		r.advance(behind)
		each(e)
	}
	var size int64
	measure := func() (err error) {
		size, err = r.size()
		return err
	}
	if err := sharing(r.dir, r.patience, measure); err != nil {
		return nil, err
	}
	if bad = scan(r.file, at, size, take); bad == nil {
		return nil, nil
	}
	err = sharing(r.dir, r.patience, func() error {
		if err := measure(); err != nil {
			return err
		}
		if bad = scan(r.file, at, size, take); bad != nil {
			bad.Torn = bad.Torn || r.unacknowledged(bad, size)
		}
		return nil
	})
	if bad != nil {
		bad.Path = filepath.Join(r.dir, journalName)
	}
	return bad, err
}

// advance moves the tip on, never back.
func (r *Record) advance(to mark) {
	if to.Seq <= r.tip.Seq {
		return
	}
	r.tip = to
	if to.Seq%markEvery == 0 {
		r.marks = append(r.marks, to)
	}
}

// markBefore is the last known mark that lies before every event after that number.
func (r *Record) markBefore(after uint64) mark {
	if after >= r.tip.Seq {
		return r.tip
	}
	i := sort.Search(len(r.marks), func(i int) bool { return r.marks[i].Seq > after })
	return r.marks[i-1]
}
