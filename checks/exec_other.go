//go:build !unix

package checks

import "os/exec"

// ownGroup returns how to kill the command. Its children are left to
// themselves; the check does not wait for them.
func ownGroup(cmd *exec.Cmd) (kill func() error) {
	return func() error { return cmd.Process.Kill() }
}
