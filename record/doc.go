// Package record says what a record is, wherever it is kept: the words that a
// cockpit and whatever keeps its record share.
//
// A record holds one change: the sealed plan, the evidence, and the journal. A
// journal is a chain of lines, one event each, numbered from 1. Each carries
// the hash of the line before it and its own; the keys and their order are
//
//	{"seq":N,"at":T,"type":S,"host":S?,"by":S?,"data":{…},"prev":HEX,"hash":HEX}
//
// and the hash is the SHA-256 of the line without it. Seal writes such a line,
// Parse reads it.
//
// What a cockpit needs of a record is declared where it needs it, as small
// interfaces. Whatever implements them all, as package journal does in a
// folder, must pass the suite in recordtest; cmd/records.go opens it by its name.
package record
