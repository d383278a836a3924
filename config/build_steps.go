package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/goccy/go-yaml/ast"

	"tminus/change"
	"tminus/secret"
)

// runWhere reads where a step may be carried out by the cockpit.
func runWhere(into *given[string]) reader {
	return scalar[string]{into, "local", func(text string, _ ast.Node) (string, fault) {
		if text != change.RunLocal {
			return "", fault{quote(text) + " is no place to run a step", "write run: local, or leave the key out: then people run it"}
		}
		return text, fault{}
	}, schema{"enum": []string{change.RunLocal}}}
}

// only checks that a restriction names what the plan has, and that it leaves
// the step to somebody.
func (b *builder) only(o *onlyPart) change.Only {
	out := change.Only{Hosts: values(o.hosts.val), Environment: o.environment.val, Model: o.model.val, OS: o.os.val}
	var known []string
	for i := range b.plan.Hosts {
		known = append(known, b.plan.Hosts[i].Name)
	}
	for _, name := range o.hosts.val {
		if name.ok && !slices.Contains(known, name.val) {
			b.problem(name.at, fault{"unknown host " + quote(name.val), didYouMean(name.val, known)})
			return out
		}
	}
	at := cmp.Or(o.hosts.at, o.environment.at, o.model.at, o.os.at)
	meets := func(h change.Host) bool { return out.Meets(&h) }
	if at.line > 0 && len(known) > 0 && !slices.ContainsFunc(b.plan.Hosts, meets) {
		b.problem(at, fault{"the step is for no host of the plan", "correct only, or delete the step"})
	}
	return out
}

// runTimeout is how long a step may run here. It checks what only makes sense
// for such a step, and that its command can be split into arguments.
func (b *builder) runTimeout(s *stepPart) time.Duration {
	b.unfilled(s.rollback)
	if !s.run.ok {
		b.unfilled(s.command)
		for _, at := range []place{s.timeout.at, s.shell.at} {
			if at.line > 0 && !s.run.written() {
				b.problem(at, fault{"the step is not run here", "write run: local beside it, or delete this key"})
			}
		}
		return s.timeout.val
	}
	switch {
	case !s.command.written():
		b.problem(s.run.at, fault{"the step has no command to run", "write command: …, or delete run"})
	case s.shell.val && secret.Refers(s.command.val):
		b.problem(s.command.at, fault{
			"no secret is filled into what a shell reads",
			`leave shell: true out; or let the shell read it, as "$NAME" or "$(cat PATH)": then its output is not looked through for it`,
		})
	case s.command.ok && !s.shell.val:
		if _, err := change.Words(s.command.val); err != nil {
			b.problem(s.command.at, fault{"the command cannot be split into arguments: " + splitFault(err), "close its quotes, or write shell: true if a shell shall read it"})
		}
	}
	return s.timeout.or(change.DefaultRunTimeout)
}

// splitFault is why a command cannot be split, in the words of a plan's errors.
func splitFault(err error) string {
	var bad *change.Invalid
	if !errors.As(err, &bad) {
		return err.Error()
	}
	column, _ := bad.Why.Value("column").(int)
	switch bad.Why.Code {
	case change.InvalidZeroByte:
		return fmt.Sprintf("a zero byte at column %d", column)
	case change.InvalidQuote:
		return fmt.Sprintf("the quote opened at column %d is never closed", column)
	}
	return "there is no command"
}
