package change

import (
	"slices"
	"time"
)

// Decide turns an operator's intent into events. What the state forbids it
// refuses with a *Refusal, and what makes no sense with an *Invalid. A refused
// start returns an event all the same: the record keeps that it was attempted.
//
// The events carry no sequence number yet; the journal assigns it.
func Decide(s State, c Command, now time.Time) ([]Event, error) {
	d := decider{s: &s, now: now}
	err := d.decide(c)
	return d.events, err
}

type decider struct {
	s      *State
	now    time.Time
	events []Event
}

func (d *decider) add(t Type, host, by string, data any) {
	d.events = append(d.events, Event{At: d.now, Type: t, Host: host, By: by, Data: data})
}

func (d *decider) decide(c Command) error {
	if c, ok := c.(Open); ok {
		return d.open(c)
	}
	if d.s.Opened.IsZero() {
		return refuse(Stated(RefuseUnopened), Stated(TryOpen))
	}
	if err := d.s.refuseNewer(); err != nil {
		return err
	}
	if !d.s.Open() {
		return refuse(Stated(RefuseClosed), Stated(TryRecord))
	}
	switch c := c.(type) {
	case Continue:
		if err := CheckPerson(c.By); err != nil {
			return err
		}
		d.add(ChangeResumed, "", Clean(c.By), c.Data)
		for _, wave := range d.s.Engaged() {
			d.ground(wave, Stated(PilotRestarted))
		}
		return nil
	case Start:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.start(c, h) })
	case MarkStep:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.step(c, h) })
	case MarkReboot:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.reboot(c, h) })
	case Recover:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.recover(c, h) })
	case Finish:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.finish(c, h) })
	case HoldChange:
		return d.hold(c)
	case Release:
		return d.release(c)
	case Ack:
		return d.ack(c)
	case Act:
		return d.act(c)
	case Close:
		return d.close(c)
	}
	return d.record(c)
}

// record handles what people decide and find out, apart from the work itself.
func (d *decider) record(c Command) error {
	switch c := c.(type) {
	case DecideFailover:
		return d.decideFailover(c)
	case MarkFailoverStep:
		return d.markFailoverStep(c)
	case EndFailover:
		return d.endFailover(c)
	case ConfirmContact:
		return d.confirm(c)
	case MarkPrecheck:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.precheck(c, h) })
	case Deviate:
		return d.deviate(c)
	case AddNote:
		return d.note(c)
	}
	return d.amend(c)
}

// amend handles corrections of what was said before.
func (d *decider) amend(c Command) error {
	switch c := c.(type) {
	case CancelReboot:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.cancel(c, h) })
	case Enough:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.enough(c, h) })
	case Accept:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.accept(c, h) })
	case DropSignal:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.drop(c, h) })
	case KeepSignal:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.keep(c, h) })
	case Undo:
		return d.undo(c)
	case AddHosts:
		return d.addHosts(c)
	case RemoveHost:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.removeHost(c, h) })
	case Hand:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.hand(c, h) })
	}
	return d.decideBeside(c)
}

func (d *decider) open(c Open) error {
	if !d.s.Opened.IsZero() {
		return refuse(Stated(RefuseOpened), Statement{})
	}
	if err := CheckPerson(c.By); err != nil {
		return err
	}
	p := d.s.Plan
	d.add(ChangeOpened, "", Clean(c.By), OpenedData{
		Format: Format, ID: p.Change.ID, Title: p.Change.Title, Plan: p.Digest, Rehearsal: c.Rehearsal, Addresses: c.Addresses,
		Wall: c.Wall, Rehearsed: c.Rehearsed, Program: Clean(c.Program),
	})
	return nil
}

// onHost checks what every act on a host needs: the operator's name, and a host
// of the plan.
func (d *decider) onHost(by, host string, do func(*HostState) error) error {
	if err := named(by); err != nil {
		return err
	}
	return d.theHost(host, do)
}

// theHost is the same for what no operator asks for.
func (d *decider) theHost(host string, do func(*HostState) error) error {
	h := d.s.Host(host)
	if h == nil {
		return invalid(InvalidHost, "given", Clean(host), "hosts", d.s.Plan.Order)
	}
	return do(h)
}

func named(by string) error {
	if Clean(by) == "" {
		return invalid(InvalidBy)
	}
	return CheckPerson(by)
}

func (d *decider) start(c Start, h *HostState) error {
	if d.s.Plan.Ungated {
		return refuse(Stated(RefuseUngated), Stated(TryMarkReboot, "host", h.Name)).by(MarkReboot{Host: h.Name})
	}
	if h.Work != Waiting {
		acts := undoFinish(h)
		if h.Whose() != "" && !h.IsOf(c.By) {
			acts = append(acts, Hand{Host: h.Name, To: Clean(c.By)})
		}
		return helped(h.workedBy(), acts...)
	}
	gate := Judge(*d.s, h.Name, c.Unwatched, d.now)
	d.add(HostGated, h.Name, Clean(c.By), gate)
	if !gate.Go {
		if !c.Unwatched.Said() && d.s.wantsPrechecks(h, d.now) { // whoever is at the gate wants to know
			d.add(PrecheckAsked, h.Name, Clean(c.By), nil)
			refusal := refuseStart(h.Name, NoGo(gate.Criteria))
			if onlyPrechecks(refusal.NoGo) {
				refusal.Try = Stated(TrySoon)
			}
			return refusal
		}
		return refuseStart(h.Name, NoGo(gate.Criteria))
	}
	d.add(HostStarted, h.Name, Clean(c.By), nil)
	d.openWave(h.Name, Clean(c.By))
	if runbook := d.s.Plan.StepsOf(h.Name); len(runbook) > 0 {
		d.add(StepStarted, h.Name, Clean(c.By), StepData{Step: runbook[0].ID, N: 1})
	}
	return nil
}

