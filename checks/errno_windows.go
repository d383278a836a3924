package checks

import "golang.org/x/sys/windows"

// The errors that say more than "it did not work". Windows Sockets numbers
// its errors in its own way; most constants of package syscall are inventions
// there that no call returns.
const (
	errRefused         = windows.WSAECONNREFUSED
	errReset           = windows.WSAECONNRESET
	errBroken          = windows.WSAECONNABORTED
	errHostUnreachable = windows.WSAEHOSTUNREACH
	errNetUnreachable  = windows.WSAENETUNREACH
	errHostDown        = windows.WSAEHOSTDOWN
	errAccess          = windows.WSAEACCES
	errPermission      = windows.ERROR_ACCESS_DENIED
	errTimedOut        = windows.WSAETIMEDOUT
	errWouldBlock      = windows.WSAEWOULDBLOCK
	errTooLong         = windows.WSAEMSGSIZE
)
