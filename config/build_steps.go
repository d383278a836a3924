package config

import (
	"cmp"
	"math"
	"regexp"
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

// exitCodes reads one exit code, or a list of them.
func exitCodes(into *given[[]given[int]]) reader {
	each := func(code *given[int]) reader {
		return whole(code, change.Stated(planWantExit), math.MinInt32, math.MaxInt32)
	}
	return oneOrMore[int]{list[given[int]]{into: into, each: each}}
}

// oneOrMore reads a list, or the one entry that it has.
type oneOrMore[T any] struct{ list[given[T]] }

func (o oneOrMore[T]) read(d *decoder, n ast.Node, at place) {
	if _, one := scalarText(n); !one {
		o.list.read(d, n, at)
		return
	}
	var entry given[T]
	o.each(&entry).read(d, n, at)
	*o.into = given[[]given[T]]{at: d.placeOr(n, at), ok: entry.ok, val: []given[T]{entry}}
}

func (o oneOrMore[T]) schema() schema {
	one := new(given[T])
	return schema{"anyOf": []schema{o.each(one).schema(), o.list.schema()}}
}

// runTimeout is how long a step may run here. It checks what only makes sense
// for such a step, and that its command can be split into arguments.
func (b *builder) runTimeout(s *stepPart) time.Duration {
	b.unfilled(s.rollback)
	if !s.run.ok {
		b.unfilled(s.command)
		b.onlyHere(s.run, s.timeout.at, s.shell.at, s.auto.at, s.exit.at)
		return s.timeout.val
	}
	if s.shell.val && s.command.written() && secret.Refers(s.command.val) {
		b.problem(s.command.at, change.Stated(planShellSecret, "near", `"$NAME"`, "other", `"$(cat PATH)"`))
	} else {
		b.runnable(s.run, s.command, s.shell.val)
	}
	if s.auto.val {
		b.pattern(s.expect)
	}
	return s.timeout.or(change.DefaultRunTimeout)
}

// precheckTimeout is the same for a precheck.
func (b *builder) precheckTimeout(p *precheckPart) time.Duration {
	if !p.run.ok {
		b.unfilled(p.command)
		b.onlyHere(p.run, p.timeout.at, p.exit.at)
		return p.timeout.val
	}
	b.runnable(p.run, p.command, false)
	b.pattern(p.expect)
	return p.timeout.or(change.DefaultPrecheckTimeout)
}

// onlyHere refuses what only makes sense for a command that runs here.
func (b *builder) onlyHere(run given[string], keys ...place) {
	for _, at := range keys {
		if at.line > 0 && !run.written() {
			b.problem(at, change.Stated(planNotHere))
		}
	}
}

// runnable checks that there is a command to run, and that it can be split into
// arguments unless a shell reads it.
func (b *builder) runnable(run, command given[string], shell bool) {
	switch {
	case !command.written():
		b.problem(run.at, change.Stated(planNoCommand))
	case command.ok && !shell:
		if _, err := change.SplitCommand(command.val); err != nil {
			b.problem(command.at, change.Stated(planUnsplittable, "why", change.WhyOf(err)))
		}
	}
}

// pattern checks what an output must hold, where it is a regular expression.
func (b *builder) pattern(expect given[string]) {
	if text, is := change.Pattern(expect.val); is && expect.ok {
		if _, err := regexp.Compile(text); err != nil {
			b.problem(expect.at, change.Stated(planPattern, "given", clip(text), "why", change.Own(change.Clean(err.Error()))))
		}
	}
}
