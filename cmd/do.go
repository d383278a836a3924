package cmd

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/engine"
	"tminus/record"
	"tminus/scout"
)

// doFlags are the flags of all verbs; each verb names those it knows.
type doFlags struct {
	by, to, evidence, note, what, outcome, reason, second, callback, at string
	within                                                              time.Duration
}

// verb is one act that `do` knows: its arguments, its flags, its command.
type verb struct {
	args    string   // as the usage line shows them
	n       int      // how many arguments
	flags   []string // those with a ! it cannot do without
	command func(a []string, f doFlags) change.Command
}

func verbs() map[string]verb {
	all := map[string]verb{
		"start": {"HOST", 1, nil, func(a []string, f doFlags) change.Command { return change.Start{By: f.by, Host: a[0]} }},
		"step": {"HOST done|failed|skipped", 2, []string{"evidence", "note", "second"}, func(a []string, f doFlags) change.Command {
			return change.MarkStep{By: f.by, Host: a[0], Result: change.StepResult(a[1]), Evidence: f.evidence, Note: f.note, Second: f.second}
		}},
		"reboot": {"HOST", 1, []string{"at"}, func(a []string, f doFlags) change.Command {
			return change.MarkReboot{By: f.by, Host: a[0], At: f.at}
		}},
		"recover": {"HOST", 1, []string{"what!", "outcome", "for"}, func(a []string, f doFlags) change.Command {
			return change.Recover{By: f.by, Host: a[0], What: f.what, Outcome: f.outcome, For: f.within}
		}},
		"finish": {"HOST ok|failed|rolled-back", 2, nil, func(a []string, f doFlags) change.Command {
			return change.Finish{By: f.by, Host: a[0], Result: change.Work(a[1])}
		}},
		"hand": {"HOST", 1, []string{"to!", "reason"}, func(a []string, f doFlags) change.Command {
			return change.Hand{By: f.by, Host: a[0], To: f.to, Reason: f.reason}
		}},
		"hold":   {"", 0, []string{"reason!"}, func(_ []string, f doFlags) change.Command { return change.HoldChange{By: f.by, Reason: f.reason} }},
		"resume": {"", 0, []string{"reason!"}, func(_ []string, f doFlags) change.Command { return change.Release{By: f.by, Reason: f.reason} }},
		"ack":    {"INCIDENT", 1, nil, func(a []string, f doFlags) change.Command { return change.Ack{By: f.by, Incident: a[0]} }},
		"action": {"INCIDENT KIND taken|reached|no-answer|done", 3, []string{"outcome", "callback"}, func(a []string, f doFlags) change.Command {
			return change.Act{By: f.by, Incident: a[0], Kind: change.ActionKind(a[1]), State: change.ActionState(a[2]), Outcome: f.outcome, Callback: f.callback}
		}},
		"failover": {"ENVIRONMENT go|no-go|step|done|abort", 2, []string{"reason", "note"}, failover},
		"confirm": {"CONTACT", 1, []string{"note"}, func(a []string, f doFlags) change.Command {
			return change.ConfirmContact{By: f.by, Contact: a[0], Note: f.note}
		}},
		"precheck": {"HOST ID ok|failed", 3, []string{"note"}, func(a []string, f doFlags) change.Command {
			return change.MarkPrecheck{By: f.by, Host: a[0], Precheck: a[1], Result: a[2], Note: f.note}
		}},
		"prechecks": {"HOST", 1, nil, func(a []string, f doFlags) change.Command { return change.AskPrechecks{By: f.by, Host: a[0]} }},
		"autopilot": {"WAVE on|off", 2, nil, func(a []string, f doFlags) change.Command {
			if a[1] == "off" {
				return change.Disengage{By: f.by, Wave: a[0]}
			}
			return change.Engage{By: f.by, Wave: a[0]}
		}},
		"present": {"", 0, nil, func(_ []string, f doFlags) change.Command { return change.BePresent{By: f.by} }},
		"deviate": {"", 0, []string{"what!", "reason!", "second!"}, func(_ []string, f doFlags) change.Command {
			return change.Deviate{By: f.by, What: f.what, Reason: f.reason, Second: f.second}
		}},
		"note":  {"TEXT", 1, nil, func(a []string, f doFlags) change.Command { return change.AddNote{By: f.by, Text: a[0]} }},
		"close": {"", 0, []string{"outcome!"}, func(_ []string, f doFlags) change.Command { return change.Close{By: f.by, Outcome: f.outcome} }},
	}
	maps.Copy(all, corrections())
	maps.Copy(all, roster())
	return all
}

