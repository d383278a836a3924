package change

import (
	"slices"
	"time"
)

// The commands by which two people answer for what no probe can show.
type (
	// Accept says that a host is back, or is well, by a person's own look at its
	// console.
	Accept struct{ By, Host, Reason, Second string }
	// DropSignal leaves a signal of a host out for good: the patch has closed it.
	// With its last one nobody watches the host any more.
	DropSignal struct{ By, Host, Check, Reason, Second string }
	// KeepSignal takes it in again.
	KeepSignal struct{ By, Host, Check, Reason, Second string }
)

func (Accept) command()     {}
func (DropSignal) command() {}
func (KeepSignal) command() {}

// The types of what two people answered for.
const (
	HostAccepted  Type = "host.accepted"
	SignalDropped Type = "signal.dropped"
	SignalKept    Type = "signal.kept"
)

type (
	// AcceptedData belongs to host.accepted.
	AcceptedData struct {
		Reason string `json:"reason"`
		Second string `json:"second"`
		// Silent are the signals that did not answer then. They say nothing of
		// the host until they answer again.
		Silent []string `json:"silent,omitempty"`
		// Name is the computer's name that is taken for the right one.
		Name string `json:"name,omitempty"`
		// Reboot: a reboot was under way and is over with this, after Took.
		Reboot bool     `json:"reboot,omitempty"`
		Took   Duration `json:"took,omitempty"`
	}
	// DropData belongs to signal.dropped and signal.kept.
	DropData struct {
		Check  string `json:"check"`
		Reason string `json:"reason"`
		Second string `json:"second"`
	}
)

// Dropped is a signal that two people left out for good.
type Dropped struct {
	At ClockTime
	By string
	DropData
}

// watched reports whether any signal of reachability is not left out.
func (h *HostState) watched() bool {
	return slices.ContainsFunc(h.Signals, func(sig SignalState) bool { return !h.Drops(sig.Check) })
}

// Silent reports whether a signal does not answer that should.
func (h *HostState) Silent(check string) bool {
	return slices.ContainsFunc(h.Signals, func(sig SignalState) bool { return sig.Check == check && sig.silent() })
}

// Drops reports whether a signal, or a source of evidence, is left out.
func (h *HostState) Drops(check string) bool {
	return len(h.Dropped) > 0 && slices.ContainsFunc(h.Dropped, func(d Dropped) bool { return d.Check == check })
}

// answeredFor checks that two people answer for something, and why.
func answeredFor(by, reason, second string) error {
	switch {
	case Clean(reason) == "":
		return invalid(InvalidReason)
	case Clean(second) == "":
		return invalid(InvalidTwo)
	}
	return seconded(by, second)
}

// accept takes two people's word that a host is back. It is refused where it
// would say what is not so: of a host that has never left, or that is to go
// down once more.
func (d *decider) accept(c Accept, h *HostState) error {
	if err := answeredFor(c.By, c.Reason, c.Second); err != nil {
		return err
	}
	data := AcceptedData{Reason: Clean(c.Reason), Second: Clean(c.Second), Name: h.Stranger, Reboot: h.Rebooting()}
	for _, sig := range h.Signals {
		if !h.Drops(sig.Check) && sig.silent() {
			data.Silent = append(data.Silent, sig.Check)
		}
	}
	switch {
	case h.Rebooting() && (h.Reboot.Phase == Requested && !h.Reboot.left() || h.BetweenReboots(d.s.Plan.Host(h.Name))):
		return helped(d.s.notBack(h), d.waysBack(h)...)
	case h.Rebooting():
		back := d.now
		if h.Reboot.Phase == Listening {
			back = h.Reboot.Back
		}
		data.Took = Duration(back.Sub(h.Reboot.Requested))
	case h.Stranger == "" && len(data.Silent) == 0:
		return helped(Stated(RefuseWell, "host", h.Name))
	}
	d.add(HostAccepted, h.Name, Clean(c.By), data)
	return nil
}

func (h *HostState) applyAccepted(e Event, d AcceptedData) {
	for i := range h.Signals {
		if sig := &h.Signals[i]; slices.Contains(d.Silent, sig.Check) {
			*sig = SignalState{Check: sig.Check, Since: e.At, Excused: true}
		}
	}
	if d.Name != "" {
		h.Identity, h.Stranger, h.StrangerAt = d.Name, "", time.Time{}
	}
	if r := h.Reboot; d.Reboot && h.Rebooting() {
		if r.Phase != Listening {
			r.Back, r.BackAfter = e.At, time.Time{}
		}
		r.Phase, r.Since, r.Settled, r.Took, r.Accepted = Settled, r.Back, e.At, r.Back.Sub(r.Requested), true
	}
}

func (d *decider) drop(c DropSignal, h *HostState) error {
	if err := d.ofHost(h, c.Check); err != nil {
		return err
	}
	if err := answeredFor(c.By, c.Reason, c.Second); err != nil {
		return err
	}
	if h.Drops(c.Check) {
		return helped(Stated(RefuseDropped, "host", h.Name, "check", c.Check))
	}
	d.add(SignalDropped, h.Name, Clean(c.By), DropData{c.Check, Clean(c.Reason), Clean(c.Second)})
	return nil
}

func (d *decider) keep(c KeepSignal, h *HostState) error {
	if err := d.ofHost(h, c.Check); err != nil {
		return err
	}
	if err := answeredFor(c.By, c.Reason, c.Second); err != nil {
		return err
	}
	if !h.Drops(c.Check) {
		return helped(Stated(RefuseNotDropped, "host", h.Name, "check", c.Check), DropSignal{Host: h.Name, Check: c.Check})
	}
	d.add(SignalKept, h.Name, Clean(c.By), DropData{c.Check, Clean(c.Reason), Clean(c.Second)})
	return nil
}

// ofHost checks that the plan has such a signal or source of evidence.
func (d *decider) ofHost(h *HostState, check string) error {
	plan := d.s.Plan.Host(h.Name)
	var known []string
	for _, s := range plan.Watched() {
		known = append(known, s.Name)
	}
	if !slices.Contains(known, check) {
		return invalid(InvalidSignal, "host", h.Name, "given", Clean(check), "checks", known)
	}
	return nil
}

// forget takes back that a signal answers: nobody listened to it while it was
// left out, and it is up again once it answers again.
func (h *HostState) forget(check string) {
	for i := range h.Signals {
		if sig := &h.Signals[i]; sig.Check == check && sig.State == Up {
			*sig = SignalState{Check: check}
		}
	}
}

// applyDrop leaves a signal out or takes it in again. What was known of a source
// of evidence is no longer waited for.
func (h *HostState) applyDrop(e Event, d DropData) {
	h.Dropped = slices.DeleteFunc(slices.Clone(h.Dropped), func(o Dropped) bool { return o.Check == d.Check })
	if e.Type == SignalKept {
		h.forget(d.Check)
		return
	}
	h.Dropped = append(h.Dropped, Dropped{ClockTime{e.At}, e.By, d})
	without := func(boots []BootState) []BootState {
		return slices.DeleteFunc(slices.Clone(boots), func(b BootState) bool { return b.Source == d.Check })
	}
	h.Boots = without(h.Boots)
	if h.Reboot != nil {
		h.Reboot.BootsBefore = without(h.Reboot.BootsBefore)
	}
}
