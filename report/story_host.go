package report

import (
	"strings"
	"time"

	"tminus/change"
)

func (h *host) take(e change.Event) {
	switch d := e.Data.(type) {
	case change.StepData:
		h.takeStep(e, d)
	case change.RebootData:
		h.takeReboot(e, d)
	case change.AcceptedData:
		if d.Reboot {
			h.takeReboot(e, change.RebootData{Since: e.At, Took: d.Took})
		}
	case change.UndoneData:
		h.takeBack(d)
	case change.RecoveryData:
		h.takeTry(e, d)
	case change.FinishedData:
		h.ended, h.result = e.At, d.Result
	default:
		if e.Type == change.HostStarted {
			h.started = e.At
		}
	}
}

func (h *host) takeStep(e change.Event, d change.StepData) {
	var last *step
	if n := len(h.steps); n > 0 && h.steps[n-1].n == d.N {
		last = h.steps[n-1]
	}
	if e.Type == change.StepStarted || last == nil || last.result != "" {
		from := e.At
		if last != nil {
			from = last.to // a failed step was taken up again
		}
		last = &step{n: d.N, id: d.Step, from: from}
		h.steps = append(h.steps, last)
	}
	if e.Type == change.StepStarted {
		return
	}
	last.to, last.by, last.note, last.said, last.files = e.At, e.By, d.Note, d.Evidence, d.Files
	last.result = strings.TrimPrefix(string(e.Type), "step.")
}

// takeBack continues what a person had marked as begun or ended by mistake.
func (h *host) takeBack(d change.UndoneData) {
	switch d.Of {
	case change.HostStarted:
		h.started, h.steps = time.Time{}, nil
	case change.HostFinished:
		h.ended, h.result = time.Time{}, ""
	default:
		for n := len(h.steps) - 1; n >= 0; n-- {
			if st := h.steps[n]; st.n == d.N {
				*st = step{n: st.n, id: st.id, from: st.from}
				h.steps = h.steps[:n+1] // the one after it has not begun
				return
			}
		}
	}
}

func (h *host) takeReboot(e change.Event, d change.RebootData) {
	n := len(h.reboots)
	switch {
	case e.Type == change.RebootRequested && !d.Again:
		first := "leaving"
		if d.Detected { // nobody had asked it to
			first = "answering"
		}
		h.reboots = append(h.reboots, &reboot{
			requested: d.Since, detected: d.Detected, unplanned: d.Unplanned,
			phases: []phase{{name: first, from: d.Since}},
		})
		return
	case n == 0:
		return
	}
	if e.Type == change.RebootCancelled { // there was none
		h.reboots = h.reboots[:n-1]
		return
	}
	h.reboots[n-1].take(e, d)
}

// take reads the further course of the reboot.
func (r *reboot) take(e change.Event, d change.RebootData) {
	switch e.Type {
	case change.RebootCorrected:
		r.correct(d.Since)
	case change.RebootGone:
		if r.gone.IsZero() {
			r.gone = d.Since
		}
		r.enter("gone", d.Since)
	case change.RebootBounced:
		r.bounces++
		r.enter("gone", d.Since)
	case change.RebootAnswering:
		r.enter("answering", d.Since)
	case change.RebootListening:
		r.enter("listening", d.Since)
	case change.RebootProven:
		r.proven = d.Since
		if r.unbooted { // its evidence was late
			r.unbooted, r.took = false, r.heldFrom.Sub(r.requested)-r.moved
		}
	case change.RebootStumbled:
		r.stumbles++
	case change.RebootUnbooted:
		r.over, r.unbooted, r.settled, r.took, r.heldFrom = true, true, e.At, time.Duration(d.Took), d.Since
		r.most = time.Duration(d.Most)
		r.enter("", e.At)
	case change.RebootSettled, change.HostAccepted:
		r.over, r.settled, r.took, r.bounces = true, e.At, time.Duration(d.Took), max(r.bounces, d.Bounces)
		r.most = time.Duration(d.Most)
		r.heldFrom = r.requested.Add(r.took + r.moved)
		r.enter("", e.At)
	}
}

// correct sets the instant at which the reboot was really issued.
func (r *reboot) correct(at time.Time) {
	if r.over && !r.unbooted {
		r.took += r.requested.Sub(at)
	}
	r.requested, r.detected, r.unplanned = at, false, false
	r.moved = 0 // it is told by the clock as it is now
	first := &r.phases[0]
	first.from = at
	if first.name == "answering" && (len(r.phases) > 1 && r.phases[1].name == "gone") {
		first.name = "leaving"
	}
}

// enter ends a phase and begins the next one; an empty name begins none.
func (r *reboot) enter(name string, at time.Time) {
	if n := len(r.phases); n > 0 && r.phases[n-1].to.IsZero() {
		r.phases[n-1].to = at
	}
	if name != "" {
		r.phases = append(r.phases, phase{name: name, from: at})
	}
}

// takeTry adds an attempt, or gives the open attempt of that name its outcome.
func (h *host) takeTry(e change.Event, d change.RecoveryData) {
	for _, t := range h.tries {
		if t.outcome == "" && d.Outcome != "" && strings.EqualFold(t.what, d.What) {
			t.ended, t.outcome = e.At, d.Outcome
			return
		}
	}
	t := &try{at: e.At, until: d.Until, what: d.What, by: e.By, outcome: d.Outcome}
	if d.Outcome != "" {
		t.ended = e.At
	}
	h.tries = append(h.tries, t)
}

// over is when the attempt ended, or else the end of what is told.
func (t *try) over(end time.Time) time.Time {
	if t.ended.IsZero() {
		return end
	}
	return t.ended
}

// close ends what was still going on when the journal ended.
func (h *host) close(end time.Time) {
	for _, r := range h.reboots {
		r.enter("", end)
	}
	for _, t := range h.tries {
		if at := h.backAfter(t.at); t.outcome == "" && !at.IsZero() {
			t.ended, t.outcome = at, change.OutcomeUntold
		}
	}
	for _, st := range h.steps {
		if st.to.IsZero() && h.ended.After(st.from) {
			st.to = h.ended
		} else if st.to.IsZero() {
			st.to = end
		}
	}
}

// backAfter is when the host was back, or the work on it over, after an instant.
func (h *host) backAfter(at time.Time) time.Time {
	for _, r := range h.reboots {
		if r.over && r.settled.After(at) {
			return r.settled
		}
	}
	if h.ended.After(at) {
		return h.ended
	}
	return time.Time{}
}

// saved is the attempt that brought the host back, nil if none is known to have.
func (h *host) saved() *try {
	for _, t := range h.tries {
		if t.outcome == "worked" {
			return t
		}
	}
	return nil
}