// corrections are the verbs by which people take back what they said, or answer
// for what no probe can show.
func corrections() map[string]verb {
	two := []string{"reason!", "second!"}
	return map[string]verb{
		"cancel": {"HOST", 1, nil, func(a []string, f doFlags) change.Command { return change.CancelReboot{By: f.by, Host: a[0]} }},
		"enough": {"HOST", 1, nil, func(a []string, f doFlags) change.Command { return change.Enough{By: f.by, Host: a[0]} }},
		"undo":   {"[HOST]", 1, nil, func(a []string, f doFlags) change.Command { return change.Undo{By: f.by, Host: strings.Join(a, "")} }},
		"accept": {"HOST", 1, two, func(a []string, f doFlags) change.Command {
			return change.Accept{By: f.by, Host: a[0], Reason: f.reason, Second: f.second}
		}},
		"drop": {"HOST CHECK", 2, two, func(a []string, f doFlags) change.Command {
			return change.DropSignal{By: f.by, Host: a[0], Check: a[1], Reason: f.reason, Second: f.second}
		}},
		"keep": {"HOST CHECK", 2, two, func(a []string, f doFlags) change.Command {
			return change.KeepSignal{By: f.by, Host: a[0], Check: a[1], Reason: f.reason, Second: f.second}
		}},
	}
}

// failover reads the verbs of a switch to the standby.
func failover(a []string, f doFlags) change.Command {
	switch environment, verb := a[0], a[1]; verb {
	case "go", "no-go":
		return change.DecideFailover{By: f.by, Environment: environment, Go: verb == "go", Reason: f.reason}
	case "step":
		return change.MarkFailoverStep{By: f.by, Environment: environment, Note: f.note}
	case "abort":
		return change.EndFailover{By: f.by, Environment: environment, Outcome: change.FailoverAborted, Reason: f.reason}
	default:
		return change.EndFailover{By: f.by, Environment: environment, Outcome: verb, Reason: f.reason}
	}
}

func newDo(w catalog) *cobra.Command {
	var f doFlags
	c := &cobra.Command{
		Use:  "do RECORD VERB [ARGUMENTS]",
		Long: w.Catalog["do.long"] + "\n" + verbList(),
		Args: w.args(2, -1),
		RunE: func(c *cobra.Command, args []string) error {
			command, err := w.parseVerb(c, args[1], args[2:], f)
			if err != nil {
				return invalid{err}
			}
			return do(c, w, args[0], command)
		},
	}
	c.Flags().StringVar(&f.by, "by", "", w.Say("do.flag.by"))
	c.Flags().StringVar(&f.to, "to", "", w.Say("do.flag.to"))
	c.Flags().StringVar(&f.evidence, "evidence", "", w.Say("do.flag.evidence"))
	c.Flags().StringVar(&f.note, "note", "", w.Say("do.flag.note"))
	c.Flags().StringVar(&f.what, "what", "", w.Say("do.flag.what"))
	c.Flags().StringVar(&f.outcome, "outcome", "", w.Say("do.flag.outcome"))
	c.Flags().StringVar(&f.reason, "reason", "", w.Say("do.flag.reason"))
	c.Flags().StringVar(&f.second, "second", "", w.Say("do.flag.second"))
	c.Flags().StringVar(&f.callback, "callback", "", w.Say("do.flag.callback"))
	c.Flags().StringVar(&f.at, "at", "", w.Say("do.flag.at"))
	c.Flags().DurationVar(&f.within, "for", 0, w.Say("do.flag.for"))
	return c
}

