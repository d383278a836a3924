package report

import (
	"tminus/change"
	"tminus/wording"
)

// speaker puts events and statements of the core into words, in the language of
// the report and the time zone of the change.
func (t *teller) speaker() wording.Speaker { return t.Speaker(t.in.Plan.Change.Zone) }

// tell puts one statement of the core into words.
func (t *teller) tell(st change.Statement) string { return t.speaker().Say(st) }
