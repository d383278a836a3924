package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"tminus/change"
	"tminus/fault"
	"tminus/process"
	"tminus/secret"
	"tminus/ui"
)

// outputSaver puts the output of a command into the evidence.
type outputSaver func(output []byte, at time.Time, host, step string) (change.EvidenceFile, error)

// commandable is what a stepRunner needs of the engine.
type commandable interface {
	Snapshot() *change.Snapshot
	Do(change.Command) error
}

// stepRunner carries out the steps that the plan marks to be run here: at most one
// command per host at a time. What is run comes from the sealed plan alone.
type stepRunner struct {
	engine commandable
	keep   outputSaver
	// pretends: this is a rehearsal, and the hosts of the plan are real.
	pretends bool
	ctx      context.Context
	stop     context.CancelFunc
	all      sync.WaitGroup

	mu   sync.Mutex
	runs map[string]*stepRun
}

// stepRun is the command that runs for a host, or the last one that did.
type stepRun struct {
	output  output
	stop    context.CancelFunc
	running bool
	problem change.Statement
}

func newStepRunner(r evidence, e commandable, pretends bool) *stepRunner {
	ctx, stop := context.WithCancel(context.Background())
	return &stepRunner{engine: e, keep: saveOutputIn(r), pretends: pretends, ctx: ctx, stop: stop, runs: map[string]*stepRun{}}
}

// runner is the stepRunner as the screen gets it. If there is none it is a nil
// interface, not one that holds a nil pointer.
func (c *cockpit) runner() ui.Runner {
	if c.steps == nil {
		return nil
	}
	return c.steps
}

// Start journals that the step is run here, and begins it.
func (h *stepRunner) Start(by, host string) error {
	run, err := h.reserve(host)
	if err != nil {
		return err
	}
	err = h.engine.Do(change.StartRun{By: by, Host: host})
	data, step, known := h.begun(host)
	if err == nil && !known {
		err = fault.New(cmdUntold, "host", host)
	}
	if err != nil {
		h.ended(run, change.Statement{})
		return h.unbegun(err, by, host, data)
	}
	h.begin(run, h.stepJob(by, host, data, step))
	return nil
}

// stepJob is the command of a step.
func (*stepRunner) stepJob(by, host string, data change.RunData, step change.Step) job {
	return job{
		host: host, data: data, command: step.Command, timeout: cmp.Or(step.Timeout, change.DefaultRunTimeout), success: step.Success(),
		end: func(d change.RunData) change.Command { return change.EndRun{By: by, Host: host, RunData: d} },
	}
}

// job is a command that the journal says was begun, and what success is.
type job struct {
	host    string
	data    change.RunData
	command string // as the plan has it
	timeout time.Duration
	success change.Success
	// end is what the journal is told of its end.
	end func(change.RunData) change.Command
}

// begin carries out a job beside everything else.
func (h *stepRunner) begin(run *stepRun, j job) {
	ctx, stop := context.WithCancel(h.ctx)
	h.mu.Lock()
	run.stop = stop
	h.mu.Unlock()
	go func() {
		defer stop()
		h.ended(run, h.carryOut(ctx, run, j))
	}()
}

// unbegun reports that a command was not run, and keeps that beside its beginning:
// the journal must know of a command before it runs, and cannot be written now.
func (h *stepRunner) unbegun(err error, by, host string, data change.RunData) error {
	var unsaved *change.Unsaved
	if !errors.As(err, &unsaved) {
		return err
	}
	end := change.EndRun{By: by, Host: host, RunData: change.RunData{Step: data.Step, N: data.N, Fault: change.Stated(cmdNotRun)}}
	_ = h.engine.Do(end) // it is kept as well
	return &change.Refusal{
		Why: change.Stated(change.RefuseNotWritten, "why", fault.Of(unsaved.Why)), Try: change.Stated(change.TryByHand),
	}
}

// reserve takes the place for a command of a host, where none runs.
func (h *stepRunner) reserve(host string) (*stepRun, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if old := h.runs[host]; old != nil && old.running {
		return nil, &change.Refusal{Why: change.Stated(change.RefuseRuns, "host", host), Try: change.Stated(change.TryStop)}
	}
	if h.ctx.Err() != nil {
		return nil, process.ErrStopped
	}
	run := &stepRun{running: true, stop: func() {}}
	h.runs[host] = run
	h.all.Add(1) // until it has ended
	return run, nil
}

