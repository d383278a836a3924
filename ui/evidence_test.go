package ui

import (
	"strings"
	"testing"
	"time"

	"tminus/change"
)

// TestBootEvidenceIsShownWithItsAge: what the host told of its boot, when it
// was asked, what none yet anything, and what a name of the plan stands for.
func TestBootEvidenceIsShownWithItsAge(t *testing.T) {
	plan := nightPlan()
	plan.Hosts[0].Address = "a1.example"
	plan.Hosts[0].BootEvidence = change.BootEvidence{SMB: true, RDP: true, Exec: "uptime"}
	n := newNight(t, plan)
	n.state.Addresses = map[string]string{"a1.example": "192.0.2.11"}
	for _, o := range []change.Observation{
		{Check: change.SignalSMB, Boot: "2020-01-01T03:00:00Z"},
		{Check: change.SignalRDP, Name: "A1.corp"},
	} {
		o.Host, o.At, o.Verdict = "A1", n.now.Add(-7*time.Second), change.Answered
		n.sight.Add(o)
	}
	n.pass(time.Second)
	frame := strings.Join(strings.Fields(newScreen(t, n, "en", 79, 40).frame()), " ") // however it wraps
	for _, want := range []string{
		"a1.example = 192.0.2.11", "boot/smb 2020-01-01T03:00:00Z (8s)", "name/rdp A1.corp (8s)", "boot none yet",
	} {
		if !strings.Contains(frame, want) {
			t.Errorf("the screen does not say %q:\n%s", want, frame)
		}
	}
}

// TestEvidenceThatCannotBeReadIsQuoted: on the board, in both languages, with
// what is wrong with it; and a command that cannot be run says why.
func TestEvidenceThatCannotBeReadIsQuoted(t *testing.T) {
	plan := nightPlan()
	plan.Hosts[0].BootEvidence = change.BootEvidence{SMB: true, RDP: true, Exec: "uptime"}
	n := newNight(t, plan)
	for i := range 2 {
		for _, o := range []change.Observation{
			{Check: change.SignalBoot, Verdict: change.Answered, Boot: "nu\x1b[31mll"},
			{Check: change.SignalSMB, Verdict: change.Unknown, Cause: change.CauseNotOffered},
			{Check: change.SignalRDP, Verdict: change.Unknown, Cause: change.CauseLocal, Detail: change.Own("no such program")},
		} {
			o.Host, o.At = "A1", n.now.Add(time.Duration(i-2)*10*time.Second)
			n.sight.Add(o)
		}
	}
	n.pass(time.Second)
	for lang, wanted := range map[string][]string{
		"en": {"boot ▲ unreadable: “null”, neither a boot id, nor a boot time, nor an uptime", "boot/smb not offered by the host", "name/rdp none yet: no such program"},
		"zh": {"boot ▲ 无法识别：“null”，既不是启动标识", "boot/smb 主机不提供"},
	} {
		frame := strings.Join(strings.Fields(newScreen(t, n, lang, 100, 40).frame()), " ")
		for _, want := range wanted {
			if !strings.Contains(frame, want) {
				t.Errorf("the screen does not say %q:\n%s", want, frame)
			}
		}
	}
}
