package fault

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"

	"tminus/change"
)

// The codes of what operating systems say most often. Their own words, which
// can be searched for, stand beside ours as {given}.
const (
	osAbsent      change.Code = "os.absent"
	osForbidden   change.Code = "os.forbidden"
	osExists      change.Code = "os.exists"
	osFull        change.Code = "os.full"
	osReadOnly    change.Code = "os.read_only"
	osBroken      change.Code = "os.broken"
	osFolder      change.Code = "os.folder"
	osNotFolder   change.Code = "os.not_folder"
	osNotEmpty    change.Code = "os.not_empty"
	osManyFiles   change.Code = "os.many_files"
	osBusy        change.Code = "os.busy"
	osLongName    change.Code = "os.long_name"
	osLoop        change.Code = "os.loop"
	osTooLarge    change.Code = "os.too_large"
	osClosed      change.Code = "os.closed"
	osTimeout     change.Code = "os.timeout"
	osCancelled   change.Code = "os.cancelled"
	osRefused     change.Code = "os.refused"
	osReset       change.Code = "os.reset"
	osUnreachable change.Code = "os.unreachable"
	osNoProgram   change.Code = "os.no_program"
	osNotProgram  change.Code = "os.not_program"
	osPipe        change.Code = "os.pipe"
	osCut         change.Code = "os.cut"
	osMemory      change.Code = "os.memory"
	osStale       change.Code = "os.stale"
	osNoLocks     change.Code = "os.no_locks"
)

// known is what we say of errors of the system.
type known struct {
	is   change.Statement
	errs []error
}

func (k known) tells(err error) bool {
	return slices.ContainsFunc(k.errs, func(target error) bool { return errors.Is(err, target) })
}

// knowns are those that have words of ours, the special before the general:
// ENOTEMPTY is fs.ErrExist, too.
func knowns(given string) []known {
	return append(native(given), []known{
		{change.Stated(osFull, "given", given), []error{syscall.ENOSPC, syscall.EDQUOT}},
		{change.Stated(osReadOnly, "given", given), []error{syscall.EROFS}},
		{change.Stated(osBroken, "given", given), []error{syscall.EIO}},
		{change.Stated(osFolder, "given", given), []error{syscall.EISDIR}},
		{change.Stated(osNotFolder, "given", given), []error{syscall.ENOTDIR}},
		{change.Stated(osNotEmpty, "given", given), []error{syscall.ENOTEMPTY}},
		{change.Stated(osManyFiles, "given", given), []error{syscall.EMFILE, syscall.ENFILE}},
		{change.Stated(osBusy, "given", given), []error{syscall.EBUSY}},
		{change.Stated(osLongName, "given", given), []error{syscall.ENAMETOOLONG}},
		{change.Stated(osLoop, "given", given), []error{syscall.ELOOP}},
		{change.Stated(osTooLarge, "given", given), []error{syscall.EFBIG}},
		{change.Stated(osRefused, "given", given), []error{syscall.ECONNREFUSED}},
		{change.Stated(osReset, "given", given), []error{syscall.ECONNRESET}},
		{change.Stated(osUnreachable, "given", given), []error{syscall.EHOSTUNREACH, syscall.ENETUNREACH}},
		{change.Stated(osNoProgram, "given", given), []error{exec.ErrNotFound}},
		{change.Stated(osNotProgram, "given", given), []error{syscall.ENOEXEC}},
		{change.Stated(osPipe, "given", given), []error{syscall.EPIPE, io.ErrClosedPipe}},
		{change.Stated(osCut, "given", given), []error{io.EOF, io.ErrUnexpectedEOF}},
		{change.Stated(osMemory, "given", given), []error{syscall.ENOMEM}},
		{change.Stated(osStale, "given", given), []error{syscall.ESTALE}},
		{change.Stated(osNoLocks, "given", given), []error{syscall.ENOLCK}},
		{change.Stated(osClosed, "given", given), []error{os.ErrClosed}},
		{change.Stated(osCancelled, "given", given), []error{context.Canceled}},
		{change.Stated(osTimeout, "given", given), []error{os.ErrDeadlineExceeded, context.DeadlineExceeded, syscall.ETIMEDOUT}},
		{change.Stated(osAbsent, "given", given), []error{fs.ErrNotExist}},
		{change.Stated(osForbidden, "given", given), []error{fs.ErrPermission}},
		{change.Stated(osExists, "given", given), []error{fs.ErrExist}},
	}...)
}

// system is what an error of the system says, or any other in its own words.
func system(err error) change.Statement {
	given := change.Clean(strings.TrimSuffix(err.Error(), ".")) // Windows writes sentences
	for _, k := range knowns(given) {
		if k.tells(err) {
			return k.is
		}
	}
	return change.Own(given)
}

// DiskFull reports whether a disk, or our share of it, is full.
func DiskFull(err error) bool { return says(err, osFull) }

// DiskReadOnly reports whether a disk takes no writes.
func DiskReadOnly(err error) bool { return says(err, osReadOnly) }

func says(err error, code change.Code) bool {
	return slices.ContainsFunc(knowns(""), func(k known) bool { return k.is.Code == code && k.tells(err) })
}
