package journal

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"tminus/change"
	"tminus/fault"
	"tminus/record"
)

// scan reads the lines between the mark and the given size of the journal and
// hands out each with the mark behind it, as long as the chain holds. It
// returns the first line that breaks the chain, nil if there is none.
func scan(file io.ReaderAt, at mark, size int64, each func(change.Event, mark)) *record.Damage {
	lines := lineReader(file, at.offset, size)
	for {
		line, err := lines.ReadSlice('\n')
		if err == io.EOF && len(line) == 0 {
			return nil
		}
		var reason change.Statement
		var e change.Event
		switch {
		case err == nil:
			e, reason = record.Parse(at.Link, bytes.TrimSuffix(line, []byte{'\n'}))
		case errors.Is(err, bufio.ErrBufferFull):
			reason = change.Stated(tailLong, "n", record.MaxLine)
		case err == io.EOF:
			reason = change.Stated(tailCut)
		default:
			reason = change.Stated(tailDisk, "why", fault.Of(err))
		}
		if reason.Said() {
			torn := !wholeAfter(file, at.offset, size)
			return &record.Damage{Line: at.Seq + 1, Offset: at.offset, Reason: reason, Torn: torn}
		}
		at = mark{record.Link{Seq: e.Seq, Hash: e.Hash}, at.offset + int64(len(line))}
		each(e, at)
	}
}

// lineReader reads [from, size), with a buffer that no longer line fits into.
func lineReader(file io.ReaderAt, from, size int64) *bufio.Reader {
	n := max(0, size-from)
	return bufio.NewReaderSize(io.NewSectionReader(file, from, n), int(min(n+1, record.MaxLine)))
}

// wholeAfter reports whether anything behind the line at the offset looks like
// an event. A write that was cut short leaves nothing of that kind; whoever
// alters a line in the middle does.
func wholeAfter(file io.ReaderAt, offset, size int64) bool {
	lines := lineReader(file, offset, size)
	first := true
	for {
		line, err := lines.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			// A disk that cannot be read says nothing about what it holds.
			return err != io.EOF
		}
		if !first && err == nil && record.LooksWhole(bytes.TrimSuffix(line, []byte{'\n'})) {
			return true
		}
		first = first && err != nil // a line that is too long comes in parts
	}
}
