package record

import "tminus/change"

// What can be wrong with a record, wherever it is kept, and what is odd about
// it. The reasons why a line is no line are the rest of a sentence about it.
const (
	recordExists    change.Code = "record.exists"
	recordBehind    change.Code = "record.behind"
	recordMoved     change.Code = "record.moved"
	recordBusy      change.Code = "record.busy"
	recordWatched   change.Code = "record.watched"
	recordWatchedBy change.Code = "record.watched_by"
	recordUnshared  change.Code = "record.unshared"
	recordForeign   change.Code = "record.foreign"
	recordSound     change.Code = "record.sound"
	recordReadOnly  change.Code = "record.read_only"
	recordDamage    change.Code = "record.damage"

	recordUnwritable change.Code = "record.unwritable"
	recordLong       change.Code = "record.long"
	recordUnread     change.Code = "record.unread_back"
	recordSpeed      change.Code = "record.speed"
	recordTimes      change.Code = "record.times"

	lineOrder    change.Code = "line.order"
	lineChain    change.Code = "line.chain"
	lineNoJSON   change.Code = "line.no_json"
	lineChanged  change.Code = "line.changed"
	lineUnread   change.Code = "line.unread"
	lineEmpty    change.Code = "line.empty"
	lineNoHash   change.Code = "line.no_hash"
	lineEarlier  change.Code = "line.earlier"
	lineEvidence change.Code = "line.evidence"

	fileUnread change.Code = "file.unread"
	fileSize   change.Code = "file.size"
	fileDigest change.Code = "file.digest"

	verifySetBack   change.Code = "verify.set_back"
	verifyStepped   change.Code = "verify.stepped"
	verifyKept      change.Code = "verify.kept"
	verifyStray     change.Code = "verify.stray"
	verifyRepaired  change.Code = "verify.repaired"
	verifyNewer     change.Code = "verify.newer"
	verifyUnopened  change.Code = "verify.unopened"
	verifyNoPlan    change.Code = "verify.no_plan"
	verifyOtherPlan change.Code = "verify.other_plan"
	verifyMore      change.Code = "verify.more"
)
