package ui

import (
	"tminus/change"
	"tminus/wording"
)

// speaker says what has happened and what the core states, in the language of
// the screen and the zone of the change.
func (s *scene) speaker() wording.Speaker { return s.catalog.Speaker(s.zone()) }

// stated says one statement of the core.
func (s *scene) stated(st change.Statement) string { return s.speaker().Say(st) }
