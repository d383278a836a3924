package journal

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"tminus/change"
)

// adopt opens the journal. A file other than the one in use so far is accepted if
// it contains everything that has been verified: it was restored from a copy.
func (r *Record) adopt() error {
	old, wasReadOnly := r.file, r.readOnly
	back := func(err error) error { // the old handle may be all that is left of the journal
		if r.file != old {
			_ = r.drop()
		}
		r.file, r.readOnly = old, wasReadOnly
		return err
	}
	if err := r.openFile(); err != nil {
		return back(err)
	}
	held, err := r.file.Stat()
	if err != nil {
		return back(err)
	}
	if r.known != nil && !os.SameFile(r.known, held) {
		end := start()
		bad := scan(r.file, end, r.tip.offset, func(_ change.Event, behind mark) { end = behind })
		if bad != nil || end != r.tip {
			return back(r.moved(change.Stated(journalReplaced)))
		}
		r.notice(change.Stated(tailSame, "file", r.path(), "n", int(end.Seq)))
	}
	r.known = held
	if old != nil {
		_ = old.Close()
	}
	return nil
}

// bringBack writes the journal again from the open handle after its file was
// deleted: no name leads to it any more, but its text exists until we close it. A
// journal that was only moved has its name elsewhere and is left alone.
func (r *Record) bringBack() bool {
	if r.file == nil || r.closed {
		return false
	}
	held, err := r.file.Stat()
	if err != nil || !nameless(held) || held.Size() < r.tip.offset || !r.tipHolds() {
		return false
	}
	err = exclusively(r.dir, r.patience, func() error {
		if _, err := os.Lstat(r.path()); !errors.Is(err, fs.ErrNotExist) {
			return err // another process was faster
		}
		if err := replaceIn(r.dir, journalName, io.NewSectionReader(r.file, 0, r.tip.offset), (*os.File).Sync); err != nil {
			return err
		}
		r.notice(change.Stated(tailBack, "file", r.path(), "n", int(r.tip.Seq)))
		return syncDir(r.dir)
	})
	return err == nil
}
