package change

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
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
	for _, kind := range everyCommand() {
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
	for _, act := range []Command{CancelReboot{}, Enough{}, Accept{}, DropSignal{}, Undo{}, Deviate{}} {
		name := reflect.TypeOf(act).Name()
		stuck := 0
		for seed := uint64(0); seed < wayOutNights && stuck == 0; seed++ {
			w := newWay(t, seed)
			w.without = name
			w.explore(&tally{acts: map[string]int{}})
			stuck += w.stuck
		}
		if stuck == 0 {
			t.Errorf("every state has a way out without %s", name)
		}
	}
}

// wayfaring is a night of the way out, for other properties.
func wayfaring(t *testing.T, seed uint64) *night {
	w := newWay(t, seed)
	w.explore(&tally{acts: map[string]int{}})
	return w.night
}

type tally struct {
	done, states, ok, partial, helped int
	acts                              map[string]int
}

// way is a night, and what its hosts truly do from now on.
type way struct {
	t *testing.T
	*night
	rng  *rand.Rand
	seed uint64
	// natures is what each host is like.
	natures map[string]*nature
	// without is the kind of an act that nobody has; stuck counts the states
	// that it leaves without a way out.
	without string
	stuck   int
	// trail is what was done to get out, to tell where it failed.
	trail []string
}

// nature is what a host does when it is told to reboot, and what it is by now.
type nature struct {
	// dead: it is broken, and stays away. stays: it does not take a reboot.
	dead, stays bool
	// closed are signals that the patch has closed for good, flaps one that
	// comes and goes.
	closed []string
	flaps  string
	// mute: its boot evidence says the same for ever.
	mute bool
	// away is how long it is still down, and twice that it goes down once more
	// after it was back for a while.
	away, back time.Duration
	twice      bool
}

func newWay(t *testing.T, seed uint64) *way {
	rng := rand.New(rand.NewPCG(seed, 13))
	p := nightPlan()
	if rng.IntN(2) == 0 {
		p.only("A1", "B1")
	}
	p.Witnesses = []string{"gw"}[:rng.IntN(2)]
	p.Probe.Timeout = 0
	p.Change.Deadline.At = clockOn("02:00")
	for i := range p.Environments {
		p.Environments[i].Failover.Steps = []string{"stop the jobs", "switch"}
	}
	for i := range p.Hosts {
		h := &p.Hosts[i]
		h.Checks.TCP = []int{22, 443}[:1+rng.IntN(2)]
		if rng.IntN(3) == 0 {
			h.BootEvidence.Exec = "boot"
		}
		h.BootEvidence.RDP = rng.IntN(4) == 0
		h.Reboot = RebootNorm{Expected: time.Minute, Settle: 10 * time.Second, ShutdownLimit: 20 * time.Second, ExpectedReboots: 1 + rng.IntN(3)/2}
		h.Ladder = DefaultLadder(h.Reboot.Expected)
	}
	w := &way{t: t, rng: rng, seed: seed, natures: map[string]*nature{}}
	w.night = newNight(p, clockOn("23:00"), func(format string, args ...any) { t.Errorf("seed %d: "+format, append([]any{seed}, args...)...) })
	for _, h := range p.Hosts {
		n := &nature{dead: rng.IntN(12) == 0, stays: rng.IntN(6) == 0, mute: rng.IntN(3) == 0, twice: rng.IntN(4) == 0}
		w.natures[h.Name] = n
		if rng.IntN(8) == 0 {
			n.flaps = TCPSignal(22)
		}
	}
	w.mustDo(Open{By: "li"})
	return w
}

// second lets one second pass: hosts do what they do.
func (w *way) second() {
	for i := range w.plan.Hosts {
		h := &w.plan.Hosts[i]
		n := w.natures[h.Name]
		switch {
		case n.away > 0:
			n.away -= time.Second
		case n.back > 0:
			if n.back -= time.Second; n.back == 0 {
				n.away = 20 * time.Second
			}
		}
		down := n.dead || n.away > 0
		for _, signal := range h.Watched() {
			truth := w.truth[signalKey{h.Name, signal.Name}]
			truth.up = !down && !slices.Contains(n.closed, signal.Name)
			if signal.Name == n.flaps && w.now.Unix()/7%2 == 0 {
				truth.up = false
			}
		}
	}
	w.until(w.now.Add(time.Second))
}

