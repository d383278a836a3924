//go:build !unix

package process

import (
	"errors"
	"os/exec"
	"strconv"
)

// OwnGroup returns a function that kills the command with its children, as far as
// Windows knows of them, and at least the command itself.
func OwnGroup(cmd *exec.Cmd) (kill func() error) {
	return func() error {
		if cmd.ProcessState != nil {
			return cmd.Process.Kill() // it is over: its number may be another's by now
		}
		tree := exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid)).Run()
		if err := cmd.Process.Kill(); err != nil && tree != nil {
			return errors.Join(tree, err)
		}
		return nil
	}
}
