package change

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// The names of what the situation tells apart, as stories write them.
func dutyName(s DutyState) string {
	return [...]string{
		"upcoming", "due", "taken", "silent", "reached", "no-help", "promised", "no-callback", "review", "decide-anew",
		"unanswered", "call-again", "call-next", "away", "done", "over",
	}[s]
}

func milestoneName(k MilestoneKind) string {
	return [...]string{
		"", "window-opens", "last-start", "last-safe", "deadline", "window-ends", "failover-ends", "update", "rung", "callback", "lease",
	}[k]
}

func standName(s Stand) string {
	return [...]string{"back", "late", "lost", "settling", "stranger", "working", "silent", "dead", "between", "staying", "unproven"}[s]
}

func countingName(c Counting) string {
	return [...]string{"", "since-request", "since-loss", "back-after", "since-silence", "took", "away"}[c]
}

func failoverName(s FailoverState) string {
	return [...]string{"none", "possible", "no-target", "running", "done", "back"}[s]
}

func timingName(t Timing) string {
	return [...]string{"no-deadline", "ahead", "near", "margin", "too-late", "met", "missed"}[t]
}

// writeSituation writes all that a situation says, for a story.
func writeSituation(out io.Writer, p *Plan, s *Situation) {
	clock := func(at time.Time) string {
		if at.IsZero() {
			return "?"
		}
		return TimeOfDay(p, at)
	}
	fmt.Fprintf(out, "%s attention=%v pending=%d\n", s.Severity, s.NeedsAttention(), s.Pending)
	for _, a := range s.Alerts {
		fmt.Fprintf(out, "  alert %s %s since=%s %s\n", a.Kind, a.Severity, clock(a.Since), alertWords(a))
	}
	for i, v := range s.Hosts {
		fmt.Fprintf(out, "  host %s %s %s %s%s\n", p.Hosts[i].Name, v.Condition, v.Severity, clockWords(v), rungWords(p, v))
	}
	for _, e := range s.Environments {
		f := e.Failover
		fmt.Fprintf(out, "  env %s %d/%d%s failover=%s", e.Name, e.Healthy, e.All, [...]string{"", " out-foreseen", " out-suddenly"}[e.Outage], failoverName(f.State))
		if f.State != NoFailover {
			fmt.Fprintf(out, " timing=%s last=%s ends=%s spare=%s", timingName(f.Timing), clock(f.LastSafe), clock(f.Ends), f.Spare)
		}
		fmt.Fprintln(out)
	}
	for _, inc := range s.Incidents {
		members := make([]string, len(inc.Members))
		for i, m := range inc.Members {
			members[i] = fmt.Sprintf("%s:%s:%s", m.Host, standName(m.Stand), m.For)
		}
		fmt.Fprintf(out, "  incident %s %s since=%s %s\n", inc.ID, inc.Severity, clock(inc.Since), strings.Join(members, " "))
		for i := range inc.Duties {
			fmt.Fprintln(out, "    duty", dutyWords(p, &inc.Duties[i], i == inc.Urgent))
		}
	}
	for _, m := range s.Milestones {
		past := map[bool]string{true: " past"}[m.Past]
		fmt.Fprintf(out, "  %s %s %s%s\n", clock(m.At), milestoneName(m.Kind), strings.Join(strings.Fields(m.Host+" "+m.Environment+" "+m.Name+" "+m.Incident+" "+string(m.Action)), " "), past)
	}
}

func alertWords(a Alert) string {
	words := []string{a.Incident, a.Environment, a.Standby, strings.Join(a.Hosts, ","), a.Name}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

func clockWords(v HostView) string {
	if v.Clock.Counts == CountsNothing {
		return "-"
	}
	return fmt.Sprintf("%s=%s left=%s", countingName(v.Clock.Counts)+map[Bound]string{AtMost: "-at-most", AtLeast: "-at-least"}[v.Clock.Bound], v.Clock.For, v.Left)
}

// rungWords is the rung that is ahead of a host.
func rungWords(p *Plan, v HostView) string {
	if v.Rung == "" {
		return ""
	}
	return " rung=" + string(v.Rung) + "@" + TimeOfDay(p, v.RungAt)
}

func dutyWords(p *Plan, d *Duty, urgent bool) string {
	words := []string{string(d.Kind), dutyName(d.State)}
	if !d.Since.IsZero() {
		words = append(words, "since="+TimeOfDay(p, d.Since))
	}
	if !d.Ahead.IsZero() {
		words = append(words, "ahead="+TimeOfDay(p, d.Ahead))
	}
	if d.NoTarget {
		words = append(words, "no-target")
	}
	if urgent {
		words = append(words, "urgent")
	}
	return strings.Join(words, " ")
}