// begun is the command that the journal says was begun, and its step.
func (h *stepRunner) begun(host string) (data change.RunData, step change.Step, ok bool) {
	s := h.engine.Snapshot().State
	hs, steps := s.Host(host), s.Plan.StepsOf(host)
	if hs == nil {
		return data, step, false
	}
	var last time.Time
	for i, st := range hs.Steps {
		if st.Run != nil && st.Run.Ended.IsZero() && !st.Run.Started.Before(last) {
			last, data, step, ok = st.Run.Started, st.Run.RunData, steps[i], true
		}
	}
	return data, step, ok
}

// carryOut runs a command to its end, keeps its output and journals both. It returns
// what prevented that.
func (h *stepRunner) carryOut(ctx context.Context, run *stepRun, j job) change.Statement {
	r := h.run(ctx, &run.output, j)
	end := change.RunData{Step: j.data.Step, N: j.data.N, Took: change.Duration(r.Took)}
	out := run.output.bytes()
	end.Said = change.LastLine(string(out))
	switch {
	case r.Exited && h.pretends:
		end.Exit = new(int)
	case r.Exited:
		end.Exit, end.Unmet = &r.Exit, j.success.Unmet(r.Exit, string(out))
	case r.Err != nil:
		end.Fault = fault.Of(r.Err)
	}
	snap := h.engine.Snapshot()
	at := snap.Now
	if zone := snap.State.Plan.Change.Zone; zone != nil {
		at = at.In(zone)
	}
	kept, keepErr := h.keep(out, at, j.host, j.data.Step)
	if keepErr == nil {
		end.Files = []change.EvidenceFile{kept}
	}
	return fault.Of(errors.Join(keepErr, h.engine.Do(j.end(end))))
}

func (h *stepRunner) run(ctx context.Context, out io.Writer, j job) process.Result {
	if h.pretends {
		fmt.Fprintf(out, "a rehearsal: not run: %s\n", strings.Join(j.data.Command, " "))
		return process.Result{Exited: true}
	}
	argv, secrets, err := revealed(h.engine.Snapshot().State.Plan.Host(j.host), j.data, j.command)
	if err != nil {
		return process.Result{Err: err}
	}
	hider := secret.NewHider(out, secrets)
	r := process.Run(ctx, process.Spec{Argv: argv, Shell: j.data.Shell, Timeout: j.timeout, Output: hider})
	_ = hider.Close() // the output takes all
	if r.Err != nil {
		r.Err = &fault.Error{Is: fault.Hidden(r.Err, func(text string) string { return secret.Hide(text, secrets) })}
	}
	return r
}

// revealed is the journaled command with its secrets filled in; secrets themselves
// are never journaled. The references are looked up in the words of the plan,
// because the name of a host could itself look like a reference. A line for a shell
// has no references; the reader of the plan makes sure of that.
func revealed(h *change.Host, data change.RunData, command string) (argv, secrets []string, err error) {
	if data.Shell || !secret.Refers(command) {
		return data.Command, nil, nil
	}
	words, err := change.SplitCommand(command)
	if err != nil {
		return nil, nil, err
	}
	return secret.Reveal(words, h.Fill)
}

func (h *stepRunner) ended(run *stepRun, problem change.Statement) {
	h.mu.Lock()
	defer h.mu.Unlock()
	run.running, run.problem = false, problem
	h.all.Done()
}

// Output is what the latest command for a host has written so far.
func (h *stepRunner) Output(host string) ui.Output {
	h.mu.Lock()
	defer h.mu.Unlock()
	run := h.runs[host]
	if run == nil {
		return ui.Output{}
	}
	lines, dropped := run.output.tail()
	return ui.Output{Lines: lines, Dropped: dropped, Running: run.running, Problem: run.problem}
}

// Stop ends the command of a host.
func (h *stepRunner) Stop(host string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if run := h.runs[host]; run != nil {
		run.stop()
	}
}

// Running lists the hosts for which a command runs.
func (h *stepRunner) Running() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var hosts []string
	for host, run := range h.runs {
		if run.running {
			hosts = append(hosts, host)
		}
	}
	slices.Sort(hosts)
	return hosts
}

// Pretends reports whether nothing is really run.
func (h *stepRunner) Pretends() bool { return h.pretends }

// close ends what runs, and waits until the journal has its end. The engine must
// still be running.
func (h *stepRunner) close() {
	h.mu.Lock()
	h.stop() // nothing is begun any more
	h.mu.Unlock()
	h.all.Wait()
}

// rehearsedSteps are the times of the steps in the rehearsal of a plan.
func rehearsedSteps(r *change.RehearsalData) []change.StepTime {
	if r == nil || r.Record == "" {
		return nil
	}
	p, err := readPast(r.Record)
	if err != nil {
		return nil
	}
	return change.StepTimes(&p.state)
}
