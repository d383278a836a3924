package change

import (
	"slices"
	"strings"
	"time"
)

// Undo takes back the last mark of an operator, or the last one on a host
// whoever made it: a step, a reboot that has not begun, the start or the end of
// the work. What happened stays; the journal keeps both.
type Undo struct {
	By string
	// Host is the one whose last mark is meant; empty: the operator's own last.
	Host string
	Seen Seen
}

func (Undo) command() {}

// MarkUndone is the type of the event that somebody took a mark back.
const MarkUndone Type = "mark.undone"

// UndoneData belongs to mark.undone. Of is the type of what is taken back: of a
// step, Step and N say which.
type UndoneData struct {
	Of   Type   `json:"of"`
	Step string `json:"step,omitempty"`
	N    int    `json:"n,omitempty"`
	// Marked is when it was marked, and MarkedBy who did.
	Marked   time.Time `json:"marked"`
	MarkedBy string    `json:"marked_by,omitempty"`
}

// mark is something that a person said of the work on a host and can take back.
type mark struct {
	of   Type
	h    *HostState
	step int
	at   time.Time
	by   string
}

// marks lists what can be taken back of a host, the earliest first. What was
// marked at the same instant stands in the order in which it is taken back last.
func (h *HostState) marks() []mark {
	var list []mark
	if !h.Started.IsZero() {
		list = append(list, mark{of: HostStarted, h: h, at: h.Started, by: h.StartedBy})
	}
	if r := h.Reboot; h.Rebooting() && !r.Detected {
		list = append(list, mark{of: RebootRequested, h: h, at: r.Marked, by: r.By})
	}
	types := map[StepResult]Type{StepOK: StepDone, StepBad: StepFailed, StepPassed: StepSkipped}
	for i, st := range h.Steps {
		if of, marked := types[st.Result]; marked {
			list = append(list, mark{of: of, h: h, step: i, at: st.Ended, by: st.By})
		}
	}
	if !h.Finished.IsZero() {
		list = append(list, mark{of: HostFinished, h: h, at: h.Finished, by: h.FinishedBy})
	}
	slices.SortStableFunc(list, func(a, b mark) int { return a.at.Compare(b.at) })
	return list
}

// lastMark is the last one on a host.
func (h *HostState) lastMark() (mark, bool) {
	list := h.marks()
	if len(list) == 0 {
		return mark{}, false
	}
	return list[len(list)-1], true
}

// lastMarkOf is the last one of an operator.
func (s *State) lastMarkOf(by string) (last mark, ok bool) {
	for i := range s.Hosts.Len() {
		for _, m := range s.Hosts.At(i).marks() {
			if SamePerson(m.by, by) && (!ok || !m.at.Before(last.at)) {
				last, ok = m, true
			}
		}
	}
	return last, ok
}

func (d *decider) undo(c Undo) error {
	if c.Host != "" {
		return d.onHost(c.By, c.Host, func(h *HostState) error {
			m, ok := h.lastMark()
			if !ok {
				return helped(Stated(RefuseNoMarkOn, "host", h.Name))
			}
			return d.undoMark(c, m)
		})
	}
	if err := named(c.By); err != nil {
		return err
	}
	m, ok := d.s.lastMarkOf(Clean(c.By))
	if !ok {
		return helped(Stated(RefuseNoMark, "by", Clean(c.By)))
	}
	if last, _ := m.h.lastMark(); last != m {
		return helped(Stated(RefuseMarkedAfter, "host", m.h.Name, "by", last.by, "at", last.at), Undo{Host: m.h.Name})
	}
	return d.undoMark(c, m)
}

// undoMark takes back a mark that is the last on its host.
func (d *decider) undoMark(c Undo, m mark) error {
	by := c.By
	if err := m.stillLast(c.Seen); err != nil {
		return err
	}
	switch m.of {
	case RebootRequested:
		return d.cancel(CancelReboot{By: by, Host: m.h.Name}, m.h)
	case HostStarted:
		if r := m.h.Reboot; r != nil && !r.Requested.Before(m.h.Started) {
			return helped(Stated(RefuseRebootedSince, "host", m.h.Name, "since", r.Requested), Finish{Host: m.h.Name, Result: RolledBack})
		}
	case HostFinished:
		if other := d.s.inItsPlace(m.h.Name); other != nil && !m.h.Started.IsZero() {
			return helped(other.is(), Finish{Host: other.Name, Result: Failed})
		}
	}
	if r := m.h.Reboot; m.of == StepDone && m.h.Rebooting() && !r.Detected && r.Marked.Equal(m.at) && !r.left() {
		d.add(RebootCancelled, m.h.Name, Clean(by), RebootData{Since: r.Requested}) // its mark asked for the reboot
	}
	d.takeBack(by, m.h, m.of, m.step)
	return nil
}

func (d *decider) takeBack(by string, h *HostState, of Type, step int) {
	data := UndoneData{Of: of, Marked: h.Started, MarkedBy: h.StartedBy}
	switch of {
	case HostStarted:
	case HostFinished:
		data.Marked, data.MarkedBy = h.Finished, h.FinishedBy
	default:
		st := h.Steps[step]
		data.Step, data.N, data.Marked, data.MarkedBy = d.s.Plan.StepsOf(h.Name)[step].ID, step+1, st.Ended, st.By
	}
	d.add(MarkUndone, h.Name, Clean(by), data)
}

// inItsPlace is a host that is being worked on, where no further one may be beside it
// and the named one; nil: one may.
func (s *State) inItsPlace(host string) *HostState {
	if s.Plan.InWaves() && gateAtOnce(s, host).Go {
		return nil
	}
	for i := range s.Hosts.Len() {
		if s.Hosts.At(i).Work == Started {
			return s.Hosts.At(i)
		}
	}
	return nil
}

func (s *State) applyUndone(e Event, d UndoneData) {
	h := s.ownedHost(e.Host)
	if h == nil {
		return
	}
	switch d.Of {
	case HostStarted:
		s.soakAnew(h.Name)
		h.Work, h.Started, h.StartedBy, h.Owner = Waiting, time.Time{}, "", Owner{}
		h.Steps = make([]StepState, len(h.Steps))
	case HostFinished:
		s.soakAnew(h.Name)
		h.Work, h.Finished, h.FinishedBy, h.LetGo = Started, time.Time{}, "", false
		if h.Started.IsZero() { // it was given up before its turn
			h.Work = Waiting
		}
	case StepSkipped:
		what := SkipDeviation(h.Name, d.Step)
		s.Deviations = slices.DeleteFunc(slices.Clone(s.Deviations), func(o Deviation) bool { return strings.EqualFold(o.What, what) })
		h.undoStep(d.N)
	case StepDone, StepFailed:
		h.undoStep(d.N)
	}
}

// undoStep lets a step go on whose end is taken back. What the cockpit ran
// itself has run, and the step after it has not begun.
func (h *HostState) undoStep(n int) {
	if n < 1 || n > len(h.Steps) {
		return
	}
	st := &h.Steps[n-1]
	*st = StepState{Result: StepRunning, Since: st.Since, By: st.By, Run: st.Run}
	if st.Run != nil {
		st.Evidence = st.Run.Output().Name
	}
	if n < len(h.Steps) {
		h.Steps[n] = StepState{}
	}
}
