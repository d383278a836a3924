package ui

import (
	"slices"

	"charm.land/bubbles/v2/key"
)

// beat notices a new sign of life of whoever watches the hosts.
func (m *root) beat() {
	if at := m.sign(); !at.IsZero() && at.Unix() != m.lastBeat {
		m.lastBeat = at.Unix()
		m.beats++
	}
}

// restrict turns off what does not apply to this face: what selects where
// there is nothing to go to, and all that acts where nobody acts.
func (k *keyMap) restrict(s *scene) {
	if s.onWall {
		k.none() // what cannot be seen cannot be acted on
	}
	for _, b := range []*key.Binding{&k.PageUp, &k.PageDown, &k.Home, &k.End, &k.Filter, &k.Mouse} {
		b.SetEnabled(!s.onWall)
	}
	k.Wall.SetEnabled(true)
	k.Palette.SetEnabled(true)
	k.Trouble.SetEnabled(!s.onWall && slices.ContainsFunc(s.board.order, s.troubled))
	if !s.readOnly {
		return
	}
	for _, b := range []*key.Binding{
		&k.Action, &k.Ack, &k.Start, &k.Done, &k.Fail, &k.Skip, &k.Reboot, &k.Recover, &k.Finish,
		&k.Prepare, &k.Reset, &k.steps.Run, &k.Failover, &k.Promised, &k.Go, &k.NoGo, &k.Abort, &k.Item, &k.Failed, &k.Hold, &k.Resume, &k.Deviate, &k.Note, &k.Close, &k.Taken, &k.Reached, &k.NoAnswer, &k.ActDone, &k.Yes,
	} {
		b.SetEnabled(false)
	}
}

// faultKey names the fault of the journal: who only reads it cannot fail to write.
func (s *scene) faultKey() string {
	if s.readOnly {
		return "alert.unread"
	}
	return "alert.fault"
}

// nextLabel says who is asked: where nobody acts from here, the others are.
func (s *scene) nextLabel() string {
	switch {
	case s.player != nil && !s.closed(): // its end is the board that the night left
		return s.Say("next.label_then")
	case s.readOnly:
		return s.Say("next.label_cockpit")
	}
	return s.Say("next.label")
}
