package process

import (
	"context"
	"os/exec"
	"syscall"
)

// shell is a command that lets the shell of this system read a line. It must
// get the line as it is: cmd.exe does not undo the quoting of arguments.
func shell(ctx context.Context, line string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "cmd.exe")
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: `cmd.exe /D /S /C "` + line + `"`}
	return cmd
}
