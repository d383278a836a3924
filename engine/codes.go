package engine

import "tminus/change"

// What can be wrong with the journal as the engine has it.
const (
	engineSilent   change.Code = "engine.silent"
	engineSince    change.Code = "engine.since"
	engineSaid     change.Code = "engine.said"
	engineHangs    change.Code = "engine.hangs"
	engineRead     change.Code = "engine.read"
	engineWrite    change.Code = "engine.write"
	engineUnsure   change.Code = "engine.unsure"
	engineOutrun   change.Code = "engine.outrun"
	engineStopping change.Code = "engine.stopping"
)
