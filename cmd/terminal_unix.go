//go:build unix

package cmd

import (
	"os/signal"
	"syscall"
)

// ignoreTerminal keeps the watch going whatever becomes of the terminal: a
// reader that went away, a stop from the keyboard, a job put into the
// background must not stop it.
func ignoreTerminal() {
	signal.Ignore(syscall.SIGPIPE, syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU)
}
