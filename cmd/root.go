// Package cmd is the command line: one file for each command, its flags, its
// wiring and its exit codes.
package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/config"
	"tminus/record"
)

// The exit codes that scripts rely on.
const (
	exitDone        = 0
	exitAttention   = 1 // the change needs attention, or a check failed
	exitUsage       = 2 // usage, or an invalid plan
	exitRefused     = 3 // a gate, a hold or a lock refused
	exitInterrupted = 130
)

var (
	errAttention   = errors.New("the change needs attention")
	errInterrupted = errors.New("interrupted")
)

// refused is an error that exits with 3 although it does not come from a gate.
type refused struct{ error }

func (r refused) Unwrap() error { return r.error }

// invalid is an error that exits with 2.
type invalid struct{ error }

func (i invalid) Unwrap() error { return i.error }

// Main runs the command line and returns its exit code.
func Main(args []string) int {
	w := loadCatalog(spoken(args))
	root := newRoot(w)
	root.SetArgs(args)
	root.SetOut(visible{os.Stdout})
	root.SetErr(visible{os.Stderr})
	parsed := false
	root.PersistentPreRun = func(*cobra.Command, []string) { parsed = true }
	c, err := root.ExecuteContextC(context.Background())
	if err != nil && !parsed {
		fmt.Fprintf(root.ErrOrStderr(), "tminus: %v\n%s\n%s\n", err,
			w.Say("usage.line", "line", c.UseLine()), w.Say("usage.try", "command", c.CommandPath()))
		return exitUsage
	}
	return w.finish(root.ErrOrStderr(), err)
}

// finish prints an error for a person and returns its exit code.
func (w catalog) finish(out io.Writer, err error) int {
	code := exitCode(err)
	if err != nil && !errors.Is(err, errInterrupted) && !errors.Is(err, errAttention) {
		fmt.Fprintln(out, "tminus:", w.fault(err))
	}
	return code
}

func exitCode(err error) int {
	var (
		plan    *config.Errors
		bad     *change.Invalid
		clock   *change.ClockFault
		usage   invalid
		refusal *change.Refusal
		lock    refused
	)
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errInterrupted):
		return exitInterrupted
	case errors.As(err, &plan), errors.As(err, &bad), errors.As(err, &clock), errors.As(err, &usage):
		return exitUsage
	case errors.As(err, &refusal), errors.As(err, &lock), errors.Is(err, record.ErrWatched), errors.Is(err, record.ErrForeign), errors.Is(err, record.ErrUnshared):
		return exitRefused
	}
	return exitAttention
}

func newRoot(w catalog) *cobra.Command {
	root := &cobra.Command{
		Use: "tminus", Short: w.Say("root.short"), Long: w.Catalog["root.long"],
		SilenceErrors: true, SilenceUsage: true,
	}
	var lang language // known already: see spoken
	root.PersistentFlags().Var(&lang, "lang", w.Say("flag.lang"))
	for _, c := range []*cobra.Command{
		newNow(w), newRehearse(w), newRun(w), newCheck(w), newDo(w), newStatus(w), newVerify(w), newRepair(w), newReport(w), newReplay(w),
		newLearn(w), newForecast(w), newInit(w), newSchema(w), newWatch(w), newKeysCommand(w),
	} {
		root.AddCommand(w.explain(c))
	}
	w.usage(root)
	w.tellsVersion(root)
	return root
}

// operatorName is the name of whoever acts: the record must have a name for every
// act.
func operatorName(given string) (string, error) {
	login := ""
	if u, err := user.Current(); err == nil {
		login = u.Username
	}
	for _, name := range []string{given, os.Getenv("TMINUS_OPERATOR"), os.Getenv("USER"), login} {
		if name = change.Clean(name); name != "" {
			return name, change.CheckPerson(name)
		}
	}
	return "", &change.Invalid{Why: change.Stated(change.InvalidOperator)}
}
