package change

import (
	"slices"
	"time"
)

// The commands that correct what was said of a reboot. Nothing is erased: the
// journal keeps what was said first, too.
type (
	// CancelReboot says that a reboot was marked by mistake: none was issued.
	CancelReboot struct {
		By, Host string
		Seen     Seen
	}
	// Enough says that a host will not go down once more in the reboot that it
	// is in, though the plan expects it.
	Enough struct{ By, Host string }
)

func (CancelReboot) command() {}
func (Enough) command()       {}

// left reports whether the host has gone down since its reboot was asked for,
// as far as was seen or is proven.
func (r *Reboot) left() bool { return r.Phase != Requested || !r.Proven.IsZero() }

func (d *decider) reboot(c MarkReboot, h *HostState) error {
	if err := d.stillAtWork(h, c.Seen); err != nil {
		return err
	}
	at, err := d.issued(c.At, h)
	if err != nil {
		return err
	}
	r := h.Reboot
	switch {
	case c.At != "" && r != nil && (h.Rebooting() || at.Before(r.Settled)) && !r.Requested.Before(h.Started):
		return d.correct(c, h, at)
	case h.Rebooting():
		return d.onceMore(c, h)
	case at.Before(h.Started):
		return invalid(InvalidTooEarly, "host", h.Name, "at", at, "start", h.Started)
	case c.At != "":
		d.issuedUnasked(h, c.By, at)
		return nil
	}
	if step, _ := d.s.Plan.Step(h.Name, h.Current()); !step.Reboot { // else it is its command that issues it
		if err := d.stillRuns(h); err != nil {
			return err
		}
	}
	against, err := d.mayReboot(h, c.By)
	if err != nil {
		return err
	}
	d.request(h, c.By, at, against)
	return nil
}

// issued is when a reboot of the host was issued, as people type it; nothing:
// now. A time of day that is still to come today is not taken for yesterday's,
// when nobody was at work on the host.
func (d *decider) issued(text string, h *HostState) (time.Time, error) {
	switch {
	case text == "":
		return d.now, nil
	case d.s.Plan.Ungated:
		return ReadIssued(d.s.Plan, text, d.now)
	}
	at, err := ReadPast(d.s.Plan, text, d.now)
	if err == nil && at.Before(h.Started) {
		return nearer(d.s.Plan, text, at, d.now)
	}
	return at, err
}

func (d *decider) request(h *HostState, by string, at time.Time, against []CriterionID) {
	if !h.Rebooting() {
		d.add(RebootRequested, h.Name, Clean(by), RebootData{Since: at, Against: against})
	}
}

// onceMore: the first request did not take, or the host is to go down once more.
// Its clock goes on. While it is gone nobody can issue anything.
func (d *decider) onceMore(c MarkReboot, h *HostState) error {
	if h.Reboot.Phase == Gone {
		ways := []Command{Recover{Host: h.Name}}
		if h.Reboot.Detected && !h.Reboot.Requested.Before(h.Started) { // it may be marked too late
			ways = []Command{MarkReboot{Host: h.Name, At: TimeOfDay(d.s.Plan, h.Reboot.Requested)}, Recover{Host: h.Name}}
		}
		return helped(Stated(RefuseIsGone, "host", h.Name, "since", h.Reboot.Since), ways...)
	}
	if err := d.justIssued(c, h); err != nil {
		return err
	}
	against, err := d.mayReboot(h, c.By)
	if err != nil {
		return err
	}
	d.add(RebootRequested, h.Name, Clean(c.By), RebootData{Since: d.now, Again: true, Against: against})
	return nil
}

// justIssued refuses to issue what somebody else has issued, for as long as the
// host may still go down by that.
func (d *decider) justIssued(c MarkReboot, h *HostState) error {
	r := h.Reboot
	if r.IssuedBy == "" || SamePerson(r.IssuedBy, c.By) || r.Left.After(r.Issued) || !d.now.Before(r.staysAt(d.s.Plan.Host(h.Name).Reboot)) {
		return nil
	}
	ways := []Command{wait{}}
	if !r.left() {
		ways = append(ways, CancelReboot{Host: h.Name})
	}
	return helped(Stated(RefuseIssued, "host", h.Name, "by", r.IssuedBy, "at", r.Issued), ways...)
}

