//go:build !windows

package checks

import "syscall"

// The errors that say more than "it did not work".
const (
	errRefused         = syscall.ECONNREFUSED
	errReset           = syscall.ECONNRESET
	errBroken          = syscall.EPIPE
	errHostUnreachable = syscall.EHOSTUNREACH
	errNetUnreachable  = syscall.ENETUNREACH
	errHostDown        = syscall.EHOSTDOWN
	errAccess          = syscall.EACCES
	errPermission      = syscall.EPERM
	errTimedOut        = syscall.ETIMEDOUT
	errWouldBlock      = syscall.EAGAIN
	errTooLong         = syscall.EMSGSIZE
)
