// Package process runs commands on this machine: each in a group of its own that
// ends as a whole, within a time limit, and with its output passed on as it comes.
package process

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"time"

	"tminus/change"
	"tminus/fault"
)

// Spec is a command to run.
type Spec struct {
	// Argv is the program and its arguments, as they are: nothing is expanded. If Shell
	// is set it is a single line, which a shell reads.
	Argv  []string
	Shell bool
	// Timeout ends it; 0 means none.
	Timeout time.Duration
	// Output receives what the command writes to either stream, in order.
	Output io.Writer
}

// Result is what became of a command.
type Result struct {
	// Exit is its exit code; Exited is false if it did not end by itself.
	Exit   int
	Exited bool
	// Err says why it did not end by itself: not found, stopped, longer than its
	// timeout.
	Err  error
	Took time.Duration
}

// Why a command did not end by itself, or did not begin.
const (
	processLong    change.Code = "process.long"
	processTimeout change.Code = "process.timeout"
	processStopped change.Code = "process.stopped"
	processNone    change.Code = "process.none"
)

// The ends of a command that did not end by itself.
var (
	ErrTimeout error = fault.New(processLong)
	ErrStopped error = fault.New(processStopped)
)

// outputGrace is how long the output of a command may stay open after the command
// has ended. What the command started and left behind is not killed: it may be meant
// to stay.
const outputGrace = time.Second

// Run runs the command until it ends, until its timeout, or until the context ends;
// in the latter two cases it kills the whole group. The command's input is empty.
func Run(ctx context.Context, s Spec) Result {
	if len(s.Argv) == 0 || s.Argv[0] == "" {
		return Result{Err: fault.New(processNone)}
	}
	if s.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, s.Timeout, fault.Wrap(ErrTimeout, processTimeout, "limit", s.Timeout))
		defer cancel()
	}
	cmd := exec.CommandContext(ctx, s.Argv[0], s.Argv[1:]...)
	if s.Shell {
		cmd = shell(ctx, s.Argv[0])
	}
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = s.Output, s.Output, outputGrace
	cmd.Cancel = OwnGroup(cmd)
	start := time.Now()
	err := cmd.Run()
	r := Result{Took: time.Since(start)}
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil && !errors.Is(context.Cause(ctx), context.Canceled):
		r.Err = context.Cause(ctx)
	case ctx.Err() != nil:
		r.Err = ErrStopped
	case err == nil, errors.Is(err, exec.ErrWaitDelay):
		r.Exit, r.Exited = cmd.ProcessState.ExitCode(), true
	case errors.As(err, &exit) && exit.Exited():
		r.Exit, r.Exited = exit.ExitCode(), true
	default:
		r.Err = err
	}
	return r
}
