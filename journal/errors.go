package journal

import (
	"errors"
	"fmt"
	"path/filepath"
	"syscall"
)

// What a caller may have to tell apart, with errors.Is.
var (
	// ErrExists: the folder already holds a journal. Open it instead.
	ErrExists = errors.New("it already holds a journal")
	// ErrBehind: others have appended meanwhile. Read, decide anew, try again.
	ErrBehind = errors.New("the journal has grown meanwhile")
	// ErrMoved: the journal in use was deleted, replaced or cut short.
	ErrMoved = errors.New("the journal was deleted, replaced or cut short while it was in use")
	// ErrBusy: another process held the journal's lock for too long.
	ErrBusy = errors.New("another process holds the journal's lock")
	// ErrWatched: another live process watches the hosts of this record.
	ErrWatched = errors.New("another process watches this record")
	// ErrReadOnly: the record can be read but not written here.
	ErrReadOnly = errors.New("the record cannot be written here")
)

// Damage is the first line of a journal that cannot be trusted. All lines
// before it can be.
type Damage struct {
	Path string `json:"path"`
	// Line counts from 1; Offset is that line's first byte, counted from 0.
	Line   uint64 `json:"line"`
	Offset int64  `json:"offset"`
	Reason string `json:"reason"`
	// Torn: nothing that looks like an event follows it, so this may be the
	// rest of a write that was cut short.
	Torn bool `json:"torn,omitempty"`
}

func (d *Damage) Error() string {
	return fmt.Sprintf("%s: line %d (byte %d) %s; the %d lines before it can be trusted: keep a copy of %s, then see tminus verify %s",
		d.Path, d.Line, d.Offset, d.Reason, d.Line-1, filepath.Base(d.Path), filepath.Dir(d.Path))
}

func behind(after uint64) error {
	return fmt.Errorf("%w: there are events after number %d; read them and try again", ErrBehind, after)
}

func ahead(path string, last, after uint64) error {
	return fmt.Errorf("%s ends with event %d, but event %d was there before: %w; restore the file from a copy, or open the record again",
		path, last, after, ErrMoved)
}

// writeError says what a failed write means and what to try.
func writeError(path string, err, undo error) error {
	hint := "check the disk"
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		hint = "the disk is full: free some space, then try again"
	case readOnly(err):
		hint = "the disk or the file is read-only: make it writable, then try again"
	}
	if undo != nil {
		return fmt.Errorf("%s: the event may not be recorded: %w; what was written of it could not be removed (%w); %s", path, err, undo, hint)
	}
	return fmt.Errorf("%s: the event was not recorded: %w; %s", path, err, hint)
}
