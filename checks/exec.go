package checks

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"time"

	"tminus/change"
	"tminus/fault"
	"tminus/process"
	"tminus/secret"
)

const (
	// maxOutput is how much of a command's output is kept, in bytes.
	maxOutput = 8 << 10
	// killDelay is how long after its end or its killing a command's output
	// may stay open.
	killDelay = 500 * time.Millisecond
)

// The exit codes of Nagios plugins that say something about the target.
const (
	nagiosOK       = 0
	nagiosWarning  = 1
	nagiosCritical = 2
)

// commandLine is a command of the plan, split into words, for one host.
type commandLine struct {
	args []string
	// fill puts the host into a word.
	fill func(string) string
}

func newCommandLine(line string, h *change.Host) (commandLine, error) {
	words, err := change.SplitCommand(line)
	return commandLine{words, strings.NewReplacer("{address}", h.Address, "{name}", h.Name).Replace}, err
}

// argv is what is run, with its secrets, for this one run of it.
func (c commandLine) argv() (argv, secrets []string, err error) {
	return secret.Reveal(c.args, c.fill)
}

// result is what a command left behind.
type result struct {
	// code is the exit code, -1 if it did not exit by itself.
	code int
	// line is the first line of its output, errLine that of its error output.
	line, errLine string
	// err is why it could not be run or did not end well; nil with an exit code.
	err error
	// expired: it was killed at the timeout.
	expired bool
	took    time.Duration
}

// reader makes an observation of a command that has exited.
type reader func(result) change.Observation

// execProbe runs a command without a shell; broken is what is wrong with its
// command line.
func execProbe(command commandLine, broken error, timeout time.Duration, read reader) probe {
	if broken != nil {
		return notRun(broken)
	}
	return func(ctx context.Context) change.Observation {
		argv, secrets, err := command.argv()
		if err != nil {
			return unknown(change.CauseLocal, fault.Of(err))
		}
		r := runCommand(ctx, argv, secrets)
		switch {
		case r.expired:
			return lost(change.CauseTimeout, change.Stated(seenNotEnded, "what", detail(secret.Hide(argv[0], secrets)), "limit", timeout))
		case r.err != nil:
			return unknown(change.CauseLocal, change.Stated(seenNotStarted, "what", detail(secret.Hide(argv[0], secrets)),
				"why", fault.Hidden(r.err, func(text string) string { return secret.Hide(text, secrets) })))
		}
		return read(r)
	}
}

// checkResult reads the exit code of a check.
func checkResult(r result) change.Observation {
	text := r.line
	if text == "" {
		text = r.errLine
	}
	switch r.code {
	case nagiosOK, nagiosWarning:
		o := answered(r.took)
		o.Detail = change.Own(detail(text))
		return o
	case nagiosCritical:
		return lost(change.CauseFailed, change.Own(detail(text)))
	}
	return unknown(change.CauseLocal, change.Stated(seenExit, "n", r.code, "given", detail(text)))
}

// bootResult hands boot evidence on as it came; what it means the core finds
// out. With a warning it is none: that must never be taken for another boot.
func bootResult(r result) change.Observation {
	switch r.code {
	case nagiosCritical:
		return checkResult(r)
	case nagiosOK:
		o := answered(r.took)
		o.Boot = detail(r.line)
		return o
	}
	return unknown(change.CauseLocal, change.Stated(seenNoBoot, "n", r.code, "given", detail(r.line+r.errLine)))
}

// runCommand runs a command, and hides its secrets in what it prints.
func runCommand(ctx context.Context, argv, secrets []string) result {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	var out, errOut head
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &out, &errOut, killDelay
	killGroup := process.OwnGroup(cmd)
	cmd.Cancel = killGroup
	start := time.Now()
	err := cmd.Run()
	r := result{code: -1, took: time.Since(start), line: out.firstLine(secrets), errLine: errOut.firstLine(secrets)}

	var exit *exec.ExitError
	switch {
	case errors.Is(err, exec.ErrWaitDelay): // it has exited; a child of it holds the output
		_ = killGroup() // the child may have ended meanwhile
		r.code = cmd.ProcessState.ExitCode()
	case err == nil:
		r.code = cmd.ProcessState.ExitCode()
	case ctx.Err() != nil:
		r.expired, r.err = errors.Is(ctx.Err(), context.DeadlineExceeded), ctx.Err()
	case errors.As(err, &exit) && exit.Exited():
		r.code = exit.ExitCode()
	default:
		r.err = err
	}
	return r
}

// head keeps the beginning of what is written to it and takes in the rest, so
// that a chatty command neither blocks nor fills the memory.
type head struct{ kept []byte }

func (h *head) Write(p []byte) (int, error) {
	h.kept = append(h.kept, p[:min(len(p), maxOutput-len(h.kept))]...)
	return len(p), nil
}

// firstLine is the first line that is not blank. A secret may begin on it and
// end on the next: it is hidden before the line is cut off.
func (h *head) firstLine(secrets []string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(secret.Hide(string(h.kept), secrets)), "\n")
	return line
}
