package ui

import (
	"cmp"

	"tminus/change"
)

// The acts behind the keys, as the core is asked whether they would be accepted:
// for a host, by whoever sits in front of the screen, with no reason in particular.

func start(by, host string) change.Command  { return change.Start{By: by, Host: host} }
func reboot(by, host string) change.Command { return change.MarkReboot{By: by, Host: host} }
func enough(by, host string) change.Command { return change.Enough{By: by, Host: host} }
func cancel(by, host string) change.Command { return change.CancelReboot{By: by, Host: host} }
func undo(by, host string) change.Command   { return change.Undo{By: by, Host: host} }
func release(by, _ string) change.Command   { return change.Release{By: by, Reason: nobody} }
func hold(by, _ string) change.Command      { return change.HoldChange{By: by, Reason: nobody} }

func mark(by, host string) change.Command {
	return change.MarkStep{By: by, Host: host, Result: change.StepOK}
}

func recovery(by, host string) change.Command {
	return change.Recover{By: by, Host: host, What: nobody}
}

func giveUp(by, host string) change.Command {
	return change.Finish{By: by, Host: host, Result: change.Failed}
}

func accept(by, host string) change.Command {
	return change.Accept{By: by, Host: host, Reason: nobody, Second: another}
}

func closing(by, _ string) change.Command {
	return change.Close{By: by, Outcome: "partial"}
}

// handing makes a host of the operator somebody else's, and takes over any other.
func handing(by, host string) change.Command {
	return change.Hand{By: by, Host: host, To: another, Reason: nobody}
}

// actor is who acts from this screen; nobody, where it does not know.
func (s *scene) actor() string {
	return cmp.Or(s.operator, nobody)
}

// nobody and another stand for two people who are not known yet.
const (
	nobody  = "-"
	another = "+"
)
