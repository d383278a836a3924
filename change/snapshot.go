package change

import "time"

// Snapshot is what the faces draw: the cockpit at one instant. It and everything
// it points to is never changed, so any goroutine may read it.
//
// What always holds: Unsaved are the last events of the Tail. A Snapshot that is
// Recorded, or Attached to another cockpit's probing, has no Sight.
type Snapshot struct {
	State *State
	// Sight is nil for a face that is attached to another cockpit's probing, and
	// where there is no face.
	Sight *Sight
	// Now is the time of the change when the snapshot was made.
	Now time.Time
	// Beat is the wall clock when it was made: a face that sees it grow old
	// must say that it shows the past.
	Beat time.Time
	// Version counts the snapshots whose state differed from the one before.
	Version uint64
	// Tail holds the latest events, oldest first.
	Tail []Event
	// Notices are about the cockpit itself, and people must see them, such
	// as a repaired journal or missing rights for ICMP.
	Notices []Statement
	// Attached: another process probes; this one only gives commands.
	Attached bool
	// Seen is when the process that probes last gave a sign of life, in the
	// time of the change, for a snapshot that another process made.
	Seen time.Time
	// Unwatched says why nobody observes the hosts; nothing while somebody does.
	Unwatched Statement
	// Recorded: drawn from the journal alone, as a replay is. Its states are the
	// confirmed ones; of single probes it knows nothing.
	Recorded bool
	// Fault is why the journal cannot be written; nothing while it can.
	Fault Statement
	// Elsewhere is what the process that probes cannot save; nothing while it can, or
	// where that is this one.
	Elsewhere Statement
	// Unseen is of which hosts nothing is learnt, though they are asked: by this
	// process, or by the one that probes.
	Unseen Statement
	// Pulse is why others cannot see that this process watches; nothing while they can.
	Pulse Statement
	// Unsaved are the events in State that the journal does not hold yet, in
	// their order. They are the last of the Tail.
	Unsaved []Event
}
