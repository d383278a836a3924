package cmd

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/engine"
)

// watchJob is what a cockpit of real hosts is to watch.
type watchJob struct {
	// by is the operator, dir the name of the record.
	by, dir string
	// path is the file of the plan, which is guarded meanwhile; empty: there is none.
	path string
	plan *change.Plan
	text []byte
	// pins are the addresses of a new record; nil: they are yet to be found.
	pins map[string]netip.Addr
	// alone: a record on a network disk is used by no other machine. stays: it goes on
	// without its terminal.
	alone, stays bool
	rehearsed    *change.RehearsalData
	// acts are what is said as the watch begins.
	acts []change.Command
}

// watching opens the record and runs a cockpit on it until its end.
func (w catalog) watching(c *cobra.Command, flags cockpitFlags, job watchJob) error {
	watch, err := openWatch(job.dir, job.plan, job.text, job.alone, job.pins)
	if err != nil {
		return err
	}
	defer watch.end(farewell(c, flags), w.speaker(job.plan))
	defer w.keepLastWords(watch.record, job.plan)()
	events := newQueue()
	var proxy *engineProxy // made of the engine, which is made after its source
	watch.snapshot = func() *change.Snapshot { return proxy.Snapshot() }
	o := engine.Options{
		Plan: job.plan, Journal: watch.record, Ledger: watch.ledger, By: job.by, Written: events.add,
		Addresses: pinnedNames(watch.pins), Headless: flags.headless,
		Rehearsed: job.rehearsed, Acts: job.acts, Program: version(),
	}
	if err := watch.begin(&o); err != nil {
		return err
	}
	w.announce(c.ErrOrStderr(), watch.record, &o)
	e, err := engine.New(o)
	if err != nil {
		return w.inWords(err, job.plan)
	}
	proxy = newEngineProxy(e)
	watch.open = func() bool { return proxy.Snapshot().State.Closed.IsZero() }
	proxy.takeOver = func(known *engine.Ledger) (*engine.Engine, error) {
		o.Ledger, o.Acts = known, nil
		watch.watch(&o)
		return engine.New(o)
	}
	pit := &cockpit{
		flags: flags, by: job.by, engine: proxy, events: events, stays: job.stays,
		out: c.OutOrStdout(), errs: c.ErrOrStderr(), collector: quietCollector(watch.record, job.plan),
		ping: w.pinger(job.plan, watch.pins),
	}
	pit.equip(watch.record, job)
	if o.Attached { // another process owns the state: it is asked once this one runs
		pit.beside = join(pit.beside, func(context.Context) { pit.ask(w, job) })
	}
	return pit.run()
}

// ask gives the acts with which a cockpit begins that is attached to another one.
func (c *cockpit) ask(w catalog, job watchJob) {
	for _, act := range job.acts {
		if err := c.engine.Do(act); err != nil && c.flags.headless {
			fmt.Fprintln(c.errs, "tminus:", w.speaker(job.plan).Fault(err))
		}
	}
}

// join runs both beside the engine; the first may be nil.
func join(a, b func(context.Context)) func(context.Context) {
	return func(ctx context.Context) {
		b(ctx)
		if a != nil {
			a(ctx)
		}
	}
}
