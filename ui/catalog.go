package ui

import (
	"tminus/change"
	"tminus/wording"
)

// speaker puts events and statements of the core into words, in the language of
// the screen and the time zone of the change.
func (s *scene) speaker() wording.Speaker { return s.catalog.Speaker(s.zone()) }

// stated puts one statement of the core into words.
func (s *scene) stated(st change.Statement) string { return s.speaker().Say(st) }
