//go:build unix

package journal

import (
	"errors"
	"syscall"
)

// lives reports whether a process of this machine may still run.
func lives(pid int) bool { return pid > 0 && !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
