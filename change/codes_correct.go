package change

// Why a correction is refused, or an act that one of them helps.
const (
	RefuseNoReboot      Code = "refuse.no_reboot"
	RefuseNotMarked     Code = "refuse.not_marked"
	RefuseHasLeft       Code = "refuse.has_left"
	RefuseIsGone        Code = "refuse.is_gone"
	RefuseMarkedSince   Code = "refuse.marked_since"
	RefuseNoMark        Code = "refuse.no_mark"
	RefuseNoMarkOn      Code = "refuse.no_mark_on"
	RefuseMarkedAfter   Code = "refuse.marked_after"
	RefuseRebootedSince Code = "refuse.rebooted_since"
	RefuseWell          Code = "refuse.well"
	RefuseDropped       Code = "refuse.dropped"
	RefuseNotDropped    Code = "refuse.not_dropped"
)

// What is wrong with a correction that makes no sense.
const (
	InvalidTooEarly Code = "invalid.too_early"
	InvalidTooLate  Code = "invalid.too_late"
	InvalidSignal   Code = "invalid.signal"
	InvalidReason   Code = "invalid.reason"
	InvalidTwo      Code = "invalid.two"
)

// The acts that help, as a refusal names them.
const (
	ActsHelp    Code = "act.any"
	ActCancel   Code = "act.cancel"
	ActReboot   Code = "act.reboot"
	ActRebootAt Code = "act.reboot_at"
	ActEnough   Code = "act.enough"
	ActDrop     Code = "act.drop"
	ActAccept   Code = "act.accept"
	ActUndo     Code = "act.undo"
	ActRecover  Code = "act.recover"
	ActStart    Code = "act.start"
	ActStepSkip Code = "act.step_skip"
	ActFinish   Code = "act.finish"
	ActAction   Code = "act.action"
	ActClose    Code = "act.close"
	ActWait     Code = "act.wait"
)
