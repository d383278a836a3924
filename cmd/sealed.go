package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"tminus/change"
	"tminus/config"
	"tminus/fault"
)

// rehearsalOf finds, among the records beside the one in dir, the rehearsal that
// says most about a plan: one of this very plan, or else the latest one of the same
// change, and what has changed in the plan since. Only a rehearsal that was played
// to its end counts.
func rehearsalOf(dir string, plan *change.Plan) *change.RehearsalData {
	best := &change.RehearsalData{}
	for _, other := range rehearsalsBeside(dir) {
		r, ok := readRehearsal(other, plan)
		switch {
		case !ok || best.Of(plan) && !r.Of(plan):
		case r.Of(plan) && !best.Of(plan), r.At.After(best.At.Time):
			best = r
		}
	}
	return best
}

func readRehearsal(dir string, plan *change.Plan) (*change.RehearsalData, bool) {
	past, err := readPast(dir)
	if err != nil || past.state.Closed.IsZero() {
		return nil, false
	}
	old := past.state.Plan
	if old.Change.ID != plan.Change.ID && old.Digest != plan.Digest {
		return nil, false
	}
	r := &change.RehearsalData{Record: dir, Digest: old.Digest, At: change.ClockTime{Time: past.wall}}
	if !r.Of(plan) {
		r.Differences = change.Told(change.Differences(old, plan))
	}
	return r, true
}

// tellRehearsal says in words whether the plan was rehearsed, and what has changed
// since; empty if nobody looked.
func (w catalog) tellRehearsal(out io.Writer, prefix string, r *change.RehearsalData, plan *change.Plan, now time.Time) {
	switch {
	case r == nil:
		return
	case r.Of(plan):
		fmt.Fprintln(out, prefix+w.Say("rehearsed.yes", "ago", w.ago(now.Sub(r.At.Time)), "record", r.Record))
		return
	case r.Digest == "":
		fmt.Fprintln(out, prefix+w.Say("rehearsed.none"))
		return
	}
	fmt.Fprintln(out, prefix+w.Say("rehearsed.changed", "ago", w.ago(now.Sub(r.At.Time)), "record", r.Record))
	for _, line := range w.orLayout(plan, r.Differences) {
		fmt.Fprintf(out, "%s  %s\n", prefix, line)
	}
}

// orLayout are the differences. If the text of the plans differs but not their
// meaning, it says so instead.
func (w catalog) orLayout(p *change.Plan, differences []change.Statement) []string {
	if len(differences) == 0 {
		return []string{w.Say("rehearsed.layout")}
	}
	return w.speaker(p).SayAll(differences)
}

// ago says how long ago something was, as people do.
func (w catalog) ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return w.Say("ago.now")
	case d < 2*time.Hour:
		return w.Say("ago.minutes", "n", strconv.Itoa(int(d/time.Minute)))
	case d < 48*time.Hour:
		return w.Say("ago.hours", "n", strconv.Itoa(int(d/time.Hour)))
	}
	return w.Say("ago.days", "n", strconv.Itoa(int(d/(24*time.Hour))))
}

// inForce is the plan that a run continues with: the sealed one, if a deviation says
// that people follow this plan file, which differs from it. Then the commands of the
// sealed plan are run although another file was named, so the operator must have
// confirmed that plan by its digest: somebody else may have written the deviation.
// Any other difference is refused when the record is opened.
func inForce(out io.Writer, w catalog, file, dir, confirmed string, plan *change.Plan, text []byte) (*change.Plan, []byte, error) {
	if kept, err := storeOf(dir); err != nil || kept.Ours(dir) != nil {
		return plan, text, err // which is told when the record is opened
	}
	old, err := readPast(dir) // one that cannot be read is told of when it is opened
	followed := err == nil && old.state.Plan.Digest != plan.Digest && old.state.Follows(plan.Digest)
	if !followed {
		return plan, text, nil
	}
	r, sealed, err := openSealed(dir)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = r.Close() }()
	if !confirms(confirmed, sealed.Digest) {
		return nil, nil, refused{errors.New(w.Say("run.confirm", "plan", r.PlanName(), "digest", short(sealed.Digest), "file", file,
			"differences", strings.Join(w.orLayout(sealed, change.Told(change.Differences(sealed, plan))), "\n  ")))}
	}
	fmt.Fprintln(out, "tminus:", w.Say("run.sealed", "plan", r.PlanName()))
	text, err = r.Plan()
	return sealed, text, err
}

// shortDigest is how much of a digest people are asked to type.
const shortDigest = 12

func short(digest string) string { return digest[:min(shortDigest, len(digest))] }

func confirms(typed, digest string) bool {
	return len(typed) >= shortDigest && strings.HasPrefix(digest, strings.ToLower(typed))
}

// otherPlan refuses a plan that is not the sealed one, and says what differs.
func otherPlan(r opened, sealed []byte, plan *change.Plan) error {
	differences := []change.Statement{change.Stated(cmdSealUnread)}
	if old, err := config.Parse(r.PlanName(), sealed); err == nil {
		if differences = change.Told(change.Differences(old, plan)); len(differences) == 0 {
			differences = []change.Statement{change.Stated(cmdLayout)}
		}
	}
	return refused{fault.New(cmdOtherPlan, "file", r.Name(), "id", plan.Change.ID, "whys", differences, "plan", r.PlanName(),
		"what", change.PlanDeviation(plan.Digest))}
}

// planEvery is how often the plan file is looked at during the change.
const planEvery = 3 * time.Second

// guardPlan looks at the plan file until the context ends and reports what has
// become of it. An editor may be in the middle of writing it, so only what was found
// twice in a row is reported.
func guardPlan(ctx context.Context, path string, sealed *change.Plan, do func(change.Command) error) {
	tick := time.NewTicker(planEvery)
	defer tick.Stop()
	told, before := "", "" // what it was before the cockpit was restarted, the journal knows
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		data, err := compareWithSealed(path, sealed)
		if err != nil { // a file that is gone changes no plan
			continue
		}
		settled := data.Digest == before
		before = data.Digest
		if settled && data.Digest != told && do(change.NoticePlan{PlanData: data}) == nil {
			told = data.Digest
		}
	}
}

// noPlan is the first error of a plan file.
func noPlan(err error) change.Statement {
	var problems *config.Errors
	if !errors.As(err, &problems) || len(problems.Problems) == 0 {
		return fault.Of(err)
	}
	first := problems.Problems[0]
	return change.Stated(cmdPlanLine, "file", problems.File, "line", first.Line, "column", first.Column, "why", first.Is)
}

// compareWithSealed compares the plan file with the sealed plan.
func compareWithSealed(path string, sealed *change.Plan) (change.PlanData, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return change.PlanData{}, os.ErrInvalid // it may never let go of whoever opens it
	}
	text, err := config.Read(path)
	if err != nil {
		return change.PlanData{}, err
	}
	data := change.PlanData{Digest: config.Digest(text)}
	if data.Digest == sealed.Digest {
		return data, nil
	}
	now, err := config.Parse(path, text)
	if err != nil {
		data.Fault = noPlan(err)
		return data, nil
	}
	data.Differences = change.Told(change.Differences(sealed, now))
	return data, nil
}
