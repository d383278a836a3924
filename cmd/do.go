package cmd

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/scout"
)

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
