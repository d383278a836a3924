package change

// The codes of all statements, a group for each room. Package wording has the
// words of each in every language, under "say." and the code; a test there
// finds what has none. The codes are part of the journal's format.

// Words inside of other statements.
const (
	// WordNothing stands for what the plan leaves open.
	WordNothing Code = "word.nothing"
	// WordAbsent and WordPresent stand for what has no value, but is in a plan or not.
	WordAbsent  Code = "word.absent"
	WordPresent Code = "word.present"
	// WordNoClass names the hosts of which neither model nor system is known.
	WordNoClass Code = "word.no_class"
	// WordCriterion is the title of a criterion.
	WordCriterion Code = "word.criterion"
	// WordPrecheck is the title of a criterion that is a precheck.
	WordPrecheck Code = "word.precheck"
)

// Why what a journal holds cannot be read.
const (
	DataOf     Code = "data.of"
	DataTime   Code = "data.time"
	DataNumber Code = "data.number"
	DataTook   Code = "data.took"
	DataDeep   Code = "data.deep"
	DataValue  Code = "data.value"
)

// What a gate says of its criteria.
const (
	GateHeld            Code = "gate.held"
	GateBlind           Code = "gate.blind"
	GateUnseen          Code = "gate.unseen"
	GateWindowAhead     Code = "gate.window_ahead"
	GateWindowOver      Code = "gate.window_over"
	GateNoDeadline      Code = "gate.no_deadline"
	GateFits            Code = "gate.fits"
	GateNoSignal        Code = "gate.no_signal"
	GateLost            Code = "gate.lost"
	GateUnusable        Code = "gate.unusable"
	GateChecks          Code = "gate.checks"
	GateNever           Code = "gate.never"
	GateUnreadable      Code = "gate.unreadable"
	GateNotOffered      Code = "gate.not_offered"
	GateNotBack         Code = "gate.not_back"
	GateNotProven       Code = "gate.not_proven"
	GateBetween         Code = "gate.between"
	GateWork            Code = "gate.work"
	GateWaveWork        Code = "gate.wave_work"
	GateWaveUnwell      Code = "gate.wave_unwell"
	GateWaveHolds       Code = "gate.wave_holds"
	GateWaveSoaks       Code = "gate.wave_soaks"
	GateBudget          Code = "gate.budget"
	GateAtOnce          Code = "gate.at_once"
	GateAtOnceIn        Code = "gate.at_once_in"
	GateLevel           Code = "gate.level"
	GateUntested        Code = "gate.untested"
	GateUnsigned        Code = "gate.unsigned"
	GateKeeps           Code = "gate.keeps"
	GateKeepsAway       Code = "gate.keeps_away"
	GateNoStandby       Code = "gate.no_standby"
	GateServes          Code = "gate.serves"
	GateStandbyOf       Code = "gate.standby_of"
	GateHealthy         Code = "gate.healthy"
	GateFailover        Code = "gate.switching"
	GateContactsUnasked Code = "gate.contacts_unasked"
	GateContacts        Code = "gate.contacts"
	GateContactsMissing Code = "gate.contacts_missing"
	GateNoPrechecks     Code = "gate.no_prechecks"
	GateNoLevel         Code = "gate.no_level"
	GatePrechecksFailed Code = "gate.prechecks_failed"
	GatePrechecksOpen   Code = "gate.prechecks_open"
	GatePrechecks       Code = "gate.prechecks"
	GatePrechecksRun    Code = "gate.prechecks_run"
	GatePrecheckNot     Code = "gate.precheck_not"
	GatePrecheckRuns    Code = "gate.precheck_runs"
	GatePrecheckLost    Code = "gate.precheck_lost"
	GatePrecheckFault   Code = "gate.precheck_fault"
	GatePrecheckUnmet   Code = "gate.precheck_unmet"
	GatePrecheckOld     Code = "gate.precheck_old"
	GatePrecheckMet     Code = "gate.precheck_met"
	GatePlanChanged     Code = "gate.plan_changed"
)

