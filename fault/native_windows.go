package fault

import (
	"golang.org/x/sys/windows"

	"tminus/change"
)

// native are the numbers of Windows for what elsewhere has a name of POSIX:
// package syscall has those names, and Windows never gives them.
func native(given string) []known {
	return []known{
		{change.Stated(osFull, "given", given), []error{windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL}},
		{change.Stated(osReadOnly, "given", given), []error{windows.ERROR_WRITE_PROTECT}},
		{change.Stated(osBroken, "given", given), []error{windows.ERROR_CRC, windows.ERROR_GEN_FAILURE, windows.ERROR_IO_DEVICE}},
		{change.Stated(osBusy, "given", given), []error{windows.ERROR_SHARING_VIOLATION, windows.ERROR_LOCK_VIOLATION}},
		{change.Stated(osNotEmpty, "given", given), []error{windows.ERROR_DIR_NOT_EMPTY}},
		{change.Stated(osLongName, "given", given), []error{windows.ERROR_FILENAME_EXCED_RANGE}},
		{change.Stated(osManyFiles, "given", given), []error{windows.ERROR_TOO_MANY_OPEN_FILES}},
		{change.Stated(osNotProgram, "given", given), []error{windows.ERROR_BAD_EXE_FORMAT}},
		{change.Stated(osRefused, "given", given), []error{windows.WSAECONNREFUSED}},
		{change.Stated(osReset, "given", given), []error{windows.WSAECONNRESET}},
		{change.Stated(osUnreachable, "given", given), []error{windows.WSAEHOSTUNREACH, windows.WSAENETUNREACH}},
		{change.Stated(osTimeout, "given", given), []error{windows.WSAETIMEDOUT}},
	}
}
