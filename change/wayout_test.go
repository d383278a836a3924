package change_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
	"tminus/change/changetest"
)

const (
	wayOutNights = 200
	wayOutActs   = 40 // of a night, and then the way out is looked for
)

// TestWayOut explores states at random, through all acts and all that hosts can
// do, and from every state that it reaches finds acts by which each incident
// ends and the change closes. It goes by nothing but the cockpit's own advice:
// it asks for what it wants and does what the refusal names.
func TestWayOut(t *testing.T) {
	total := &tally{acts: map[string]int{}}
	for seed := range uint64(wayOutNights) {
		w := newWay(t, seed)
		w.explore(total)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	fmt.Printf("way out: %d nights, %d acts of %d kinds, %d states, each with a way out (%d closed ok, %d partial), %d refusals helped\n",
		wayOutNights, total.done, len(total.acts), total.states, total.ok, total.partial, total.helped)
	for _, kind := range changetest.Commands() {
		if name := reflect.TypeOf(kind).Name(); total.acts[name] == 0 {
			t.Errorf("%s was never done: too few nights to prove anything", name)
		}
	}
	if total.ok < total.states/10 || total.partial < total.states/10 {
		t.Errorf("%d closed ok and %d partial of %d: too few of a kind", total.ok, total.partial, total.states)
	}
}

// TestWayOutNeedsEachAct: without one of the acts there are states with no way
// out, or the proof could not fail.
func TestWayOutNeedsEachAct(t *testing.T) {
	for _, act := range []change.Command{change.CancelReboot{}, change.Enough{}, change.Accept{}, change.DropSignal{}, change.Undo{}, change.Deviate{}} {
		name := reflect.TypeOf(act).Name()
		stuck := 0
		for seed := uint64(0); seed < wayOutNights && stuck == 0; seed++ {
			w := newWay(t, seed)
			w.Without = name
			w.explore(&tally{acts: map[string]int{}})
			stuck += w.stuck
		}
		if stuck == 0 {
			t.Errorf("every state has a way out without %s", name)
		}
	}
}

type tally struct {
	done, states, ok, partial, helped int
	acts                              map[string]int
}

// way is a night, and how it is left.
type way struct {
	t *testing.T
	*changetest.Walk
	// stuck counts the states that a missing act leaves without a way out.
	stuck int
	// trail is what was done to get out, to tell where it failed.
	trail []string
}

func newWay(t *testing.T, seed uint64) *way {
	rng := rand.New(rand.NewPCG(seed, 13))
	broken := func(format string, args ...any) { t.Errorf("seed %d: "+format, append([]any{seed}, args...)...) }
	return &way{t: t, Walk: changetest.NewWalk(seed, rng, changetest.Waved(seed, changetest.TwoSides(rng)), changetest.Evening(), broken)}
}

// TestReplayOfAnyAct: what is read back from the journal is what was lived
// through, and each statement holds what its names promise.
func TestReplayOfAnyAct(t *testing.T) {
	statements, seen := 0, map[change.Type]int{}
	for seed := range uint64(40) {
		w := newWay(t, seed)
		w.Made = func(what any) {
			statements += change.StatementsIn(what, func(s change.Statement) {
				for _, v := range s.Values {
					if !change.Fits(v.Name, v.Is) {
						t.Errorf("%s of %s is a %T", v.Name, s.Code, v.Is)
					}
				}
			})
		}
		w.explore(&tally{acts: map[string]int{}})
		s := change.NewState(w.Plan)
		for _, e := range w.Journal {
			seen[e.Type]++
			text, err := json.Marshal(e)
			var back change.Event
			if err != nil || json.Unmarshal(text, &back) != nil {
				t.Fatalf("%s cannot be read back: %v", text, err)
			}
			s = change.Fold(s, back)
		}
		if diff := cmp.Diff(w.State, s, change.SamePlan()); diff != "" {
			t.Fatalf("seed %d: the replayed state differs from the live one (-live +replayed):\n%s", seed, diff)
		}
	}
	if statements < 4000 {
		t.Errorf("only %d statements were made: too few to prove anything", statements)
	}
	for _, want := range change.OfAnyAct {
		if seen[want] == 0 {
			t.Errorf("no %s in any of these nights: %v", want, seen)
		}
	}
}

// explore walks through the states of a night, and at every tenth act looks for
// the way out of the state that it is in.
func (w *way) explore(total *tally) {
	w.Wait(8 * time.Second)
	for i := range wayOutActs {
		if !w.State.Open() {
			return
		}
		w.Happens()
		c := w.AnyAct()
		if w.Try(c) == nil {
			total.done++
			total.acts[reflect.TypeOf(c).Name()]++
		}
		w.Wait(time.Duration(w.Rng.IntN(40)) * time.Second)
		if i%10 == 9 && w.State.Open() {
			total.states++
			f := &way{t: w.t, Walk: w.Fork()}
			f.leave(total, w)
		}
	}
}

// leave finds the way out: to an end that is well, where no host is broken, and
// in any case to one at which no incident is open.
func (w *way) leave(total *tally, from *way) {
	mended := w.Mended()
	out := w.out(mended)
	switch {
	case out && w.State.Outcome == "ok":
		total.ok++
	case out:
		total.partial++
	case w.Without != "":
		from.stuck++
	default:
		w.t.Errorf("seed %d: no way out of the state after event %d, all mended %t:\n%s\nwhat was tried:\n%s\nwhat is left:\n%s",
			w.Seed, from.State.Seq, mended, statusOf(from), strings.Join(w.trail, "\n"), statusOf(w))
	}
	total.helped += len(w.trail)
}

func statusOf(w *way) string {
	var b strings.Builder
	for i := range w.State.Hosts.Len() {
		h := w.State.Hosts.At(i)
		fmt.Fprintf(&b, "%s %s healthy %t stranger %q %v %+v\n", h.Name, h.Work, h.Healthy(), h.Stranger, h.Signals, h.Reboot)
	}
	for i := range w.State.Incidents {
		inc := &w.State.Incidents[i]
		fmt.Fprintf(&b, "%s %v open %t pending %v undone %v\n", inc.ID, inc.Hosts, inc.Open(), inc.Pending(w.Now), inc.Undone())
	}
	return b.String()
}

// out follows the refusals until the change is closed, with no incident left.
func (w *way) out(mended bool) bool {
	calm := 0 // for so many seconds
	for round := range 400 {
		goal := change.Close{By: "li", Outcome: "ok"}
		if !mended && w.quiet() {
			goal.Outcome = "partial"
		}
		_, err := change.Decide(w.State, goal, w.Now)
		switch {
		case !w.quiet():
			calm = 0
		case err == nil:
			calm++
		}
		if calm > wayOutCalm {
			return w.Try(goal) == nil
		}
		if err != nil {
			w.follow(err, mended, round)
		}
		w.Wait(time.Second)
	}
	return false
}

// wayOutCalm is for how many seconds nothing asks for anything before a change
// is closed: what is only calm for a moment is no way out.
const wayOutCalm = 30

// quiet: no incident is open any more.
func (w *way) quiet() bool {
	return !slices.ContainsFunc(w.State.Incidents, func(inc change.Incident) bool { return inc.Open() })
}

// follow does what a refusal names, one act at a time: an act that is refused
// itself is followed, too.
func (w *way) follow(err error, mended bool, round int) {
	r, ok := errors.AsType[*change.Refusal](err)
	if !ok {
		w.t.Fatalf("seed %d: %v", w.Seed, err)
	}
	if !mended && round%4 == 3 {
		w.giveUp()
	}
	for i := range r.Acts {
		c := changetest.Filled(r.Acts[(i+round)%len(r.Acts)])
		if !w.honest(c, mended) {
			continue
		}
		err := w.Try(c)
		w.trail = append(w.trail, fmt.Sprintf("%s %T%+v: %v", change.TimeOfDay(w.Plan, w.Now), c, c, err))
		if err == nil {
			return
		}
		if more, ok := errors.AsType[*change.Refusal](err); ok && len(more.Acts) > 0 && round%2 == 0 {
			next := changetest.Filled(more.Acts[round/2%len(more.Acts)])
			if w.honest(next, mended) {
				err := w.Try(next)
				w.trail = append(w.trail, fmt.Sprintf("%s   %T%+v: %v", change.TimeOfDay(w.Plan, w.Now), next, next, err))
			}
		}
	}
}

// giveUp ends the work on hosts that are broken, and what was asked for them.
func (w *way) giveUp() {
	for i := range w.State.Hosts.Len() {
		if h := w.State.Hosts.At(i); w.Natures[h.Name].Dead && h.Work == change.Started {
			_ = w.Try(change.Finish{By: "li", Host: h.Name, Result: change.Failed})
		}
	}
}

// honest: nobody says of a host that is broken that it is back, or closes a
// change as partial whose hosts are all well, or gives those up.
func (w *way) honest(c change.Command, mended bool) bool {
	switch c := c.(type) {
	case change.Accept:
		return !w.Natures[c.Host].Dead
	case change.Close:
		return !mended && w.quiet()
	case change.Finish:
		return c.Result == change.FinishedOK || !mended
	case change.MarkReboot, change.Recover:
		return false // whoever wants to get out begins nothing
	}
	return true
}
