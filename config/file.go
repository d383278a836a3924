package config

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"

	"tminus/change"
	"tminus/fault"
	"tminus/wording"
)

// FileError is the error of a plan or an inventory that cannot be read at all.
type FileError struct {
	// Is says so, in words that wording has.
	Is change.Statement
	// Err is what the machine said of it.
	Err error
}

// Error is In for English.
func (e *FileError) Error() string { return e.In(english()) }

// In is the error in a language.
func (e *FileError) In(w wording.Catalog) string { return w.Speaker(nil).Say(e.Is) }

// Stated is the error as a statement.
func (e *FileError) Stated() change.Statement { return e.Is }

// Unwrap is what the machine said.
func (e *FileError) Unwrap() error { return e.Err }

// Read reads the text of a plan file, unchecked. It reads one byte more than allowed at the most, so that a device or
// a log file given by mistake cannot fill the memory. Its errors are *FileError.
func Read(path string) ([]byte, error) {
	text, err := readFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &FileError{change.Stated(planNoFile, "file", change.Clean(path)), err}
	case err != nil:
		return nil, &FileError{change.Stated(planUnread, "file", change.Clean(path), "why", whyUnread(err)), err}
	}
	return text, nil
}

// ReadInventory does the same for an inventory; "-" stands for what comes in.
func ReadInventory(in io.Reader, path string) (text []byte, err error) {
	if path == "-" {
		text, err = io.ReadAll(io.LimitReader(in, MaxSize+1))
	} else {
		text, err = readFile(path)
	}
	if err != nil {
		return nil, &FileError{change.Stated(planSheetUnread, "file", change.Clean(path), "why", whyUnread(err)), err}
	}
	return text, nil
}

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()                       // nothing was written
	if info, err := f.Stat(); err == nil && info.IsDir() { // Windows names no folder when one is read
		return nil, &fs.PathError{Op: "read", Path: path, Err: syscall.EISDIR}
	}
	return io.ReadAll(io.LimitReader(f, MaxSize+1))
}

// whyUnread is what the operating system says of a file, without its name, which the
// sentence around it has.
func whyUnread(err error) change.Statement {
	var path *fs.PathError
	if errors.As(err, &path) {
		return fault.Of(path.Err)
	}
	return fault.Of(err)
}
