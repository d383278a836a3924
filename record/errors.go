package record

import (
	"path/filepath"

	"tminus/change"
	"tminus/fault"
)

// What a caller may have to tell apart, with errors.Is.
var (
	// ErrExists: the folder already holds a journal. Open it instead.
	ErrExists error = fault.New(recordExists)
	// ErrBehind: others have appended meanwhile. Read, decide again, retry.
	ErrBehind error = fault.New(recordBehind)
	// ErrMoved: the journal in use was deleted, replaced or cut short.
	ErrMoved error = fault.New(recordMoved)
	// ErrBusy: another process held the journal's lock for too long.
	ErrBusy error = fault.New(recordBusy)
	// ErrWatched: another live process watches the hosts of this record.
	ErrWatched error = fault.New(recordWatched)
	// ErrUnshared: another machine does not see the locks of this one.
	ErrUnshared error = fault.New(recordUnshared)
	// ErrForeign: the record belongs to another account. It can be read.
	ErrForeign error = fault.New(recordForeign)
	// ErrSound: there is nothing to repair.
	ErrSound error = fault.New(recordSound)
	// ErrReadOnly: the record can be read but not written here.
	ErrReadOnly error = fault.New(recordReadOnly)
)

// WatchedBy is ErrWatched of the record of that name, and says who watches it.
func WatchedBy(name string, live Live) error {
	return fault.Wrap(ErrWatched, recordWatchedBy, "file", name, "pid", live.PID, "on", change.Clean(live.Host))
}

// Damage is the first line of a journal that cannot be trusted. All lines
// before it can be.
type Damage struct {
	Path string `json:"path"`
	// Line counts from 1; Offset is that line's first byte, counted from 0.
	Line   uint64 `json:"line"`
	Offset int64  `json:"offset"`
	// Reason is the rest of a sentence about the line.
	Reason change.Statement `json:"reason"`
	// Torn: nothing after it looks like an event, so this may be the rest of a
	// write that was cut short.
	Torn bool `json:"torn,omitempty"`
}

func (d *Damage) Error() string { return d.Stated().String() }

// Spoken is the damage with its reason in somebody's words; nil of nil.
func (d *Damage) Spoken(say func(change.Statement) string) *Damage {
	if d == nil {
		return nil
	}
	told := *d
	told.Reason = change.Own(say(d.Reason))
	return &told
}

// Stated says where the damage is, and what to do about it.
func (d *Damage) Stated() change.Statement {
	return change.Stated(recordDamage, "file", d.Path, "line", int(d.Line), "all", int(d.Offset), "why", d.Reason,
		"n", int(d.Line)-1, "record", filepath.Dir(d.Path))
}
