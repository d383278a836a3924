package cmd

import (
	"time"

	"tminus/change"
	"tminus/fault"
)

// Locks make sure that one process at a time watches a record, and that one at a
// time writes to it. Where other machines may not see the locks, people have to make
// sure of it.

// placeOf refuses to watch a record whose locks other machines may not see, unless
// somebody gives their word that no other machine uses it. It returns the notice
// that is then shown for as long as the watch goes on.
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

// sameMachine refuses to write to such a record from any machine but the one that
// watches it: the two would write at once.
func sameMachine(kept store, name string, r vitals) error {
	if !kept.Place(name).Said() {
		return nil
	}
	live, ok, unread := r.Live()
	watched := ok && unread == nil
	if !watched || !live.Fresh(time.Now()) || live.Here() {
		return nil
	}
	return refused{fault.New(cmdThere, "file", name, "pid", live.PID, "on", live.Host)}
}
