package change

// Why a time cannot be taken as it was typed, and what to write instead.
const (
	TimeFault      Code = "time.fault" // the two together
	TimeUnreadable Code = "time.unreadable"
	TimeNoDate     Code = "time.no_date"
	TimeSkipped    Code = "time.skipped"
	TimeTwice      Code = "time.twice"
	TimePast       Code = "time.past"
	TimeAhead      Code = "time.ahead"
	TimeStretch    Code = "time.stretch"
	TryDate        Code = "try.date"
	TryEither      Code = "try.either"
	TryOffset      Code = "try.offset"
	TryOtherDay    Code = "try.other_day"
	TryStretch     Code = "try.stretch"
	TryTime        Code = "try.time"
)

// What deserves a second look at a plan, and does not refuse it.
const (
	WarnNoWitness          Code = "warn.no_witness"
	WarnNoDeadline         Code = "warn.no_deadline"
	WarnDeadlineEarly      Code = "warn.deadline_early"
	WarnNoTakes            Code = "warn.no_takes"
	WarnSafeEarly          Code = "warn.safe_early"
	WarnKeepsAll           Code = "warn.keeps_all"
	WarnStandbyUnseen      Code = "warn.standby_unseen"
	WarnNoStandby          Code = "warn.no_standby"
	WarnUntested           Code = "warn.untested"
	WarnNoLevel            Code = "warn.no_level"
	WarnNoBootEvidence     Code = "warn.no_boot_evidence"
	WarnPingOnly           Code = "warn.ping_only"
	WarnAsksAnother        Code = "warn.asks_another"
	WarnNameAddress        Code = "warn.name_address"
	WarnNoRunbook          Code = "warn.no_runbook"
	WarnNoReboot           Code = "warn.no_reboot"
	WarnStepHole           Code = "warn.step_hole"
	WarnNoPhone            Code = "warn.no_phone"
	WarnNotifyUnsent       Code = "warn.notify_unsent"
	WarnNoSay              Code = "warn.no_say"
	WarnSayNear            Code = "warn.say_near"
	WarnSayHole            Code = "warn.say_hole"
	WarnTimeout            Code = "warn.timeout"
	WarnWorking            Code = "warn.working"
	WarnColumns            Code = "warn.columns"
	WarnHostsJoined        Code = "warn.hosts_joined"
	WarnEnvironmentsJoined Code = "warn.environments_joined"
)

// Why nobody observes the hosts, or nobody knows.
const (
	WatchDisk    Code = "watch.disk"
	WatchUnknown Code = "watch.unknown"
	WatchSince   Code = "watch.since"
	// WatchMute: a process has the watch, and gives no sign of life.
	WatchMute    Code = "watch.mute"
	WatchUnsaved Code = "watch.unsaved"
	WatchNever   Code = "watch.never"
	WatchEnded   Code = "watch.ended"
	WatchTape    Code = "watch.tape"
)

// What the program itself notes in the record.
const (
	NoteOvertaken Code = "note.overtaken"
	NoteLate      Code = "note.late"
	// NoteFlood: packets that answer nothing come in masses, from a few sources
	// or, NoteFloodMany, from too many to name.
	NoteFlood     Code = "note.flood"
	NoteFloodMany Code = "note.flood.many"
	NoteFloodOver Code = "note.flood.over"
	// NoteForged: an answer in the name of a host has a token that is not ours.
	// NoteElsewhere: the answer to one address came in the name of another.
	NoteForged    Code = "note.forged"
	NoteElsewhere Code = "note.elsewhere"
	// NoteUnseen: hosts are asked, and by a fault of this machine nothing is learnt
	// of them, or of NoteUnseenMany, too many to name all; NoteSeenAgain: that is over.
	NoteUnseen     Code = "note.unseen"
	NoteUnseenMany Code = "note.unseen.many"
	NoteSeenAgain  Code = "note.seen_again"
)

// Why boot evidence cannot be read.
const (
	// BootEmpty: there is no text.
	BootEmpty Code = "boot.empty"
	// BootUnknown: it is neither a boot id, nor an instant, nor an uptime.
	BootUnknown Code = "boot.unknown"
	// BootHeading: it is the heading of a table.
	BootHeading Code = "boot.heading"
	// BootNumber: it is a number that can be neither an uptime nor a time.
	BootNumber Code = "boot.number"
	// BootOrder: day and month cannot be told apart.
	BootOrder Code = "boot.order"
	// BootNoZone: it says no time zone, and the plan gives none.
	BootNoZone Code = "boot.nozone"
	// BootNoHour: clocks of the plan's zone never show that time.
	BootNoHour Code = "boot.nohour"
	// BootNoTime: no machine can have booted then.
	BootNoTime Code = "boot.notime"
	// BootStands: it does not grow as an uptime does.
	BootStands Code = "boot.stands"
	// BootFails: whatever is asked for it fails.
	BootFails Code = "boot.fails"
)
