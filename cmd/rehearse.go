package cmd

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/config"
	"tminus/drill"
	"tminus/engine"
	"tminus/examples"
	"tminus/fault"
)

func newRehearse(w catalog) *cobra.Command {
	var flags cockpitFlags
	pace := tempo{speed: 60}
	c := &cobra.Command{
		Use:  "rehearse [PLAN]",
		Args: w.args(0, 1),
		RunE: func(c *cobra.Command, args []string) error {
			if pace.speed <= 0 || pace.speed > drill.MaxSpeed {
				return w.badSpeed(pace.speed)
			}
			return rehearse(c, w, flags, args, pace)
		},
	}
	flags.add(c, w)
	c.Flags().Var(&pace, "speed", w.Say("flag.tempo"))
	return c
}

// tempo is how fast a rehearsal goes: so many seconds in one, or from event to event.
type tempo struct {
	speed float64
	leaps bool
}

// fastest is how the tempo is written that goes from event to event.
const fastest = "max"

func (t *tempo) String() string { return strconv.FormatFloat(t.speed, 'g', -1, 64) }

// Type is what the help says the flag takes.
func (t *tempo) Type() string { return "N|" + fastest }

// Set reads the flag. On a screen, where people act, the fastest still goes second by second.
func (t *tempo) Set(text string) error {
	if text == fastest {
		*t = tempo{drill.MaxSpeed, true}
		return nil
	}
	speed, err := strconv.ParseFloat(text, 64)
	*t = tempo{speed: speed}
	return err
}

func loadRehearsal(args []string) (*change.Plan, []byte, error) {
	if len(args) == 1 {
		plan, text, err := loadPlan(args[0])
		if err == nil && plan.Ungated {
			err = invalid{fault.New(cmdUngated, "file", change.Clean(args[0]))}
		}
		return plan, text, err
	}
	plan, err := config.Parse("the built-in night", examples.PatchNight)
	return plan, examples.PatchNight, err
}

func rehearse(c *cobra.Command, w catalog, flags cockpitFlags, args []string, pace tempo) error {
	by, err := operatorName(flags.operator)
	if err != nil {
		return err
	}
	plan, text, err := loadRehearsal(args)
	if err != nil {
		return err
	}
	record, err := rehearsalRecord(flags, plan, text)
	if err != nil {
		return err
	}
	unlock, err := record.LockWatch()
	if err != nil {
		return err
	}
	defer func() { _ = unlock() }()
	defer w.keepLastWords(record, plan)()
	begin, ledger, err := rehearsalBegins(record, plan)
	if err != nil {
		return err
	}
	clock, events := drill.NewClock(begin), newQueue()
	late := &lateEngine{}
	night := nightOf(plan, clock, pace, late, flags.headless)
	if night.Leaps {
		defer hurried(record)()
	}
	e, err := engine.New(engine.Options{
		Plan: plan, Ledger: ledger, Source: drill.NewNight(night), Clock: clock.Now,
		By: by, Rehearsal: true, Program: version(), Written: events.add, Beat: beat(record, pace.speed, late.snapshot), Wall: time.Now(),
		LastSeen: lastSeen(record), Headless: flags.headless,
	})
	if err != nil {
		return err
	}
	late.Engine = e
	fmt.Fprintln(c.ErrOrStderr(), "tminus:", w.Say("run.record", "dir", record.Name()))
	pit := &cockpit{
		flags: flags, by: by, engine: newEngineProxy(e), events: events, speed: pace.speed,
		out: c.OutOrStdout(), errs: c.ErrOrStderr(), collector: quietCollector(record, plan),
	}
	pit.steps = newStepRunner(record, pit.engine, true)
	if len(args) == 1 && !flags.headless {
		pit.earlier = earlier(beside(args[0]), record.Name())
	}
	if !flags.headless { // there the script does it, in the time of the night
		pit.beside = pit.steps.serveGates
	}
	return pit.run()
}

// nightOf is the night that is rehearsed; without a screen a script is its operator, and
// only then it may leap from event to event.
func nightOf(plan *change.Plan, clock *drill.Clock, pace tempo, late *lateEngine, headless bool) drill.Options {
	night := drill.Options{Plan: plan, Clock: clock, Speed: pace.speed, Snapshot: late.snapshot}
	if headless {
		night.Operator = &drill.Script{Plan: plan, By: "script", Snapshot: late.snapshot, Do: late.do}
		night.Leaps = pace.leaps
	}
	return night
}

// hurried lets a record be written without waiting for the disk at every line, where its
// place can: a rehearsal that is lost to a power cut is played again. The function that
// it returns sees it to the disk.
func hurried(r opened) func() {
	h, can := r.(interface{ Hurry() func() error })
	if !can {
		return func() {}
	}
	end := h.Hurry()
	return func() { _ = end() }
}

// lateEngine gives a source access to its engine, which is made after the source.
type lateEngine struct{ *engine.Engine }

func (l *lateEngine) snapshot() *change.Snapshot      { return l.Snapshot() }
func (l *lateEngine) do(command change.Command) error { return l.Do(command) }

// rehearsalRecord keeps rehearsals apart from the real change and from each other:
// records/<id>-rehearsal, -rehearsal-2, and so on. A rehearsal is continued only if
// its record is named.
func rehearsalRecord(flags cockpitFlags, plan *change.Plan, text []byte) (opened, error) {
	if flags.record != "" {
		return recordOf(plan, text, flags.record)
	}
	base := flags.dir(plan.Change.ID + "-rehearsal")
	for n, dir := 2, base; ; n++ {
		if _, err := os.Lstat(dir); os.IsNotExist(err) {
			return createRecord(dir, text)
		}
		dir = fmt.Sprintf("%s-%d", base, n)
	}
}

// rehearsalBegins is where the night's clock starts: at the start of the window, or
// where an open rehearsal was left.
func rehearsalBegins(r opened, plan *change.Plan) (time.Time, *engine.Ledger, error) {
	ledger, err := readLedger(r, plan)
	if err != nil {
		return time.Time{}, nil, err
	}
	s := ledger.State()
	switch {
	case s.Opened.IsZero():
		return plan.Change.Window.Start, ledger, nil
	case !s.Rehearsal || !s.Open():
		return time.Time{}, nil, refused{fault.New(cmdHoldsOther, "file", r.Name(), "is", what(&s))}
	}
	if seen := lastSeen(r); seen.After(s.At) {
		return seen, ledger, nil
	}
	return s.At, ledger, nil
}
