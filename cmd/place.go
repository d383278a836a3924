package cmd

import (
	"os"
	"time"

	"tminus/change"
	"tminus/fault"
	"tminus/record"
)

// A record is watched, and written, by one process after the other because of
// locks. Where another machine may not see them, people have to see to it.

// placeOf refuses to watch a record of which other machines may not see the locks,
// unless somebody gives their word that there is no other. It returns what that
// word is worth, which is shown for as long as the watch goes on.
func placeOf(kept store, name string, alone bool) (change.Statement, error) {
	place := kept.Place(name)
	switch {
	case !place.Said():
		return place, nil
	case !alone:
		return place, refused{&fault.Error{Is: place}}
	}
	return change.Stated(cmdAlone, "given", place.Value("given")), nil
}

// sameMachine refuses to write to such a record from another machine than the one
// that watches it: the two would write at once.
func sameMachine(kept store, name string, r vitals) error {
	if !kept.Place(name).Said() {
		return nil
	}
	live, ok, unread := r.Live()
	host, _ := os.Hostname()
	watched := ok && unread == nil
	if !watched || time.Since(live.At).Abs() > record.LiveSpan || live.Host == change.Clean(host) {
		return nil
	}
	return refused{fault.New(cmdThere, "file", name, "pid", live.PID, "on", live.Host)}
}