// correct gives the latest reboot the instant at which it was issued in truth.
func (d *decider) correct(c MarkReboot, h *HostState, at time.Time) error {
	r, from := h.Reboot, h.Started
	if n := len(h.Reboots); n > 0 {
		from = later(from, h.Reboots[n-1].Settled)
	}
	switch gone := r.firstGone(); {
	case at.Before(from):
		return invalid(InvalidTooEarly, "host", h.Name, "at", at, "start", from)
	case !gone.IsZero() && at.After(gone):
		return invalid(InvalidTooLate, "host", h.Name, "at", at, "since", gone)
	}
	d.add(RebootCorrected, h.Name, Clean(c.By), RebootData{Since: at, Was: r.Requested})
	return nil
}

// firstGone is from when the host was seen not to answer, or to answer again
// where it was too quick for the probes; zero: it has not left.
func (r *Reboot) firstGone() time.Time {
	if r.Gone.IsZero() {
		return r.Answered
	}
	return r.Gone
}

// cancel takes back the mark of a reboot, and of the step that asked for it.
// What has happened cannot be taken back.
func (d *decider) cancel(c CancelReboot, h *HostState) error {
	if err := stillOwned(h, c.Seen); err != nil {
		return err
	}
	r := h.Reboot
	switch {
	case !h.Rebooting():
		return helped(Stated(RefuseNoReboot, "host", h.Name))
	case r.Detected:
		return helped(Stated(RefuseNotMarked, "host", h.Name, "since", r.Requested), d.waysBack(h)...)
	case r.left():
		return helped(Stated(RefuseHasLeft, "host", h.Name, "since", r.firstGone()), d.waysBack(h)...)
	}
	step := d.asked(h)
	if step >= 0 && h.Current() > step+1 {
		return helped(Stated(RefuseMarkedSince, "host", h.Name, "step", d.s.Plan.StepsOf(h.Name)[step].ID), Undo{Host: h.Name})
	}
	d.add(RebootCancelled, h.Name, Clean(c.By), RebootData{Since: r.Requested})
	if step >= 0 {
		d.takeBack(c.By, h, StepDone, step)
	}
	return nil
}

// asked is the place of the step whose mark asked for the reboot under way; -1:
// it was marked by itself.
func (d *decider) asked(h *HostState) int {
	for i, step := range d.s.Plan.StepsOf(h.Name) {
		if st := h.Steps[i]; step.Reboot && st.Result == StepOK && st.Ended.Equal(h.Reboot.Marked) {
			return i
		}
	}
	return -1
}

// enough: of the reboots that the plan expects the last one has been.
func (d *decider) enough(c Enough, h *HostState) error {
	if !h.Rebooting() || h.Reboot.Cycles() == 0 || !h.Reboot.Awaits(d.s.Plan.Host(h.Name).Reboot) {
		return helped(Stated(RefuseNoneExpected, "host", h.Name))
	}
	d.add(RebootEnough, h.Name, Clean(c.By), RebootData{Since: d.now})
	return nil
}

// applyRequest begins a reboot, or takes in that it was issued once more.
func (h *HostState) applyRequest(e Event, d RebootData) {
	if r := h.Reboot; d.Again && h.Rebooting() {
		if r.left() && (r.downs() > 0 || !r.Proven.IsZero()) { // else what was asked for is still to come
			r.Again++
		}
		r.Issued, r.IssuedBy = d.Since, e.By
		r.Against = append(slices.Clip(r.Against), d.Against...)
		return
	}
	if h.LetGo = false; h.Reboot != nil {
		h.Reboots = push(h.Reboots, *h.Reboot)
	}
	h.Reboot = &Reboot{
		After: d.After, Phase: Requested, Requested: d.Since, Issued: d.Since, Since: d.Since, HeldFrom: d.Since, By: e.By, IssuedBy: e.By, Marked: e.At,
		Detected: d.Detected, Unplanned: d.Unplanned, Blank: !h.Usable(), Against: d.Against, BootsBefore: bootsBefore(h.Boots, earlier(d.After, d.Since)),
	}
}

// bootsBefore is the evidence that was seen before an instant. What came since
// may be that of the boot in question: in that case what was told before it counts.
func bootsBefore(boots []BootState, at time.Time) []BootState {
	var before []BootState
	for _, b := range boots {
		if b.At.After(at) {
			b = BootState{Source: b.Source, At: b.WasSeen, Boot: b.Was}
		}
		if b.Boot.Kind != "" && !b.At.After(at) {
			before = append(before, b)
		}
	}
	return before
}