func verbList() string {
	var b strings.Builder
	all := verbs()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&b, "  %s\n", all[name].usage(name))
	}
	return b.String()
}

func (v verb) usage(name string) string {
	text := strings.TrimSpace(name + " " + v.args)
	for _, f := range v.flags {
		if f, needed := strings.CutSuffix(f, "!"); needed {
			text += " --" + f + " …"
			continue
		}
		text += " [--" + f + " …]"
	}
	return text
}

func (w catalog) parseVerb(c *cobra.Command, name string, args []string, f doFlags) (change.Command, error) {
	v, ok := verbs()[name]
	if !ok {
		return nil, fmt.Errorf("%s\n%s", w.Say("do.no_verb", "verb", name), verbList())
	}
	if name == "note" {
		args = []string{strings.Join(args, " ")}
	}
	least := v.n
	if strings.HasPrefix(v.args, "[") {
		least = 0
	}
	if len(args) > v.n || len(args) < least {
		return nil, errors.New(w.Say("do.usage", "usage", v.usage(name)))
	}
	for i, words := range strings.Fields(v.args) { // a misspelt word is told before what the state says to it
		if choices := strings.Split(words, "|"); len(choices) > 1 && !slices.Contains(choices, args[i]) {
			return nil, errors.New(w.Say("do.no_word", "word", args[i], "words", w.List(choices), "usage", v.usage(name)))
		}
	}
	for _, flag := range []string{"to", "evidence", "note", "what", "outcome", "reason", "second", "callback", "at", "for"} {
		if c.Flags().Changed(flag) && !slices.Contains(v.flags, flag) && !slices.Contains(v.flags, flag+"!") {
			return nil, errors.New(w.Say("do.no_flag", "flag", flag, "verb", name, "usage", v.usage(name)))
		}
	}
	if c.Flags().Changed("for") && f.within <= 0 {
		return nil, errors.New(w.Say("do.not_positive", "flag", "for", "value", f.within.String()))
	}
	if name == verbAdd {
		if _, err := scout.Parse(args[0]); err != nil {
			return nil, err
		}
	}
	var err error
	if f.by, err = operatorName(f.by); err != nil {
		return nil, err
	}
	return v.command(args, f), nil
}

func do(c *cobra.Command, w catalog, dir string, command change.Command) error {
	kept, err := storeOf(dir)
	if err != nil {
		return err
	}
	record, ledger, err := openLedger(dir)
	if err == nil {
		err = sameMachine(kept, dir, record)
	}
	if err != nil {
		return err
	}
	state := ledger.State()
	if err := checkSeal(record, &state); err != nil {
		return err
	}
	clock := recordClock(record, state)
	if watched := change.Watched(command, newPulse(record).unwatched()); watched != nil {
		command = watched
	} else if !clock.live {
		fmt.Fprintln(c.ErrOrStderr(), "tminus:", w.Say("do.old"))
	}
	command = change.Bind(&state, command)
	k := collector{record: record, plan: ledger.State().Plan, pasted: c.InOrStdin(), kept: func(f change.EvidenceFile) {
		fmt.Fprintln(c.ErrOrStderr(), "tminus:", w.Say("do.kept", "file", f.Name, "n", strconv.FormatInt(f.Size, 10), "digest", f.SHA256))
	}}
	if _, closes := command.(change.Close); closes {
		w.leftOpen(c.ErrOrStderr(), &state)
	}
	now := clock.now(time.Now())
	keep := func() (change.Command, func(), error) {
		return k.collectInTime(ledger.State(), command, now, doKeepPatience)
	}
	if mark, is := command.(change.MarkStep); is && mark.Evidence == "-" { // a person who types may take their time
		keep = func() (change.Command, func(), error) { return k.collect(ledger.State(), command, now) }
	}
	command, discard, err := keep()
	if err != nil {
		return err
	}
	var events []change.Event
	err = ledger.Commit(func(s change.State) (_ []change.Event, err error) {
		events, err = change.Decide(s, command, clock.now(time.Now())) // each time anew: behind what others wrote meanwhile
		return events, err
	})
	if err != nil {
		discard()
		return w.inWords(err, state.Plan)
	}
	w.marked(c.OutOrStdout(), &state, events)
	return nil
}

