//go:build unix

package process

import (
	"context"
	"os/exec"
)

// shell is a command that lets the shell of this system read a line.
func shell(ctx context.Context, line string) *exec.Cmd {
	return exec.CommandContext(ctx, "/bin/sh", "-c", line)
}