// applyCancel makes the reboot before the latest one again.
func (h *HostState) applyCancel() {
	h.Reboot = nil
	if n := len(h.Reboots); n > 0 {
		r := h.Reboots[n-1]
		h.Reboot, h.Reboots = &r, h.Reboots[:n-1:n-1]
	}
}

// applyCorrection moves the request of the latest reboot. One that was only
// detected has somebody who issued it by now.
func (h *HostState) applyCorrection(e Event, d RebootData) {
	r := h.Reboot
	if r.Detected {
		r.Detected, r.Unplanned, r.By, r.IssuedBy, r.Marked = false, false, e.By, e.By, e.At
	}
	if !r.Issued.After(r.Requested) {
		r.Issued = d.Since
	}
	r.Requested, r.BootsBefore = d.Since, bootsBefore(r.BootsBefore, d.Since)
	switch r.Phase {
	case Requested:
		r.Since, r.HeldFrom = d.Since, d.Since
	case Settled:
		r.Took = r.Back.Sub(r.Requested)
	}
}

// waysBack are the acts that end the reboot of a host, or bring it on, as it
// stands.
func (d *decider) waysBack(h *HostState) []Command {
	plan := d.s.Plan.Host(h.Name)
	switch r := h.Reboot; {
	case !r.left():
		return []Command{CancelReboot{Host: h.Name}, MarkReboot{Host: h.Name}}
	case h.BetweenReboots(plan):
		return []Command{Enough{Host: h.Name}}
	case h.IsBack():
		return []Command{wait{}, Accept{Host: h.Name}}
	case r.Phase == Answering:
		return []Command{wait{}, DropSignal{Host: h.Name, Check: h.lost()}, Accept{Host: h.Name}}
	case r.Phase == Gone && h.comesAndGoes() && h.lost() != "":
		return []Command{Recover{Host: h.Name}, Accept{Host: h.Name}, DropSignal{Host: h.Name, Check: h.lost()}, Finish{Host: h.Name, Result: Failed}}
	case r.Phase == Gone:
		return []Command{Recover{Host: h.Name}, Accept{Host: h.Name}, Finish{Host: h.Name, Result: Failed}}
	}
	return []Command{wait{}, Accept{Host: h.Name}}
}

// waysOut are the acts by which an incident ends, as its hosts stand.
func (d *decider) waysOut(inc *Incident) []Command {
	var acts []Command
	for _, name := range inc.Hosts {
		plan, h := d.s.Plan.Host(name), d.s.Host(name)
		switch {
		case h == nil || d.s.well(plan, h) && !inc.OfWindow():
		case inc.OfWindow():
			if h.Work == Started {
				acts = append(acts, Finish{Host: name, Result: Failed})
			}
		case h.GivenUp():
			for _, kind := range inc.Undone() {
				acts = append(acts, Act{Incident: inc.ID, Kind: kind, State: ActionIsDone})
			}
		case h.Rebooting():
			acts = append(acts, d.waysBack(h)...)
		default:
			if lost := h.lost(); h.Stranger == "" && lost != "" {
				acts = append(acts, DropSignal{Host: name, Check: lost})
			}
			acts = append(acts, Accept{Host: name}, Finish{Host: name, Result: Failed})
		}
	}
	return acts
}

// comesAndGoes reports whether the host was back before, and is gone again.
func (h *HostState) comesAndGoes() bool {
	n := len(h.Reboots)
	return h.Reboot.Bounces > 0 || h.Reboot.Unplanned && n > 0 && h.Reboots[n-1].Unplanned
}

// undoFinish takes back that a host was finished, while it is.
func undoFinish(h *HostState) []Command {
	if h.Finished.IsZero() {
		return nil
	}
	return []Command{Undo{Host: h.Name}}
}

// lost is the signal that has been lost for longest of those that count.
func (h *HostState) lost() string {
	var first *SignalState
	for i := range h.Signals {
		if sig := &h.Signals[i]; sig.silent() && !h.Drops(sig.Check) && (first == nil || sig.Since.Before(first.Since)) {
			first = sig
		}
	}
	if first == nil {
		return ""
	}
	return first.Check
}
