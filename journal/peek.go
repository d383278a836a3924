package journal

import (
	"bytes"
	"io"
	"os"
	"path/filepath"

	"tminus/change"
	"tminus/fault"
)

// Holds reports whether a folder holds a journal, be it sound or not.
func Holds(dir string) bool {
	info, err := os.Lstat(filepath.Join(dir, journalName))
	return err == nil && info.Mode().IsRegular()
}

// firstLine is more than the first line of a journal is long.
const firstLine = 1 << 16

// First is the first event of a journal as it stands there, without a look at
// the chain: enough to tell which of many records are worth opening.
func First(dir string) (e change.Event, err error) {
	f, err := openIn(dir, journalName, os.O_RDONLY)
	if err != nil {
		return e, err
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(f, firstLine))
	if err != nil {
		return e, err
	}
	line, _, whole := bytes.Cut(text, []byte("\n"))
	if !whole {
		return e, fault.New(tailNoLine)
	}
	return e, e.UnmarshalJSON(line)
}
