package cmd

import (
	"os"
	"runtime/debug"

	"tminus/change"
	"tminus/secret"
)

// lastWords is a record that has room for a file beside its journal.
type lastWords interface {
	// LastWords is a file for what is said if this process dies of a fault of its own.
	// It begins with the given head. The function removes the file after a good end. In
	// what earlier processes have said is hidden what hide finds.
	LastWords(head string, hide func(string) string) (file *os.File, end func(), err error)
}

// keepLastWords makes the Go runtime also write its crash report into the record. A
// record that does not accept that is watched all the same. The function that it
// returns is to be called at a good end.
func (w catalog) keepLastWords(r opened, plan *change.Plan) func() {
	keeps, ok := r.(lastWords)
	if !ok {
		return func() {}
	}
	file, remove, err := keeps.LastWords(w.Say("crash.head", "record", r.Name())+"\n\n", func(text string) string {
		return secret.Hide(text, secretsOf(plan))
	})
	if err != nil {
		return func() {}
	}
	_ = debug.SetCrashOutput(file, debug.CrashOptions{}) // it keeps a copy of the handle
	_ = file.Close()
	return func() {
		_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
		within(endGrace, remove) // the disk may hang
	}
}
