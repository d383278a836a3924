// Package notify brings what was written in a journal to people elsewhere.
//
// What leaves the cockpit hangs on written events: a channel is told of nothing
// that is not in the journal, and of all that is, whoever wrote it. Each channel
// has a Runner of its own, with its own place in the journal and its own
// retries, beside the engine's goroutine: a mail server that hangs holds up no
// tick, and no other channel.
//
// So far there is this seam, and its double in notifytest. No kind of channel
// sends anything yet.
package notify
