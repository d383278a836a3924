package cmd

import (
	"os"
	"runtime/debug"
)

// lastWords is a record that has room for a file beside its journal.
type lastWords interface {
	// LastWords is a file for what is said if this process dies of a fault of its
	// own, which begins with the head, and what removes it at a good end.
	LastWords(head string) (file *os.File, end func(), err error)
}

// keepLastWords lets what the Go runtime says at a crash go into the record, too. A
// record that does not take it is watched all the same. What it returns is for a
// good end.
func (w catalog) keepLastWords(r opened) func() {
	keeps, ok := r.(lastWords)
	if !ok {
		return func() {}
	}
	file, remove, err := keeps.LastWords(w.Say("crash.head", "record", r.Name()) + "\n\n")
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