func (w *way) wait(d time.Duration) {
	for range int(d / time.Second) {
		w.second()
	}
}

// try does a command, and lets the host that it tells to reboot do as it is.
func (w *way) try(c Command) error {
	if w.without != "" && reflect.TypeOf(c).Name() == w.without {
		return &Refusal{}
	}
	events, err := w.do(c)
	for _, e := range events {
		if d, ok := e.Data.(RebootData); ok && e.Type == RebootRequested && !d.Detected {
			w.goesDown(e.Host)
		}
	}
	return err
}

func (w *way) goesDown(host string) {
	n := w.natures[host]
	if n.stays || n.dead {
		return
	}
	n.away = time.Duration(5+w.rng.IntN(90)) * time.Second
	if n.twice {
		n.back = time.Duration(5+w.rng.IntN(30)) * time.Second
	}
	if boot := w.truth[signalKey{host, SignalBoot}]; boot != nil && !n.mute {
		boot.boot = fmt.Sprintf("boot-%d", w.rng.IntN(1<<30))
	}
	if w.rng.IntN(4) == 0 { // the patch closes something
		checks := w.plan.Host(host).Signals()
		n.closed = append(n.closed, checks[w.rng.IntN(len(checks))])
	}
}

// explore walks through the states of a night, and at every tenth act looks for
// the way out of the state that it is in.
func (w *way) explore(total *tally) {
	w.wait(8 * time.Second)
	for i := range wayOutActs {
		if !w.state.Open() {
			return
		}
		w.happens()
		c := w.anyAct()
		if w.try(c) == nil {
			total.done++
			total.acts[reflect.TypeOf(c).Name()]++
		}
		w.wait(time.Duration(w.rng.IntN(40)) * time.Second)
		if i%10 == 9 && w.state.Open() {
			total.states++
			w.fork().leave(total, w)
		}
	}
}

// happens is what nobody asked for.
func (w *way) happens() {
	host := w.plan.Hosts[w.rng.IntN(len(w.plan.Hosts))].Name
	n := w.natures[host]
	switch w.rng.IntN(24) {
	case 0:
		n.dead = true
	case 1:
		n.away = time.Duration(5+w.rng.IntN(60)) * time.Second
	case 2:
		checks := w.plan.Host(host).Signals()
		n.closed = append(n.closed, checks[w.rng.IntN(len(checks))])
	case 3:
		n.closed = nil
	case 4:
		if rdp := w.truth[signalKey{host, SignalRDP}]; rdp != nil {
			rdp.name = "CLONE"
		}
	case 5:
		w.restart(time.Duration(w.rng.IntN(120)) * time.Second)
	case 6:
		w.cut = true
		w.wait(time.Duration(10+w.rng.IntN(30)) * time.Second)
		w.cut = false
	case 7:
		w.now = w.now.Add(time.Duration(w.rng.IntN(40)-20) * time.Minute)
	}
}

// everyCommand is one of each that an operator can give.
func everyCommand() []Command {
	return []Command{
		Start{},
		MarkStep{},
		MarkReboot{},
		CancelReboot{},
		Enough{},
		Accept{},
		DropSignal{},
		KeepSignal{},
		Undo{},
		Recover{},
		Finish{},
		HoldChange{},
		Release{},
		Ack{},
		Act{},
		DecideFailover{},
		MarkFailoverStep{},
		EndFailover{},
		ConfirmContact{},
		Deviate{},
		AddNote{},
		Close{},
	}
}

