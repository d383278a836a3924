package journal

import (
	"bytes"
	"errors"
	"io"
	"os"

	"tminus/change"
	"tminus/fault"
	"tminus/record"
)

// Append writes the events behind the one with that sequence number, 0 for the
// start, all of them or none, and returns them as readers get them: with their
// numbers and hashes. They are on the disk when it returns.
//
// If that event is not the last any more the error is record.ErrBehind. On any error
// nothing was recorded, unless the error says that this is not certain. Only a
// process that is killed in the middle of its write, or loses its power, can
// leave the first events without the last.
func (r *Record) Append(after uint64, events []change.Event) ([]change.Event, error) {
	if len(events) == 0 {
		return nil, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := r.ready(); err != nil {
		return nil, err
	}
	var stamped []change.Event
	err := exclusively(r.dir, r.patience, func() error {
		end, err := r.settle()
		switch {
		case err != nil:
			return err
		case end.Seq > after:
			return behind(after)
		case end.Seq < after:
			return ahead(r.path(), end.Seq, after)
		}
		stamped, err = r.write(end, events)
		return err
	})
	if err != nil {
		return nil, err
	}
	return stamped, nil
}

// settle finds the end of the journal, and moves away what a writer that was
// killed left behind it. It needs the lock: then no other writer is at work.
func (r *Record) settle() (mark, error) {
	size, err := r.size()
	if err != nil {
		return r.tip, err
	}
	if r.readOnly {
		_ = r.drop() // its owner may change that
		return r.tip, fault.Wrap(record.ErrReadOnly, journalReadOnly, "file", r.path())
	}
	end := r.tip
	bad := scan(r.file, end, size, func(_ change.Event, behind mark) { end = behind })
	if bad == nil {
		return end, nil
	}
	bad.Path = r.path()
	if !bad.Torn && !r.unacknowledged(bad, size) {
		return end, bad
	}
	return end, r.setAside(end, size, bad)
}

// write appends the events at the end of the journal as one write.
func (r *Record) write(end mark, events []change.Event) ([]change.Event, error) {
	var text []byte
	stamped := make([]change.Event, len(events))
	marks := make([]mark, len(events))
	at := end
	for i, e := range events {
		line, e, err := record.Seal(at.Link, e)
		if err != nil {
			return nil, err
		}
		text = append(text, line...)
		at = mark{record.Link{Seq: e.Seq, Hash: e.Hash}, at.offset + int64(len(line))}
		stamped[i], marks[i] = e, at
	}
	if err := r.announce(end, at.offset, len(events)); err != nil {
		return nil, err
	}
	_, err := r.file.Write(text)
	if err == nil {
		err = r.sync(r.file)
	}
	if err != nil {
		return nil, r.undo(end, err)
	}
	if !r.standsAlone(end, text) { // nothing is cut off: what others wrote may be acknowledged
		_ = r.drop()
		return nil, fault.Wrap(record.ErrUnshared, lockOthers, "file", r.path())
	}
	r.conclude(end, at.offset, len(events))
	r.advance(end)
	for _, m := range marks {
		r.advance(m)
	}
	return stamped, nil
}

// standsAlone reads back what was written, as another process would: it is there,
// and it is the last. Under a lock that all respect nothing else can be. Where
// it cannot be read nothing is known against it.
func (r *Record) standsAlone(end mark, text []byte) bool {
	file, err := openIn(r.dir, journalName, os.O_RDONLY)
	if err != nil {
		return true
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return true
	}
	got := make([]byte, len(text))
	if _, err := file.ReadAt(got, end.offset); err != nil && !errors.Is(err, io.EOF) {
		return true
	}
	return info.Size() == end.offset+int64(len(text)) && bytes.Equal(got, text)
}