// Why the autopilot waits, or starts nothing further.
const (
	PilotDone       Code = "pilot.done"
	PilotRung       Code = "pilot.rung"
	PilotBroke      Code = "pilot.broke"
	PilotNobody     Code = "pilot.nobody"
	PilotUnbooted   Code = "pilot.unbooted"
	PilotByItself   Code = "pilot.by_itself"
	PilotUnwell     Code = "pilot.unwell"
	PilotStepFailed Code = "pilot.step_failed"
	PilotLost       Code = "pilot.lost"
	PilotRuns       Code = "pilot.runs"
	PilotRunFailed  Code = "pilot.run_failed"
	PilotPerson     Code = "pilot.person"
	PilotPrecheck   Code = "pilot.precheck"
	PilotUnproven   Code = "pilot.unproven"
	PilotNoGo       Code = "pilot.no_go"
	PilotRefused    Code = "pilot.refused"
	PilotUnwritten  Code = "pilot.unwritten"
	PilotRestarted  Code = "pilot.restarted"
)

// By what a command that the cockpit ran has succeeded, and what it lacks.
const (
	SuccessExit Code = "success.exit"
	SuccessText Code = "success.text"
	UnmetExit   Code = "unmet.exit"
	UnmetText   Code = "unmet.text"
)

// What earlier reboots say of one that is late.
const (
	// OddsFew: there are too few to say anything.
	OddsFew Code = "odds.few"
	// OddsNever: none came back by itself.
	OddsNever Code = "odds.never"
	// OddsBeyond: none was ever away for so long, so that no chance can be told.
	OddsBeyond Code = "odds.beyond"
	// OddsNone: some were, and none of those came back by itself; OddsSome: some did.
	OddsNone Code = "odds.none"
	OddsSome Code = "odds.some"
	// OutlookDone is by when the change is likely done; OutlookNorm, by the norms of the plan
	// alone; OutlookNever: in most nights it never is.
	OutlookDone  Code = "outlook.done"
	OutlookNorm  Code = "outlook.norm"
	OutlookNever Code = "outlook.never"
)

// By when something must begin, and why.
const (
	LimitFailover Code = "limit.failover"
	LimitDeadline Code = "limit.deadline"
	LimitWindow   Code = "limit.window"
	// LimitParts is the arithmetic of the slow case: a sum.
	LimitParts    Code = "limit.parts"
	LimitSteps    Code = "limit.steps"
	LimitReboot   Code = "limit.reboot"
	LimitRung     Code = "limit.rung"
	LimitSlowest  Code = "limit.slowest"
	LimitRecovery Code = "limit.recovery"
	// LimitTooSoon and LimitCannot are what makes a plan infeasible.
	LimitTooSoon Code = "limit.too_soon"
	LimitCannot  Code = "limit.cannot"
	// LimitAtOnce: with that at_once it would fit; LimitNoAtOnce: with none.
	LimitAtOnce   Code = "limit.at_once"
	LimitNoAtOnce Code = "limit.no_at_once"
)

// Why a last safe moment moved.
const (
	MovedNext  Code = "moved.next"
	MovedLimit Code = "moved.limit"
	MovedOver  Code = "moved.over"
)

// In what a plan file differs from another.
const (
	Differs     Code = "differs"
	DiffersOf   Code = "differs.of"
	DiffersMore Code = "differs.more"
)

// Why a hold began that nobody typed a reason for.
const (
	// HoldNotBack: an obligation made it.
	HoldNotBack Code = "hold.not_back"
	// HoldBudget: the budget of a wave is used up.
	HoldBudget Code = "hold.budget"
)

// What a change that is closed now would leave undone.
const (
	LeftNotBack    Code = "left.not_back"
	LeftFailedOver Code = "left.switched"
	LeftIncident   Code = "left.incident"
	LeftUndone     Code = "left.undone"
	LeftUnsigned   Code = "left.unsigned"
	LeftWaiting    Code = "left.waiting"
	LeftHeld       Code = "left.held"
)

