package config

import (
	"cmp"
	"slices"
	"time"

	"github.com/goccy/go-yaml/ast"

	"tminus/change"
	"tminus/secret"
)

// runWhere reads where a step may be carried out by the cockpit.
func runWhere(into *given[string]) reader {
	return scalar[string]{into, change.Stated(planWantLocal), func(text string, _ ast.Node) (string, change.Statement) {
		if text != change.RunLocal {
			return "", change.Stated(planNotLocal, "given", clip(text))
		}
		return text, change.Statement{}
	}, schema{"enum": []string{change.RunLocal}}}
}

// only checks that a restriction names hosts and environments of the plan, and that
// it leaves the step at least one host.
func (b *builder) only(o *onlyPart) change.Only {
	out := change.Only{Hosts: values(o.hosts.val), Environment: o.environment.val, Model: o.model.val, OS: o.os.val}
	known := b.hostNames()
	for _, name := range o.hosts.val {
		if name.ok && !slices.Contains(known, name.val) {
			b.problem(name.at, change.Stated(planUnknownHost, "given", clip(name.val), "try", didYouMean(name.val, known)))
			return out
		}
	}
	at := cmp.Or(o.hosts.at, o.environment.at, o.model.at, o.os.at)
	meets := func(h change.Host) bool { return out.Meets(&h) }
	if at.line > 0 && len(known) > 0 && !slices.ContainsFunc(b.plan.Hosts, meets) {
		b.problem(at, change.Stated(planForNobody))
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
				b.problem(at, change.Stated(planNotHere))
			}
		}
		return s.timeout.val
	}
	switch {
	case !s.command.written():
		b.problem(s.run.at, change.Stated(planNoCommand))
	case s.shell.val && secret.Refers(s.command.val):
		b.problem(s.command.at, change.Stated(planShellSecret, "near", `"$NAME"`, "other", `"$(cat PATH)"`))
	case s.command.ok && !s.shell.val:
		if _, err := change.SplitCommand(s.command.val); err != nil {
			b.problem(s.command.at, change.Stated(planUnsplittable, "why", change.WhyOf(err)))
		}
	}
	return s.timeout.or(change.DefaultRunTimeout)
}
