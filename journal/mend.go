package journal

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"tminus/change"
	"tminus/fault"
	"tminus/record"
)

// damagedPrefix begins the names of damaged journals that were repaired.
const damagedPrefix = "journal.damaged-"

// Repair makes a damaged journal usable again. The damaged file is kept beside
// it. The lines up to the damage stay as they are; the later events that are
// whole in themselves are written again in a new chain; a last event says so, and
// who did it. Nobody may be watching the record meanwhile.
//
// If there is no damage the error is record.ErrSound.
func Repair(dir, by string, at time.Time, english func(change.Statement) string) (change.RepairedData, error) {
	r, err := Open(dir)
	if err != nil {
		return change.RepairedData{}, err
	}
	defer func() { _ = r.Close() }()
	unlock, err := r.LockWatch()
	if err != nil {
		return change.RepairedData{}, err
	}
	defer func() { _ = unlock() }()
	m := mender{Record: r, by: by, at: at, english: english}
	err = exclusively(r.dir, r.patience, m.mend)
	return m.data, err
}

// mender repairs a journal, of which it holds the lock.
type mender struct {
	*Record
	by      string
	at      time.Time
	english func(change.Statement) string
	size    int64
	data    change.RepairedData
}

func (m *mender) mend() (err error) {
	if m.size, err = m.Record.size(); err != nil {
		return err
	}
	end := start()
	bad := scan(m.file, end, m.size, func(_ change.Event, behind mark) { end = behind })
	switch {
	case bad == nil, bad.Torn, m.unacknowledged(bad, m.size): // the next writer sets it aside
		return fault.Wrap(record.ErrSound, folderRecord, "file", m.dir)
	case end.Seq == 0:
		return fault.New(repairOpening, "file", m.path(), "why", bad.Reason)
	}
	m.data.Line, m.data.Reason = bad.Line, bad.Reason
	if err := m.keep(); err != nil {
		return fault.Wrap(err, repairNotKept)
	}
	text, err := m.anew(end)
	if err != nil {
		return fault.Wrap(err, repairFailed, "file", m.path())
	}
	whole := io.MultiReader(io.NewSectionReader(m.file, 0, end.offset), bytes.NewReader(text))
	if err := replaceIn(m.dir, journalName, whole, m.sync); err != nil {
		return fault.Wrap(err, repairFailed, "file", m.path())
	}
	return syncDir(m.dir)
}

// keep copies the journal as it is.
func (m *mender) keep() error {
	name := freeName(m.dir, fmt.Sprintf("%s%d", damagedPrefix, m.data.Line))
	sum := sha256.New()
	err := writeIn(m.dir, name, io.TeeReader(io.NewSectionReader(m.file, 0, m.size), sum), (*os.File).Sync)
	m.data.File, m.data.SHA256 = name, hex.EncodeToString(sum.Sum(nil))
	return err
}

// anew is the text behind the mark: what can be saved, and the event that says
// so.
func (m *mender) anew(end mark) ([]byte, error) {
	var text []byte
	at, last := end.Link, end.Seq
	write := func(e change.Event) error {
		line, e, err := record.Seal(at, e)
		if err == nil {
			text, at = append(text, line...), record.Link{Seq: e.Seq, Hash: e.Hash}
			if e.At.After(m.at) {
				m.at = e.At
			}
		}
		return err
	}
	err := eachLine(io.NewSectionReader(m.file, end.offset, m.size-end.offset), func(line []byte) error {
		e, whole := record.Alone(line)
		if !whole || e.Seq <= last { // a line that is there twice is not a second act
			m.data.Lost++
			return nil
		}
		last, m.data.Head = e.Seq, e.Hash
		m.data.Saved++
		return write(e)
	})
	if err == nil {
		err = write(change.Event{At: m.at, Type: change.JournalRepaired, By: m.by, Data: m.data}.Spoken(m.english))
	}
	return text, err
}

// eachLine hands out lines without their line breaks, and those longer than a
// line may be in pieces.
func eachLine(in io.Reader, do func([]byte) error) error {
	lines := bufio.NewReaderSize(in, record.MaxLine)
	for {
		line, err := lines.ReadSlice('\n')
		if len(line) > 0 {
			if err := do(bytes.TrimSuffix(line, []byte{'\n'})); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}