// anyAct is an act at random: half of them bring the work on, as people would,
// and the others are whatever a hand can do.
func (w *way) anyAct() Command {
	h := w.plan.Hosts[w.rng.IntN(len(w.plan.Hosts))]
	if at := w.state.atWork(); at != nil && w.rng.IntN(3) > 0 {
		h = *w.plan.Host(at.Name)
	}
	incident := "A-1"
	if n := len(w.state.Incidents); n > 0 {
		incident = w.state.Incidents[w.rng.IntN(n)].ID
	}
	kinds := []string{RungStop, RungVendor, RungBusiness, RungFailover, RungPartLost}
	checks := h.Signals()
	check := checks[w.rng.IntN(len(checks))]
	pick := func(list ...Command) Command { return list[w.rng.IntN(len(list))] }
	if w.state.Host(h.Name).BetweenReboots(&h) && w.rng.IntN(3) == 0 {
		return w.filled(Enough{Host: h.Name})
	}
	if hs := w.state.Host(h.Name); hs.Rebooting() && w.rng.IntN(4) == 0 {
		earlier := hs.Reboot.Requested.Add(-time.Duration(w.rng.IntN(10)) * time.Second)
		return w.filled(pick(CancelReboot{Host: h.Name}, MarkReboot{Host: h.Name}, MarkReboot{Host: h.Name, At: TimeOfDay(w.plan, earlier)}))
	}
	if w.rng.IntN(2) == 0 {
		return w.filled(pick(Start{Host: h.Name}, Deviate{What: StartDeviation(h.Name)}, MarkStep{Host: h.Name, Result: StepOK}, MarkStep{Host: h.Name, Result: StepOK}, MarkReboot{Host: h.Name}, Finish{Host: h.Name, Result: FinishedOK}, Release{}))
	}
	return w.filled(pick(
		MarkStep{Host: h.Name, Result: []StepResult{StepBad, StepPassed}[w.rng.IntN(2)]}, MarkReboot{Host: h.Name, At: TimeOfDay(w.plan, w.now.Add(-time.Duration(w.rng.IntN(90))*time.Second))},
		CancelReboot{Host: h.Name}, Enough{Host: h.Name}, Accept{Host: h.Name}, DropSignal{Host: h.Name, Check: check}, KeepSignal{Host: h.Name, Check: check},
		Undo{}, Undo{Host: h.Name}, Recover{Host: h.Name, For: time.Minute}, Finish{Host: h.Name, Result: []Work{FinishedOK, Failed, RolledBack}[w.rng.IntN(3)]},
		HoldChange{}, Release{}, Ack{Incident: incident},
		Act{Incident: incident, Kind: kinds[w.rng.IntN(5)], State: []ActionState{ActionIsTaken, ActionIsReached, ActionIsUnanswered, ActionIsDone}[w.rng.IntN(4)]},
		DecideFailover{Environment: h.Environment, Go: w.rng.IntN(3) > 0}, MarkFailoverStep{Environment: h.Environment}, MarkFailoverStep{Environment: h.Environment},
		EndFailover{Environment: h.Environment, Outcome: []string{FailoverCompleted, FailoverAborted}[w.rng.IntN(2)]},
		Deviate{What: FailoverDeviation(h.Environment)}, ConfirmContact{Contact: RungVendor}, AddNote{}, w.rarely(Close{Outcome: "partial"}),
	))
}

// rarely is a note instead, most of the time.
func (w *way) rarely(c Command) Command {
	if w.rng.IntN(8) == 0 {
		return c
	}
	return AddNote{}
}

// filled is an act with what a refusal leaves to people: who does it, why, and
// who else answers for it.
func (w *way) filled(c Command) Command {
	v := reflect.New(reflect.TypeOf(c)).Elem()
	v.Set(reflect.ValueOf(c))
	for name, text := range map[string]string{"By": "li", "Reason": "as it is", "Second": "zhang", "What": "hard reset", "Text": "a note", "Evidence": "seen"} {
		if f := v.FieldByName(name); f.IsValid() && f.String() == "" {
			f.SetString(text)
		}
	}
	if step, ok := v.Interface().(MarkStep); ok && step.Result == StepPassed {
		step.Note = "not needed"
		return step
	}
	return v.Interface().(Command)
}

// fork is a night of its own from here on.
func (w *way) fork() *way {
	f, n := *w, *w.night
	f.night = &n
	f.rng = rand.New(rand.NewPCG(w.seed, w.state.Seq))
	f.sight = w.sight.Clone()
	f.sent, f.journal, f.trail = slices.Clone(w.sent), slices.Clip(w.journal), nil
	f.truth, f.natures = map[signalKey]*signalTruth{}, map[string]*nature{}
	for key, truth := range w.truth {
		own := *truth
		f.truth[key] = &own
	}
	for host, n := range w.natures {
		own := *n
		own.closed = slices.Clone(n.closed)
		f.natures[host] = &own
	}
	return &f
}

