//go:build unix

package cmd

import (
	"os/signal"
	"syscall"
)

// ignoreTerminal keeps the watch going whatever becomes of the terminal: neither a
// reader that went away, nor a stop from the keyboard, nor a job put into the
// background may stop it.
func ignoreTerminal() {
	signal.Ignore(syscall.SIGPIPE, syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU)
}
