package ui

import (
	"errors"
	"slices"

	"tminus/change"
)

// When a key applies: whether there is something for it to do. This is asked when
// the key is offered, and again when it is pressed. What follows from the core's own
// rules is asked of the core, by what the key gives (gives.go); here is what does not,
// or what is narrower than that.

func (s *scene) isOpen() bool      { return s.state().Open() }
func (s *scene) canFailOver() bool { return s.isOpen() && s.switchable() != "" }

func (s *scene) hasErrors() bool { return len(s.errors) > 0 }

func (s *scene) isElsewhere() bool { return s.sit.Advice.Host != "" && s.sit.Advice.Host != s.selected }

func (s *scene) hasTrouble() bool {
	return slices.ContainsFunc(s.board.order, func(i int) bool { return s.sit.Hosts[i].InTrouble() })
}

// subject is the incident in view, while something can be done about it.
func (s *scene) subject() *change.IncidentView {
	if !s.isOpen() {
		return nil
	}
	return s.incident()
}

func (s *scene) hasActions() bool {
	inc := s.subject()
	return inc != nil && len(inc.Duties) > 0
}

func (s *scene) isAsked() bool {
	inc := s.subject()
	return inc != nil && inc.Rings
}

func (s *scene) hasMessage() bool {
	inc := s.subject()
	return inc != nil && inc.MostUrgent() != nil
}

func (s *scene) hasOthers() bool { return len(s.sit.Incidents) > 1 }

// chosen is the selected host while the change is open; nil where there is none.
func (s *scene) chosen() *change.HostState {
	if _, h, ok := s.host(); ok && s.isOpen() {
		return h
	}
	return nil
}

func (s *scene) hostWaits() bool {
	h := s.chosen()
	return h != nil && h.Work == change.Waiting && !s.plan().Ungated
}

func (s *scene) canPrepare() bool { return s.hostWaits() && len(s.preparations(s.chosen())) > 0 }

func (s *scene) atWork() bool {
	h := s.chosen()
	return h != nil && h.Work == change.Started
}

// marksReboots: people say of the selected host when its reboot was issued, which
// they do of any where nobody says that the work on it begins.
func (s *scene) marksReboots() bool {
	h := s.chosen()
	return s.atWork() || h != nil && s.plan().Ungated && h.Work == change.Waiting
}

func (s *scene) atStep() bool {
	h := s.chosen()
	return s.atWork() && h.Current() < len(h.Steps)
}

func (s *scene) canRecover() bool {
	h := s.chosen()
	return h != nil && (h.Rebooting() || h.Work == change.Failed)
}

// awaitsAnother: the selected host is back, and the plan expects one more reboot.
func (s *scene) awaitsAnother() bool {
	h := s.chosen()
	return h != nil && s.view(h).Condition == change.HostBetween
}

// may reports whether the core would take an act now, by whoever does it, or refuses
// it by a gate alone: what stands against it is told where it is asked for.
func (s *scene) may(c change.Command) bool {
	_, err := change.Decide(*s.state(), c, s.now)
	refusal, refused := errors.AsType[*change.Refusal](err)
	return err == nil || refused && len(refusal.NoGo) > 0
}

func (s *scene) canDrop() bool {
	h := s.chosen()
	return h != nil && len(s.kept(h)) > 0
}

func (s *scene) canKeep() bool {
	h := s.chosen()
	return h != nil && len(h.Dropped) > 0
}

func (s *scene) canReset() bool {
	h := s.chosen()
	return h != nil && s.view(h).Reset != change.ResetNo
}

func (s *scene) canBurst() bool {
	_, _, ok := s.host()
	return ok && s.canPing
}

// hasPace reports whether the pace card has anything to show: earlier reboots of
// the host's class, or one of the host itself.
func (s *scene) hasPace() bool {
	plan, h, ok := s.host()
	if !ok {
		return false
	}
	_, known := s.ghost(plan)
	return known || h.Reboot != nil
}

func (s *scene) hasSteps() bool {
	_, h, ok := s.host()
	return ok && len(h.Steps) > 0
}

// canRun: the selected host has a command to run here, or one whose output can
// be looked at.
func (s *scene) canRun() bool {
	h := s.chosen()
	if h == nil || s.runner == nil {
		return false
	}
	_, ok := s.runnable(h)
	return ok || s.hasRun(h.Name)
}

func (s *scene) tapeHasIncidents() bool { return len(s.player.tape.Incidents()) > 0 }
