package journal

import (
	"errors"
	"fmt"
	"io"
	"os"

	"tminus/change"
	"tminus/fault"
	"tminus/record"
)

// tornPrefix begins the names of the files that hold what was set aside.
const tornPrefix = "journal.torn-"

// undo takes back a write that failed, so that no half event stays. After a
// failed fsync nobody knows which pages are on the disk: what is cut off must
// be written anew, through a new handle.
func (r *Record) undo(end mark, cause error) error {
	err := r.cut(end.offset)
	_ = r.drop()
	return writeError(r.path(), cause, err)
}

// setAside moves what lies behind the mark into a file of its own.
func (r *Record) setAside(end mark, size int64, bad *record.Damage) error {
	name, err := r.saveTorn(end, size)
	if err == nil {
		err = syncDir(r.dir)
	}
	if err == nil {
		err = r.cut(end.offset)
	}
	if err != nil {
		return fault.Wrap(err, tailStuck, "file", r.path(), "line", int(bad.Line), "is", bad.Reason)
	}
	r.notice(change.Stated(tailMoved, "file", r.path(), "line", int(bad.Line), "why", bad.Reason, "n", int(size-end.offset), "what", name))
	return nil
}

// saveTorn keeps the bytes under the number that their event would have had.
func (r *Record) saveTorn(end mark, size int64) (string, error) {
	name := freeName(r.dir, fmt.Sprintf("%s%d", tornPrefix, end.Seq+1))
	torn := io.NewSectionReader(r.file, end.offset, size-end.offset)
	return name, writeIn(r.dir, name, torn, (*os.File).Sync)
}

// cut shortens the journal. It opens the file anew because Windows does not shorten
// through a handle that appends.
func (r *Record) cut(size int64) error {
	file, err := openIn(r.dir, journalName, os.O_WRONLY)
	if err != nil {
		return err
	}
	err = file.Truncate(size)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}
