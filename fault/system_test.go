package fault

import (
	"errors"
	"io/fs"
	"syscall"
	"testing"
)

// TestWhatADiskSays: a full disk and one that takes no writes are told from other
// faults, however deep in an error they are.
func TestWhatADiskSays(t *testing.T) {
	for _, c := range []struct {
		err            error
		full, readOnly bool
	}{
		{nil, false, false},
		{syscall.EIO, false, false},
		{fs.ErrPermission, false, false},
		{&fs.PathError{Op: "write", Path: "/a", Err: syscall.ENOSPC}, true, false},
		{errors.Join(syscall.EIO, syscall.EDQUOT), true, false},
		{Wrap(syscall.EROFS, osCut), false, true},
	} {
		if full, readOnly := DiskFull(c.err), DiskReadOnly(c.err); full != c.full || readOnly != c.readOnly {
			t.Errorf("%v: full %v, read-only %v", c.err, full, readOnly)
		}
	}
	for _, k := range native("") {
		for _, err := range k.errs {
			if DiskFull(err) != (k.is.Code == osFull) || DiskReadOnly(err) != (k.is.Code == osReadOnly) {
				t.Errorf("%v, which is %s: full %v, read-only %v", err, k.is.Code, DiskFull(err), DiskReadOnly(err))
			}
		}
	}
}