func refuseStart(host string, failed []Criterion) *Refusal {
	what := StartDeviation(host)
	try, acts := waysPast(failed, what, Stated(TryDeviate, "what", what), Stated(TryResumeFirst, "what", what))
	return refuse(Stated(RefuseNoGo, "host", host, "whys", Reasons(failed)), try).noGo(failed, acts...)
}

// waysPast are the acts by which criteria that failed are met or answered for, and
// what is said of them: a deviation, or both that and the end of a hold. A hold
// alone is only lifted.
func waysPast(failed []Criterion, what string, deviate, both Statement) (try Statement, acts []Command) {
	switch held, more := heldBack(failed); {
	case more:
		return both, []Command{Release{}, Deviate{What: what}}
	case held:
		return Stated(TryResume), []Command{Release{}}
	}
	return deviate, []Command{Deviate{What: what}}
}

// allDone: there is no step left to mark or to run.
func allDone(h *HostState) *Refusal {
	return refuse(Stated(RefuseStepsDone, "host", h.Name), Stated(TryFinish)).by(Finish{Host: h.Name, Result: FinishedOK})
}

// markedSince reports whether somebody has already reported the reboot that a
// step asks for. One that was only detected can still be claimed, until it is
// over.
func markedSince(h *HostState, since time.Time) bool {
	r := h.Reboot
	return r != nil && r.Phase != Unbooted && !r.Requested.Before(since) && (!r.Detected || r.Phase == Settled)
}

// atWork refuses an act on a host that nobody works on. Where nothing is gated
// people do not say that they begin.
func (d *decider) atWork(h *HostState) error {
	if h.Work == Started || d.s.Plan.Ungated && h.Work == Waiting {
		return nil
	}
	if h.Work == Waiting {
		return helped(h.is(), Start{Host: h.Name})
	}
	return helped(h.workedBy(), undoFinish(h)...)
}

// stillAtWork refuses an act on a host that is not at work, or that has got
// somebody else since the act was given.
func (d *decider) stillAtWork(h *HostState, seen Seen) error {
	if err := d.atWork(h); err != nil {
		return err
	}
	return stillOwned(h, seen)
}

// workedBy says whose a host is that is at work, or who ended the work on it, and
// since when.
func (h *HostState) workedBy() Statement {
	switch {
	case h.Work == Started && h.Owner.Name != "":
		return Stated(RefuseAtWork, "host", h.Name, "by", h.Owner.Name, "since", h.Owner.Since.Time)
	case !h.Finished.IsZero():
		return Stated(RefuseFinished, "host", h.Name, "work", h.Work, "by", h.FinishedBy, "at", h.Finished)
	}
	return h.is()
}

// aMoment is how long after the act of somebody another person's is taken for the
// same one, given without having seen the first: nobody else marks the step that
// follows, or reports on the same call.
const aMoment = 2 * time.Second

// maxAttempt is the longest time that an attempt can be given: beyond it
// nobody waits.
const maxAttempt = 24 * time.Hour

func (d *decider) recover(c Recover, h *HostState) error {
	what := Clean(c.What)
	if what == "" {
		return invalid(InvalidWhat)
	}
	if !slices.Contains([]string{"", "worked", "failed"}, c.Outcome) {
		return invalid(InvalidRecovery, "given", Clean(c.Outcome))
	}
	if c.For < 0 || c.For > maxAttempt {
		return invalid(InvalidRecoveryTime, "most", maxAttempt, "takes", c.For)
	}
	data := RecoveryData{What: what, Outcome: c.Outcome}
	if c.For > 0 && c.Outcome == "" {
		data.Until = d.now.Add(c.For)
	}
	d.add(RecoveryTried, h.Name, Clean(c.By), data)
	return nil
}

// finish ends the work on a host. One that nobody works on and that is not well
// can be given up, too.
func (d *decider) finish(c Finish, h *HostState) error {
	gives := c.Result == Failed && !d.s.well(d.s.Plan.Host(h.Name), h)
	if err := d.atWork(h); err != nil && !gives {
		return err
	}
	if err := stillOwned(h, c.Seen); err != nil {
		return err
	}
	if !slices.Contains([]Work{FinishedOK, Failed, RolledBack}, c.Result) {
		return invalid(InvalidFinish, "given", Clean(string(c.Result)))
	}
	if c.Result == FinishedOK {
		if h.Rebooting() {
			acts := slices.DeleteFunc(d.waysBack(h), func(c Command) bool { return c == Command(Finish{Host: h.Name, Result: Failed}) })
			return helped(d.s.notBack(h), append(acts, Finish{Host: h.Name, Result: Failed})...)
		}
		if err := d.stillRuns(h); err != nil {
			return err
		}
		if i := h.Current(); i < len(h.Steps) {
			return refuse(Stated(RefuseAtStep, "host", h.Name, "n", i+1, "all", len(h.Steps)), Stated(TryMark)).
				by(MarkStep{Host: h.Name, Result: StepOK}, MarkStep{Host: h.Name, Result: StepPassed})
		}
	}
	d.add(HostFinished, h.Name, Clean(c.By), FinishedData{Result: string(c.Result)})
	return nil
}
