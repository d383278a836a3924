package cmd

import (
	"os/signal"
	"syscall"
)

// ignoreTerminal keeps the watch going when a reader of its output goes away.
func ignoreTerminal() { signal.Ignore(syscall.SIGPIPE) }
