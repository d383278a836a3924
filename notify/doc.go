// Package notify brings what was written in a journal to people elsewhere.
//
// Messages follow written events: a channel learns of nothing that is not in the
// journal, and of everything that is, whoever wrote it. Each channel has a Runner of
// its own, with its own position in the journal and its own retries, beside the
// engine's goroutine: a mail server that hangs holds up no tick, and no other
// channel.
//
// So far there is only this interface, with its test doubles in notifytest. No
// channel exists yet, so nothing is sent.
package notify
