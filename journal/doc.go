// Package journal keeps the record of a change: one folder that holds the sealed
// plan, the evidence, and the journal.
//
// The journal is a file of JSON lines, one event each. It only grows. Every line
// carries the hash of the line before it and its own, so that a change anywhere
// breaks the chain there and is found. A line counts once it has been written
// whole and fsynced; nothing is shown to anyone before that.
//
// Many processes share a record. Each append says which event was the last that
// the writer knew; if the journal has grown meanwhile nothing is written, and the
// writer reads, decides again and retries (record.ErrBehind). A kernel lock
// beside the journal keeps writers apart; it ends with its holder.
//
// Whatever a killed writer or a full disk left behind the last whole line is
// moved to a file of its own by the next writer. Damage before that is never
// touched: it is reported, and what comes before it can still be read.
//
// The chain shows that lines were altered, removed from the middle or inserted.
// It cannot show that whole lines at the end were cut off, or that somebody wrote
// all of it anew: to find that, compare the Head of Verify's Report with one that
// was noted elsewhere.
package journal
