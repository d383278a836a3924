package report

import (
	"tminus/change"
	"tminus/wording"
)

// speaker says what has happened and what the core states, in the language of
// the report and the zone of the change.
func (t *teller) speaker() wording.Speaker { return t.Speaker(t.in.Plan.Change.Zone) }

// tell says one statement of the core.
func (t *teller) tell(st change.Statement) string { return t.speaker().Say(st) }