// Why an incident asks again.
const (
	AsksUnheard  Code = "asks.unheard"
	AsksLease    Code = "asks.lease"
	AsksAnother  Code = "asks.another"
	AsksFell     Code = "asks.fell"
	AsksCallback Code = "asks.callback"
	AsksRetry    Code = "asks.retry"
	AsksReview   Code = "asks.review"
	AsksTaken    Code = "asks.taken"
	AsksHelp     Code = "asks.help"
	AsksWindow   Code = "asks.window"
	AsksOutage   Code = "asks.outage"
)

// How an obligation ended, where no person says it in their own words.
const (
	OutcomeOver     Code = "outcome.over"
	OutcomeHeld     Code = "outcome.held"
	OutcomeGo       Code = "outcome.go"
	OutcomeNoGo     Code = "outcome.nogo"
	OutcomeServes   Code = "outcome.serves"
	OutcomeStandsIn Code = "outcome.stands_in"
	OutcomeAborted  Code = "outcome.aborted"
)

// Why a command is refused.
const (
	RefuseUnopened      Code = "refuse.unopened"
	RefuseClosed        Code = "refuse.closed"
	RefuseOpened        Code = "refuse.opened"
	RefuseNoGo          Code = "refuse.nogo"
	RefuseRebootNoGo    Code = "refuse.reboot_nogo"
	RefuseStep          Code = "refuse.step"
	RefuseStepsDone     Code = "refuse.steps_done"
	RefuseStepDone      Code = "refuse.step_done"
	RefuseAtStep        Code = "refuse.at_step"
	RefuseEvidence      Code = "refuse.evidence"
	RefuseEvidenceLate  Code = "refuse.evidence_late"
	RefuseSeal          Code = "refuse.seal"
	RefuseEvidenceOf    Code = "refuse.evidence_of"
	RefusePrechecks     Code = "refuse.prechecks"
	RefuseNotHere       Code = "refuse.not_here"
	RefuseRuns          Code = "refuse.runs"
	RefuseStepRuns      Code = "refuse.step_runs"
	RefuseEngaged       Code = "refuse.engaged"
	RefuseNotEngaged    Code = "refuse.not_engaged"
	RefuseNotAuto       Code = "refuse.not_auto"
	RefuseGrounded      Code = "refuse.grounded"
	RefuseMoved         Code = "refuse.moved"
	RefuseNoneToRun     Code = "refuse.none_to_run"
	RefusePrecheckRun   Code = "refuse.precheck_run"
	RefuseNotWritten    Code = "refuse.not_written"
	RefuseHeld          Code = "refuse.held"
	RefuseNewer         Code = "refuse.newer"
	RefuseNoneExpected  Code = "refuse.none_expected"
	RefuseNotHeld       Code = "refuse.not_held"
	RefuseResolved      Code = "refuse.resolved"
	RefuseIncident      Code = "refuse.incident"
	RefuseUnsigned      Code = "refuse.unsigned"
	RefuseNothingBack   Code = "refuse.nothing_back"
	RefuseActionDone    Code = "refuse.action_done"
	RefuseFailover      Code = "refuse.failover"
	RefuseUndecided     Code = "refuse.undecided"
	RefuseFailoverSince Code = "refuse.failover_since"
	RefuseFailedOver    Code = "refuse.switched"
	RefuseStandby       Code = "refuse.standby"
	RefuseNoStandby     Code = "refuse.no_standby"
	RefuseNoFailover    Code = "refuse.no_failover"
	RefuseFailoverStep  Code = "refuse.failover_step"
	RefuseFailoverAt    Code = "refuse.failover_at"
	RefuseFailoverDone  Code = "refuse.failover_done"
	RefuseLooksOn       Code = "refuse.looks_on"
	RefuseRoster        Code = "refuse.roster"
	RefuseKnown         Code = "refuse.known"
	RefuseCrowd         Code = "refuse.crowd"
	RefuseLast          Code = "refuse.last"
	RefuseUngated       Code = "refuse.ungated"
	RefuseTape          Code = "refuse.tape"
)

