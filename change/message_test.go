package change

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// late is a night with B1 late, one recovery failed and one under way.
func lateNight(t *testing.T) *night {
	t.Helper()
	n := ready(t)
	n.mustDo(Deviate{By: "li", What: "start B1", Reason: "order", Second: "zhang"})
	n.mustDo(Start{By: "li", Host: "B1"})
	n.mustDo(MarkReboot{By: "li", Host: "B1"})
	n.truth[signalKey{"B1", "icmp"}].up = false
	n.truth[signalKey{"B1", "tcp/3389"}].up = false
	n.until(clockOn("23:15"))
	n.mustDo(Recover{By: "li", Host: "B1", What: "hard reset", Outcome: "failed"})
	n.mustDo(Recover{By: "li", Host: "B1", What: "WinPE, rollback"})
	return n
}

func TestMessageFillsEveryPlaceholder(t *testing.T) {
	n := lateNight(t)
	inc := n.state.Incident("B-1")
	if inc == nil {
		t.Fatal("B1 is not late")
	}
	ladder := n.plan.Host("B1").Ladder
	ladder[1].Say = strings.Join([]string{
		"{change}", "{host}", "{hosts}", "{environment}", "{standby}", "{model}", "{os}", "{address}", "{level}",
		"{since}", "{elapsed}", "{signals}", "{tried}", "{deadline}", "{last_safe}", "{unknown}",
	}, "|")
	want := strings.Join([]string{
		"January patches", "B1", "B1", "B", "A", "NF5280M4", "Windows Server 2008 R2", "10.0.0.1", "2017-08 → 2020-01",
		"23:00:10", "14m50s", "icmp lost timeout, tcp/3389 lost timeout",
		"B1: hard reset (failed); B1: WinPE, rollback (under way)", "peak 07:00", "06:15", "{unknown}",
	}, "|")
	if diff := cmp.Diff(want, Message(&n.state, inc, RungStop, n.now)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, kind := range []string{RungVendor, RungBusiness, RungFailover} {
		if got := Message(&n.state, inc, kind, n.now); got == "" || strings.ContainsAny(got, "{}") {
			t.Errorf("%s: %q", kind, got)
		}
	}
	if got := Message(&n.state, inc, "reinstall", n.now); got != "" {
		t.Errorf("an action that nobody planned says %q", got)
	}
}

// What the plan leaves out is a dash, and a value that looks like a
// placeholder stays as it is.
func TestMessageWithoutFacts(t *testing.T) {
	n := lateNight(t)
	h := n.plan.Host("B1")
	h.Model, h.OS, h.Level = "", "{deadline}", Level{To: "2020-01"}
	h.Ladder[1].Say = "{model} {os} {level} {standby} {deadline} {last_safe}"
	n.plan.Environments[1].Standby = ""
	n.plan.Change.Deadline = Deadline{}
	want := "– {deadline} 2020-01 – – –"
	if diff := cmp.Diff(want, Message(&n.state, n.state.Incident("B-1"), RungStop, n.now)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestStepCommand(t *testing.T) {
	h := nightHost("B1")
	got := h.Command(Step{Command: "wusa /to:{to} /from:{from} \\\\{address}\\{name} {host} {environment} {model} {os} {level} {x}"})
	want := `wusa /to:2020-01 /from:2017-08 \\10.0.0.1\B1 B1 B NF5280M4 Windows Server 2008 R2 2020-01 {x}`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