// leave finds the way out: to an end that is well, where no host is broken, and
// in any case to one at which no incident is open.
func (w *way) leave(total *tally, from *way) {
	mended := !slices.ContainsFunc(slices.Collect(maps.Values(w.natures)), func(n *nature) bool { return n.dead })
	out := w.out(mended)
	switch {
	case out && w.state.Outcome == "ok":
		total.ok++
	case out:
		total.partial++
	case w.without != "":
		from.stuck++
	default:
		w.t.Errorf("seed %d: no way out of the state after event %d, all mended %t:\n%s\nwhat was tried:\n%s\nwhat is left:\n%s",
			w.seed, from.state.Seq, mended, statusOf(from), strings.Join(w.trail, "\n"), statusOf(w))
	}
	total.helped += len(w.trail)
}

func statusOf(w *way) string {
	var b strings.Builder
	writeStatus(&b, &w.state, w.now)
	return b.String()
}

// out follows the refusals until the change is closed, with no incident left.
func (w *way) out(mended bool) bool {
	calm := 0 // for so many seconds
	for round := range 400 {
		goal := Close{By: "li", Outcome: "ok"}
		if !mended && w.quiet() {
			goal.Outcome = "partial"
		}
		_, err := Decide(w.state, goal, w.now)
		switch {
		case !w.quiet():
			calm = 0
		case err == nil:
			calm++
		}
		if calm > wayOutCalm {
			return w.try(goal) == nil
		}
		if err != nil {
			w.follow(err, mended, round)
		}
		w.wait(time.Second)
	}
	return false
}

// wayOutCalm is for how many seconds nothing asks for anything before a change
// is closed: what is only calm for a moment is no way out.
const wayOutCalm = 30

// quiet: no incident is open any more.
func (w *way) quiet() bool {
	return !slices.ContainsFunc(w.state.Incidents, func(inc Incident) bool { return inc.Open() })
}

// follow does what a refusal names, one act at a time: an act that is refused
// itself is followed, too.
func (w *way) follow(err error, mended bool, round int) {
	r, ok := errors.AsType[*Refusal](err)
	if !ok {
		w.t.Fatalf("seed %d: %v", w.seed, err)
	}
	if !mended && round%4 == 3 {
		w.giveUp()
	}
	for i := range r.Acts {
		c := w.filled(r.Acts[(i+round)%len(r.Acts)])
		if !w.honest(c, mended) {
			continue
		}
		err := w.try(c)
		w.trail = append(w.trail, fmt.Sprintf("%s %T%+v: %v", TimeOfDay(w.plan, w.now), c, c, err))
		if err == nil {
			return
		}
		if more, ok := errors.AsType[*Refusal](err); ok && len(more.Acts) > 0 && round%2 == 0 {
			next := w.filled(more.Acts[round/2%len(more.Acts)])
			if w.honest(next, mended) {
				err := w.try(next)
				w.trail = append(w.trail, fmt.Sprintf("%s   %T%+v: %v", TimeOfDay(w.plan, w.now), next, next, err))
			}
		}
	}
}

// giveUp ends the work on hosts that are broken, and what was asked for them.
func (w *way) giveUp() {
	for i := range w.state.Hosts {
		if h := &w.state.Hosts[i]; w.natures[h.Name].dead && h.Work == Started {
			_ = w.try(Finish{By: "li", Host: h.Name, Result: Failed})
		}
	}
}

// honest: nobody says of a host that is broken that it is back, or closes a
// change as partial whose hosts are all well, or gives those up.
func (w *way) honest(c Command, mended bool) bool {
	switch c := c.(type) {
	case Accept:
		return !w.natures[c.Host].dead
	case Close:
		return !mended && w.quiet()
	case Finish:
		return c.Result == FinishedOK || !mended
	case MarkReboot, Recover:
		return false // whoever wants to get out begins nothing
	}
	return true
}
