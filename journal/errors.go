package journal

import (
	"errors"

	"tminus/change"
	"tminus/fault"
	"tminus/record"
)

func behind(after uint64) error {
	return fault.Wrap(record.ErrBehind, journalBehind, "n", int(after))
}

func ahead(path string, last, after uint64) error {
	return fault.Wrap(record.ErrMoved, journalAhead, "file", path, "n", int(last), "all", int(after))
}

// writeError says what a failed write means and what to try.
func writeError(path string, err, undo error) error {
	try := change.Stated(journalTryDisk)
	switch {
	case fault.DiskFull(err):
		try = change.Stated(journalTrySpace)
	case readOnly(err):
		try = change.Stated(journalTryRights)
	}
	if undo != nil {
		return fault.Wrap(errors.Join(err, undo), journalNotSure, "file", path, "try", try)
	}
	return fault.Wrap(err, journalNotWritten, "file", path, "try", try)
}
