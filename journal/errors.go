package journal

import (
	"errors"
	"fmt"
	"syscall"

	"tminus/record"
)

func behind(after uint64) error {
	return fmt.Errorf("%w: there are events after number %d; read them and try again", record.ErrBehind, after)
}

func ahead(path string, last, after uint64) error {
	return fmt.Errorf("%s ends with event %d, but event %d was there before: %w; restore the file from a copy, or open the record again",
		path, last, after, record.ErrMoved)
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