// What to try when a command is refused.
const (
	TryOpen           Code = "try.open"
	TryRecord         Code = "try.record"
	TryDeviate        Code = "try.deviate"
	TryDeviateReboot  Code = "try.deviate_reboot"
	TryResumeReboot   Code = "try.resume_reboot"
	TryResume         Code = "try.resume"
	TryResumeFirst    Code = "try.resume_first"
	TryLook           Code = "try.look"
	TryFinish         Code = "try.finish"
	TryFinishFirst    Code = "try.finish_first"
	TryMark           Code = "try.mark"
	TryWords          Code = "try.words"
	TrySeal           Code = "try.seal"
	TryEvidence       Code = "try.evidence"
	TryCopy           Code = "try.copy"
	TryStop           Code = "try.stop"
	TryRunEnd         Code = "try.run_end"
	TryPrechecks      Code = "try.prechecks"
	TrySoon           Code = "try.soon"
	TryAuto           Code = "try.auto"
	TryByHand         Code = "try.by_hand"
	TrySign           Code = "try.sign"
	TryNote           Code = "try.note"
	TryNewer          Code = "try.newer"
	TryFailoverAnyway Code = "try.failover_anyway"
	TryFailoverSteps  Code = "try.failover_steps"
	TryFailoverMark   Code = "try.failover_mark"
	TryFailoverEnd    Code = "try.failover_end"
	TryFailoverFinish Code = "try.failover_finish"
	TryFailoverClose  Code = "try.failover_close"
	TryDecide         Code = "try.decide"
	TryDecideEither   Code = "try.decide_either"
	TryMarkReboot     Code = "try.mark_reboot"
	TryCockpit        Code = "try.cockpit"
)

// What is wrong with a command that makes no sense.
const (
	InvalidOperator       Code = "invalid.operator"
	InvalidEvidence       Code = "invalid.evidence"
	InvalidBy             Code = "invalid.by"
	InvalidNewHost        Code = "invalid.new_host"
	InvalidHost           Code = "invalid.host"
	InvalidHostForm       Code = "invalid.host_form"
	InvalidStepResult     Code = "invalid.step_result"
	InvalidStepForm       Code = "invalid.step_form"
	InvalidSecond         Code = "invalid.second"
	InvalidWhat           Code = "invalid.what"
	InvalidRecovery       Code = "invalid.recovery"
	InvalidRecoveryTime   Code = "invalid.recovery_time"
	InvalidFinish         Code = "invalid.finish"
	InvalidHold           Code = "invalid.hold"
	InvalidResume         Code = "invalid.resume"
	InvalidNoIncident     Code = "invalid.no_incident"
	InvalidIncident       Code = "invalid.incident"
	InvalidNote           Code = "invalid.note"
	InvalidClose          Code = "invalid.close"
	InvalidAction         Code = "invalid.action"
	InvalidActionState    Code = "invalid.action_state"
	InvalidPromise        Code = "invalid.promise"
	InvalidPromiseTime    Code = "invalid.promise_time"
	InvalidNoGo           Code = "invalid.nogo"
	InvalidAbort          Code = "invalid.abort"
	InvalidEnvironment    Code = "invalid.environment"
	InvalidFailover       Code = "invalid.failover"
	InvalidContact        Code = "invalid.contact"
	InvalidNoPrecheck     Code = "invalid.no_precheck"
	InvalidPrecheck       Code = "invalid.precheck"
	InvalidPrecheckResult Code = "invalid.precheck_result"
	InvalidDeviation      Code = "invalid.deviation"
	InvalidDeviationWhy   Code = "invalid.deviation_why"
	InvalidDeviationTwo   Code = "invalid.deviation_two"
	InvalidLevel          Code = "invalid.level"
	InvalidNoDeadline     Code = "invalid.no_deadline"
	InvalidDeadline       Code = "invalid.deadline"
	InvalidNoWindow       Code = "invalid.no_window"
	InvalidNoCommand      Code = "invalid.no_command"
	InvalidZeroByte       Code = "invalid.zero_byte"
	InvalidQuote          Code = "invalid.quote"
	InvalidShell          Code = "invalid.shell"
	InvalidWave           Code = "invalid.wave"
	InvalidRun            Code = "invalid.run"
	InvalidCommand        Code = "invalid.command"
)
