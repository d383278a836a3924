package ui

import "tminus/change"

// The acts behind the keys, as the core is asked whether they would be accepted: for
// a host, but given by nobody in particular.

func start(host string) change.Command  { return change.Start{By: nobody, Host: host} }
func reboot(host string) change.Command { return change.MarkReboot{By: nobody, Host: host} }
func enough(host string) change.Command { return change.Enough{By: nobody, Host: host} }
func cancel(host string) change.Command { return change.CancelReboot{By: nobody, Host: host} }
func undo(host string) change.Command   { return change.Undo{By: nobody, Host: host} }
func release(string) change.Command     { return change.Release{By: nobody, Reason: nobody} }
func hold(string) change.Command        { return change.HoldChange{By: nobody, Reason: nobody} }

func mark(host string) change.Command {
	return change.MarkStep{By: nobody, Host: host, Result: change.StepOK}
}

func recovery(host string) change.Command {
	return change.Recover{By: nobody, Host: host, What: nobody}
}

func giveUp(host string) change.Command {
	return change.Finish{By: nobody, Host: host, Result: change.Failed}
}

func accept(host string) change.Command {
	return change.Accept{By: nobody, Host: host, Reason: nobody, Second: another}
}

func closing(string) change.Command {
	return change.Close{By: nobody, Outcome: "partial"}
}

// nobody and another stand for two people who are not known yet.
const (
	nobody  = "-"
	another = "+"
)
