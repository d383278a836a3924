package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/fault"
	"tminus/record"
)

// cockpitFlags are common to the commands that open a cockpit.
type cockpitFlags struct {
	record   string
	operator string
	headless bool
	face     faceFlags
}

func (f *cockpitFlags) add(c *cobra.Command, w catalog) {
	c.Flags().StringVar(&f.record, "record", "", w.Say("flag.record"))
	c.Flags().StringVar(&f.operator, "operator", "", w.Say("flag.operator"))
	c.Flags().BoolVar(&f.headless, "headless", false, w.Say("flag.headless"))
	f.face.add(c, w)
}

func (f *cockpitFlags) dir(id string) string {
	if f.record != "" {
		return f.record
	}
	return filepath.Join("records", id)
}

// cockpit is one running engine and what it needs around it.
type cockpit struct {
	flags  cockpitFlags
	by     string
	engine *engineProxy
	events *queue
	// speed is 0 for a real change.
	speed float64
	out   io.Writer
	errs  io.Writer
	// stays: it goes on watching without its terminal, for as long as the change is
	// open.
	stays bool
	// ping sends a burst to a host by hand; nil in a rehearsal.
	ping func(host string) []string
	// collector takes evidence into the record.
	collector collector
	// earlier is what earlier records teach.
	earlier func() change.History
	// rehearsed is how long the steps took in the rehearsal.
	rehearsed []change.StepTime
	// steps carries out the steps that the plan marks so; nil: nothing does.
	steps *stepRunner
	// drawing are options of the program that draws the screen; none but in tests.
	drawing []tea.ProgramOption
	// beside runs beside the engine until the context ends; it may be nil.
	beside func(context.Context)
}

// stepRunnerGrace is how long the end of the cockpit waits until the output of
// stopped commands is saved: their disk may hang.
const stepRunnerGrace = 10 * time.Second

// run shows the cockpit, or prints its events, until the change is over or somebody
// ends it. By then everything that was shown is in the journal, or has been printed
// on stderr.
func (c *cockpit) run() error {
	ignoreTerminal()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	hangup := make(chan os.Signal, 1) // the kernel sends, whoever needs the terminal receives
	signal.Notify(hangup, syscall.SIGHUP)
	watch, cancel := context.WithCancel(context.Background()) // it outlives a signal: what ends by that is journaled
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- c.engine.run(watch) }()
	if c.beside != nil {
		go c.beside(watch)
	}
	var err error
	if c.flags.headless {
		err = c.headless(ctx, ended, hangup)
	} else {
		err = c.screen(ctx, ended, hangup)
	}
	if c.steps != nil {
		within(stepRunnerGrace, c.steps.close)
	}
	cancel()
	if err == nil && ctx.Err() != nil {
		err = errInterrupted
	}
	select {
	case engineErr := <-ended:
		err = errors.Join(err, engineErr)
	case <-time.After(5 * time.Second):
	}
	if c.flags.headless {
		c.patiently(ctx, func() { c.events.print(c.out) })
	}
	if left := c.engine.Snapshot(); len(left.Unsaved) > 0 {
		c.patiently(ctx, func() { c.flags.face.catalog.tellUnsaved(c.errs, left) })
		return errors.Join(err, fault.New(cmdUnsaved, "why", left.Fault, "n", len(left.Unsaved)))
	}
	if last := c.engine.Snapshot(); err == nil && change.Assess(last, last.Now, last.Beat).NeedsAttention() {
		return errAttention
	}
	return err
}

// patiently prints for a reader that is slow, for as long as that takes, until somebody
// ends this process: then a reader that stalls is not waited for.
func (c *cockpit) patiently(ctx context.Context, do func()) {
	done := aside(do)
	select {
	case <-done:
	case <-ctx.Done():
		within(endGrace, func() { <-done })
	}
}

// tellUnsaved prints what the journal never took: the last chance to keep it.
func (w catalog) tellUnsaved(out io.Writer, s *change.Snapshot) {
	rest := &queue{events: s.Unsaved}
	fmt.Fprintln(out, "tminus:", w.Say("run.unsaved"))
	rest.print(out)
}

// headless prints events until the change is closed or the engine ends, and reports
// those that cannot be saved. It waits for no reader: one that stalls must keep
// neither a signal nor the end of the change from it.
func (c *cockpit) headless(ctx context.Context, ended chan error, hangup <-chan os.Signal) error {
	telling, end := context.WithCancel(ctx)
	defer end()
	go c.tellUnsavedAsItComes(telling)
	go c.events.follow(telling, c.out)
	for {
		select {
		case <-c.events.closed: // ask the event, not the snapshot: that is published a moment later
			if c.speed == 0 {
				return nil
			}
		case err := <-ended:
			ended <- nil
			return err
		case <-hangup:
			if !c.stays {
				return errInterrupted
			}
			c.lost()
		case <-ctx.Done():
			return errInterrupted
		}
	}
}

// beat keeps the record's live file, by which others know how old this view is
// and what cannot be saved.
func beat(r vitals, speed float64, snapshot func() *change.Snapshot) func(time.Time) error {
	last := time.Time{}
	var err error // holds until the next beat
	return func(now time.Time) error {
		wall := time.Now()
		if wall.Sub(last) < time.Second {
			return err
		}
		last = wall
		err = r.Beat(record.Live{PID: os.Getpid(), Host: record.Machine(), Kernel: record.Kernel(), At: wall, Now: now, Speed: speed, Unsaved: unsavedOf(snapshot()), Unseen: unseenOf(snapshot())})
		return err
	}
}

// unsavedOf is what a snapshot has that the journal does not; nil if the journal has
// it all.
func unsavedOf(s *change.Snapshot) *record.Unsaved {
	if !s.Fault.Said() && len(s.Unsaved) == 0 {
		return nil
	}
	u := &record.Unsaved{N: len(s.Unsaved), Why: s.Fault}
	if u.N > 0 {
		u.Since = s.Unsaved[0].At
	}
	return u
}

func unseenOf(s *change.Snapshot) *change.Statement {
	if !s.Unseen.Said() {
		return nil
	}
	return &s.Unseen
}

// lastSeen is when a cockpit last watched the record, in the change's time.
func lastSeen(r vitals) time.Time {
	if live, ok, err := r.Live(); err == nil && ok {
		return live.Now
	}
	return time.Time{}
}

// recordOf opens the record of a plan, or creates it. The sealed plan of a record is
// the one that is in force: another plan file is refused.
func recordOf(plan *change.Plan, text []byte, name string) (opened, error) {
	r, err := createRecord(name, text)
	if !errors.Is(err, record.ErrExists) {
		return r, err
	}
	if r, err = openRecord(name); err != nil {
		return nil, err
	}
	sealed, err := r.Plan()
	if err != nil {
		return nil, err
	}
	if string(sealed) != string(text) {
		return nil, otherPlan(r, sealed, plan)
	}
	return r, nil
}
