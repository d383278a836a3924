package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"tminus/record"
)

// Several lines that are appended at once may reach the disk in any order, a
// sector at a time. After a power cut the first of them may be zeros, and the last
// whole: by its bytes nobody can tell that from damage in lines that were
// acknowledged. So where the lines will stand is seen to the disk before they are
// written, and noted once they are: what breaks the chain in between was told to
// nobody, and is set aside like any torn end.

const batchName = "journal.batch"

// batch is the latest append of several lines.
type batch struct {
	// From is its first byte, and To the one behind its last.
	From int64 `json:"from"`
	To   int64 `json:"to"`
	// Prev is the hash of the line before it, by which it is one of this journal.
	Prev string `json:"prev"`
	// Done: it was acknowledged, or taken back.
	Done bool `json:"done"`
}

// intentLen is the length of the file: one write of one sector, that is there or not.
const intentLen = 256

// announce sees to the disk where the lines will stand. A single line needs that
// only where an append that was cut short would have reached beyond its place.
func (r *Record) announce(end mark, to int64, lines int) error {
	b := batch{From: end.offset, To: to, Prev: end.Hash}
	if lines == 1 {
		last, known := readBatch(r.dir)
		if !known || last.Done || last.To <= end.offset {
			return nil
		}
		b = last
		b.Done = true
	}
	if err := writeBatch(r.dir, b, r.sync); err != nil {
		return writeError(filepath.Join(r.dir, batchName), err, nil)
	}
	return nil
}

// conclude notes that the lines are acknowledged. It need not reach the disk:
// where it does not, they are still whole.
func (r *Record) conclude(end mark, to int64, lines int) {
	if lines > 1 {
		_ = writeBatch(r.dir, batch{From: end.offset, To: to, Prev: end.Hash, Done: true}, unsynced)
	}
}

// unacknowledged reports whether a damage is in the last append, of which nobody
// was told. Nobody may write meanwhile.
func (r *Record) unacknowledged(bad *record.Damage, size int64) bool {
	b, known := readBatch(r.dir)
	return known && !b.Done && b.From <= bad.Offset && size <= b.To && r.endsAt(b.From, record.Link{Hash: b.Prev})
}

// endsAt reports whether the line of the link ends before that byte.
func (r *Record) endsAt(offset int64, link record.Link) bool {
	if offset == 0 {
		return link == record.First()
	}
	want := link.End()
	got := make([]byte, len(want))
	_, err := r.file.ReadAt(got, offset-int64(len(want)))
	return err == nil && string(got) == want
}

// readBatch is the latest append of several lines; false: none is known.
func readBatch(dir string) (b batch, known bool) {
	text, err := readIn(dir, batchName)
	return b, err == nil && json.Unmarshal(text, &b) == nil
}

func writeBatch(dir string, b batch, sync func(*os.File) error) error {
	text, err := json.Marshal(b)
	if err != nil {
		return err
	}
	text = padded(text, intentLen)
	file, err := openIn(dir, batchName, os.O_WRONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return errors.Join(writeIn(dir, batchName, bytes.NewReader(text), sync), syncDir(dir))
	}
	if err != nil {
		return err
	}
	_, err = file.WriteAt(text, 0)
	if err == nil {
		err = sync(file)
	}
	return errors.Join(err, file.Close())
}
