package record

import (
	"errors"
	"fmt"
	"path/filepath"
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
	// ErrForeign: the record belongs to another account. It can be read.
	ErrForeign = errors.New("is not yours")
	// ErrSound: there is nothing to repair.
	ErrSound = errors.New("nothing in its journal is damaged")
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
	return fmt.Sprintf("%s: line %d (byte %d) %s; the %d lines before it can be trusted: see tminus verify %s; to go on without what is damaged: tminus repair %s",
		d.Path, d.Line, d.Offset, d.Reason, d.Line-1, filepath.Dir(d.Path), filepath.Dir(d.Path))
}