// leftOpen says what is still open in a change that is being closed.
func (w catalog) leftOpen(out io.Writer, s *change.State) {
	for _, left := range w.speaker(s.Plan).SayAll(change.Assess(&change.Snapshot{State: s, Now: s.At}, s.At, s.At).LeftOpen) {
		fmt.Fprintln(out, "tminus:", w.Say("do.left", "left", left))
	}
}

// marked says what was done: what a verb names is not all that follows from it, and the
// step that it marks it does not name at all.
func (w catalog) marked(out io.Writer, s *change.State, events []change.Event) {
	for _, e := range events {
		if text := w.Speaker(s.Plan.Change.Zone).Event(s, e); e.Host != "" {
			fmt.Fprintln(out, w.Pair(e.Host, text))
		} else {
			fmt.Fprintln(out, text)
		}
	}
}

// checkSeal refuses to act on a plan that is not the one that the change was
// opened with: somebody has changed the sealed copy since.
func checkSeal(r opened, s *change.State) error {
	if s.Opened.IsZero() || s.Sealed == s.Plan.Digest {
		return nil
	}
	return &change.Refusal{
		Why: change.Stated(change.RefuseSeal, "file", r.PlanName()),
		Try: change.Stated(change.TrySeal, "value", s.Sealed, "what", r.Name()),
	}
}

// readableRecord is a record opened for reading, as far as its journal can be
// trusted.
type readableRecord struct {
	record opened
	ledger *engine.Ledger
	// damage is where the part that can be trusted ends; nil: there is no damage.
	damage *record.Damage
}

// openForReading is openLedger for a command that does not write: damage is reported
// along with what comes before it.
func openForReading(name string) (readableRecord, error) {
	r, ledger, err := openLedger(name)
	l := readableRecord{record: r, ledger: ledger}
	if errors.As(err, &l.damage) {
		return l, nil
	}
	return l, err
}

// openLedger opens a record by its sealed plan.
func openLedger(dir string) (opened, *engine.Ledger, error) {
	record, plan, err := openSealed(dir)
	if err != nil {
		return nil, nil, err
	}
	ledger, err := readLedger(record, plan)
	return record, ledger, err
}

// readLedger reads a journal from its start. A long one makes so much garbage, and
// leaves so little behind, that collecting it less often saves a sixth of the time.
func readLedger(r engine.Journal, plan *change.Plan) (*engine.Ledger, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	ledger, err := engine.NewLedger(r, plan, nil)
	if ledger != nil {
		ledger.Speak(english(plan))
	}
	return ledger, err
}

// clock tells the time of a record's change: the wall clock's, or the
// simulated one of a rehearsal.
type clock struct {
	live bool
	last record.Live
	// floor is the instant of the last event: time does not run backwards.
	floor     time.Time
	rehearsal bool
}

// beatLimit is how far the instant of the live file may be from the present, on
// either side, while its cockpit still counts as running.
const beatLimit = 5 * time.Second

func recordClock(r vitals, s change.State) clock {
	k := clock{floor: s.At, rehearsal: s.Rehearsal}
	live, ok, err := r.Live()
	if ok && err == nil {
		k.last, k.live = live, beats(live) && s.Open()
	}
	return k
}

func (k clock) now(wall time.Time) time.Time {
	if !k.rehearsal {
		return wall
	}
	now := k.floor
	if k.live {
		passed := time.Duration(float64(wall.Sub(k.last.At)) * k.last.Speed)
		if live := k.last.Now.Add(passed); live.After(now) {
			now = live
		}
	}
	return now
}
