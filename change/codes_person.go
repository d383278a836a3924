package change

// Why an act is refused that somebody else has done, or is at.
const (
	RefuseTheirs     Code = "refuse.theirs"
	RefuseHasIt      Code = "refuse.has_it"
	RefuseHanded     Code = "refuse.handed"
	RefuseAtWork     Code = "refuse.at_work"
	RefuseFinished   Code = "refuse.finished"
	RefuseStepMarked Code = "refuse.step_marked"
	RefuseIssued     Code = "refuse.issued"
	RefuseOtherMark  Code = "refuse.other_mark"
	RefuseAcked      Code = "refuse.acked"
	RefuseTaken      Code = "refuse.taken"
	RefuseReached    Code = "refuse.reached"
	RefuseUnanswered Code = "refuse.unanswered"
	RefuseDecided    Code = "refuse.decided"
)

// What helps then, and what is wrong with handing a host over to nobody.
const (
	ActHand     Code = "act.hand"
	TryTakeOver Code = "try.take_over"
	InvalidHand Code = "invalid.hand"
	// InvalidPilotName: a person is named as an autopilot is.
	InvalidPilotName Code = "invalid.pilot_name"
)
