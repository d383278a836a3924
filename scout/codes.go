package scout

import "tminus/change"

// What can be wrong with a target, and what is told of a list of them.
const (
	scoutEmpty   change.Code = "scout.empty"
	scoutName    change.Code = "scout.name"
	scoutLong    change.Code = "scout.long"
	scoutAddress change.Code = "scout.address"
	scoutPort    change.Code = "scout.port"
	scoutRange   change.Code = "scout.range"
	scoutCrowd   change.Code = "scout.crowd"
	scoutMany    change.Code = "scout.many"
	scoutFields  change.Code = "scout.fields"
	scoutLine    change.Code = "scout.line"
	scoutTwo     change.Code = "scout.two"
	scoutSame    change.Code = "scout.same"
)

// What is told of what was looked for and not found.
const (
	NoGateway change.Code = "scout.no_gateway"
	Untried   change.Code = "scout.untried"
)
