package cmd

import (
	"maps"
	"strings"
	"time"

	"tminus/change"
)

// doFlags are the flags of all verbs; each verb names those it knows.
type doFlags struct {
	by, to, evidence, note, what, outcome, reason, second, callback, at string
	within                                                              time.Duration
}

// verb is one act that `do` knows: its arguments, its flags, its command.
type verb struct {
	args    string   // as the usage line shows them
	n       int      // how many arguments
	flags   []string // those with a ! it cannot do without
	command func(a []string, f doFlags) change.Command
}

func verbs() map[string]verb {
	all := map[string]verb{
		"start": {"HOST", 1, nil, func(a []string, f doFlags) change.Command { return change.Start{By: f.by, Host: a[0]} }},
		"step": {"HOST done|failed|skipped", 2, []string{"evidence", "note", "second"}, func(a []string, f doFlags) change.Command {
			return change.MarkStep{By: f.by, Host: a[0], Result: change.StepResult(a[1]), Evidence: f.evidence, Note: f.note, Second: f.second}
		}},
		"reboot": {"HOST", 1, []string{"at"}, func(a []string, f doFlags) change.Command {
			return change.MarkReboot{By: f.by, Host: a[0], At: f.at}
		}},
		"recover": {"HOST", 1, []string{"what!", "outcome", "for"}, func(a []string, f doFlags) change.Command {
			return change.Recover{By: f.by, Host: a[0], What: f.what, Outcome: f.outcome, For: f.within}
		}},
		"finish": {"HOST ok|failed|rolled-back", 2, nil, func(a []string, f doFlags) change.Command {
			return change.Finish{By: f.by, Host: a[0], Result: change.Work(a[1])}
		}},
		"hand": {"HOST", 1, []string{"to!", "reason"}, func(a []string, f doFlags) change.Command {
			return change.Hand{By: f.by, Host: a[0], To: f.to, Reason: f.reason}
		}},
		"hold":   {"", 0, []string{"reason!"}, func(_ []string, f doFlags) change.Command { return change.HoldChange{By: f.by, Reason: f.reason} }},
		"resume": {"", 0, []string{"reason!"}, func(_ []string, f doFlags) change.Command { return change.Release{By: f.by, Reason: f.reason} }},
		"ack":    {"INCIDENT", 1, nil, func(a []string, f doFlags) change.Command { return change.Ack{By: f.by, Incident: a[0]} }},
		"action": {"INCIDENT KIND taken|reached|no-answer|done", 3, []string{"outcome", "callback"}, func(a []string, f doFlags) change.Command {
			return change.Act{By: f.by, Incident: a[0], Kind: change.ActionKind(a[1]), State: change.ActionState(a[2]), Outcome: f.outcome, Callback: f.callback}
		}},
		"failover": {"ENVIRONMENT go|no-go|step|done|abort", 2, []string{"reason", "note"}, failover},
		"confirm": {"CONTACT", 1, []string{"note"}, func(a []string, f doFlags) change.Command {
			return change.ConfirmContact{By: f.by, Contact: a[0], Note: f.note}
		}},
		"precheck": {"HOST ID ok|failed", 3, []string{"note"}, func(a []string, f doFlags) change.Command {
			return change.MarkPrecheck{By: f.by, Host: a[0], Precheck: a[1], Result: a[2], Note: f.note}
		}},
		"prechecks": {"HOST", 1, nil, func(a []string, f doFlags) change.Command { return change.AskPrechecks{By: f.by, Host: a[0]} }},
		"autopilot": {"WAVE on|off", 2, nil, func(a []string, f doFlags) change.Command {
			if a[1] == "off" {
				return change.Disengage{By: f.by, Wave: a[0]}
			}
			return change.Engage{By: f.by, Wave: a[0]}
		}},
		"present": {"", 0, nil, func(_ []string, f doFlags) change.Command { return change.BePresent{By: f.by} }},
		"deviate": {"", 0, []string{"what!", "reason!", "second!"}, func(_ []string, f doFlags) change.Command {
			return change.Deviate{By: f.by, What: f.what, Reason: f.reason, Second: f.second}
		}},
		"note":  {"TEXT", 1, nil, func(a []string, f doFlags) change.Command { return change.AddNote{By: f.by, Text: a[0]} }},
		"close": {"", 0, []string{"outcome!"}, func(_ []string, f doFlags) change.Command { return change.Close{By: f.by, Outcome: f.outcome} }},
	}
	maps.Copy(all, corrections())
	maps.Copy(all, roster())
	return all
}

// corrections are the verbs by which people take back what they said, or answer
// for what no probe can show.
func corrections() map[string]verb {
	two := []string{"reason!", "second!"}
	return map[string]verb{
		"cancel": {"HOST", 1, nil, func(a []string, f doFlags) change.Command { return change.CancelReboot{By: f.by, Host: a[0]} }},
		"enough": {"HOST", 1, nil, func(a []string, f doFlags) change.Command { return change.Enough{By: f.by, Host: a[0]} }},
		"undo":   {"[HOST]", 1, nil, func(a []string, f doFlags) change.Command { return change.Undo{By: f.by, Host: strings.Join(a, "")} }},
		"accept": {"HOST", 1, two, func(a []string, f doFlags) change.Command {
			return change.Accept{By: f.by, Host: a[0], Reason: f.reason, Second: f.second}
		}},
		"drop": {"HOST CHECK", 2, two, func(a []string, f doFlags) change.Command {
			return change.DropSignal{By: f.by, Host: a[0], Check: a[1], Reason: f.reason, Second: f.second}
		}},
		"keep": {"HOST CHECK", 2, two, func(a []string, f doFlags) change.Command {
			return change.KeepSignal{By: f.by, Host: a[0], Check: a[1], Reason: f.reason, Second: f.second}
		}},
	}
}

// failover reads the verbs of a switch to the standby.
func failover(a []string, f doFlags) change.Command {
	switch environment, verb := a[0], a[1]; verb {
	case "go", "no-go":
		return change.DecideFailover{By: f.by, Environment: environment, Go: verb == "go", Reason: f.reason}
	case "step":
		return change.MarkFailoverStep{By: f.by, Environment: environment, Note: f.note}
	case "abort":
		return change.EndFailover{By: f.by, Environment: environment, Outcome: change.FailoverAborted, Reason: f.reason}
	default:
		return change.EndFailover{By: f.by, Environment: environment, Outcome: verb, Reason: f.reason}
	}
}
