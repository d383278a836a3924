package cmd

import "tminus/change"

// What can be wrong with the arguments of a command, or with what it was to do.
const (
	cmdUnsaved    change.Code = "cmd.unsaved"
	cmdHolds      change.Code = "cmd.holds"
	cmdUngated    change.Code = "cmd.ungated"
	cmdHoldsOther change.Code = "cmd.holds_other"
	cmdRehearsal  change.Code = "cmd.rehearsal"
	cmdReal       change.Code = "cmd.real"
	cmdClosed     change.Code = "cmd.closed"
	cmdReport     change.Code = "cmd.report"
	cmdNoLine     change.Code = "cmd.no_line"
	cmdPlayed     change.Code = "cmd.played"
	cmdNoEvents   change.Code = "cmd.no_events"
	cmdNoTape     change.Code = "cmd.no_tape"
	cmdNotPrinted change.Code = "cmd.not_printed"
	cmdNoRecords  change.Code = "cmd.no_records"
	cmdNoStore    change.Code = "cmd.no_store"
	cmdOtherPlan  change.Code = "cmd.other_plan"
	cmdSealUnread change.Code = "cmd.seal_unread"
	cmdLayout     change.Code = "cmd.layout"
	cmdPlanLine   change.Code = "cmd.plan_line"
	cmdUntold     change.Code = "cmd.untold"
	cmdNotRun     change.Code = "cmd.not_run"
	cmdNoTerminal change.Code = "cmd.no_terminal"
	cmdUnresolved change.Code = "cmd.unresolved"
	cmdAlone      change.Code = "cmd.alone"
	cmdThere      change.Code = "cmd.there"
	cmdProbedBy   change.Code = "cmd.probed_by"
)
