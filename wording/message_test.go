package wording

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
)

// lateCall is a call about B1, away since 02:31:07: the ports are lost, two
// attempts were made, and B2 is back.
func lateCall(kind string) Call {
	zone := time.FixedZone("CST", 8*3600)
	at := func(clock string) time.Time { return instant(clock).Add(-8 * time.Hour) }
	ladder := change.DefaultLadder(10 * time.Minute)
	host := func(name, environment string) change.Host {
		return change.Host{
			Name: name, Environment: environment, Address: "192.0.2.21", Model: "NF5280M4", OS: "Windows Server 2008 R2",
			Level: change.Level{From: "2017-08", To: "2020-01"}, Ladder: ladder,
		}
	}
	plan := &change.Plan{
		Change: change.Info{ID: "CHG-1", Title: "January patches", Zone: zone, Deadline: change.Deadline{Name: "peak", At: at("07:00:00")}},
		Contacts: map[string]change.Contact{
			"vendor": {Name: "Wang Lei", Phone: "555"}, "me": {Name: "Lin Hua", Phone: "010 5550 0101"}, "also": {Name: "Gao"},
		},
		Environments: []change.Environment{{Name: "A"}, {Name: "B", Standby: "A", Failover: change.Failover{Takes: 45 * time.Minute, Margin: 30 * time.Minute}}},
		Hosts:        []change.Host{host("A1", "A"), host("B1", "B"), host("B2", "B")},
		Order:        []string{"A1", "B1", "B2"},
	}
	s := change.NewState(plan)
	b1, b2 := s.Host("B1"), s.Host("B2")
	b1.Reboot = &change.Reboot{Phase: change.Gone, Requested: at("02:31:07")}
	b1.Signals = []change.SignalState{
		{Check: "icmp", State: change.Up}, {Check: "tcp/3389", State: change.Down, Cause: change.CauseTimeout}, {Check: "tcp/445", State: change.NeverSeen},
	}
	b1.Recoveries = []change.Recovery{{RecoveryData: change.RecoveryData{What: "hard reset", Outcome: "failed"}}, {RecoveryData: change.RecoveryData{What: "WinPE"}}}
	b2.Reboot = &change.Reboot{Phase: change.Settled, Requested: at("02:20:00")}
	inc := &change.Incident{ID: "B-1", Environment: "B", Hosts: []string{"B2", "B1"}, Actions: map[string]change.Action{}}
	return Call{State: &s, Incident: inc, Kind: kind, Operator: "Lin Hua", Now: at("03:05:55")}
}

// own makes the plan say a text of its own for a call.
func own(c Call, say string) Call {
	for i := range c.State.Plan.Hosts {
		c.State.Plan.Hosts[i].Ladder = []change.Rung{{Name: "late"}, {Name: c.Kind, Action: c.Kind, Say: say}}
	}
	return c
}

func TestEveryPlaceholderIsFilledIn(t *testing.T) {
	all := "{" + strings.Join(Placeholders(), "}|{") + "}|{unknown}"
	want := strings.Join([]string{
		"January patches", "CHG-1", "B1", "B2 (back), B1 (since 02:31)", "B2 (back)", "B", "A", "NF5280M4", "Windows Server 2008 R2", "192.0.2.21", "2017-08 → 2020-01",
		"02:31", "35 min", "not back 35 min after its reboot at 02:31", "ICMP answers, port 3389 lost (timeout), port 445 never answered",
		"B1: hard reset (failed); B1: WinPE (under way)", "WinPE", "peak 07:00", "05:45", "45 min",
		"If it does not come back in time we must switch to A, which takes about 45 min and must begin by 05:45; that is decided separately and has not begun",
		"0", "0", "Lin Hua", "010 5550 0101", "03:15", "03:25", "{unknown}",
	}, "|")
	if diff := cmp.Diff(want, Load("en").Message(own(lateCall("vendor"), all)).String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestMessage: the whole of what one would send, in the order in which a person
// says it, and with no clause whose value is missing.
func TestMessage(t *testing.T) {
	bare := lateCall("vendor")
	bare.Operator, bare.Unwatched, bare.Incident.Hosts = "", true, []string{"B1"}
	bare.State.Plan.Change.Deadline = change.Deadline{}
	host := bare.State.Plan.Host("B1")
	host.Model, host.OS, host.Level = "", "", change.Level{}
	b1 := bare.State.Host("B1")
	b1.Signals, b1.Recoveries = nil, nil
	for _, c := range []struct {
		lang string
		call Call
		want string
	}{
		{"zh", lateCall("vendor"), "您好，我是运维值班 Lin Hua，电话 010 5550 0101。有生产服务器需要紧急支持：请马上安排工程师接入，03:15 前回电告知处理人和方案；如需到场，请说明到达时间。情况：变更 CHG-1，B1（NF5280M4），Windows Server 2008 R2，今晚打补丁，补丁版本 2017-08 → 2020-01，02:31 重启后至今 35 分钟未恢复。现象：ICMP 有应答、端口 3389 无应答（超时）、端口 445 从未应答。已尝试：B1：hard reset（失败）；B1：WinPE（进行中）。同样未恢复：B2（已恢复）。我方最迟 05:45 决定是否切换。业务截止时间：peak 07:00。谢谢！"},
		{"zh", bare, "您好，我是运维值班。有生产服务器需要紧急支持：请马上安排工程师接入，03:15 前回电告知处理人和方案；如需到场，请说明到达时间。情况：变更 CHG-1，B1，今晚打补丁，02:31 重启后至今 35 分钟未恢复。已尝试：尚未采取措施。谢谢！"},
		{"en", bare, "Hello, this is the operations desk. A production server needs urgent support: please put an engineer on it now and call back by 03:15 with a name and a plan; if somebody has to come here, say when. Change CHG-1: B1, patched tonight, not back 35 min after its reboot at 02:31. Tried: nothing yet. Thank you."},
	} {
		if got := Load(c.lang).Message(c.call).String(); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.lang, got, c.want)
		}
	}
}

// TestEveryMessage: each action has one that is whole, in each language, with
// all facts and with none, and asks before it tells.
func TestEveryMessage(t *testing.T) {
	for _, lang := range Languages() {
		for kind := range builtIn() {
			call := lateCall(kind)
			call.Incident.Rungs = []change.RungState{{Host: "B1", RungData: change.RungData{Rung: kind, Action: kind}}}
			none := call
			bare := change.NewState(&change.Plan{Change: change.Info{ID: "CHG-1"}, Environments: []change.Environment{{Name: "B", Standby: "A"}}, Hosts: []change.Host{{Name: "B1", Ladder: change.DefaultLadder(time.Minute)}}})
			none.State = &bare
			none.Incident = &change.Incident{Environment: "B", Hosts: []string{"B1"}, Rungs: call.Incident.Rungs}
			none.Operator = ""
			for _, c := range []Call{call, none} {
				m := Load(lang).Message(c)
				if m.Body == "" || strings.ContainsAny(m.String(), "{}[]–") || strings.Contains(m.String(), "  ") {
					t.Errorf("%s %s: %q", lang, kind, m)
				}
				if outward(kind) != (m.Opening != "" && m.Thanks != "") {
					t.Errorf("%s %s: who calls, and thanks: %q", lang, kind, m)
				}
				if first := m.Body[:min(60, len(m.Body))]; lang == "zh" && !strings.Contains(first, "请") && kind != change.RungBusiness && kind != change.RungUpdate && kind != change.RungStandby {
					t.Errorf("%s does not ask first: %q", kind, first)
				}
			}
		}
	}
}

// TestMessageIsTrue: what has changed since is not told as it was.
func TestMessageIsTrue(t *testing.T) {
	en := Load("en")
	call := lateCall("business")
	call.State.Switches = []change.Switch{{Environment: "B", Standby: "A", Go: true, Decided: call.Now.Add(-5 * time.Minute)}}
	if got := en.Message(call).Body; !strings.Contains(got, "The failover to A is under way since 03:00") || strings.Contains(got, "has not begun") {
		t.Errorf("under way: %s", got)
	}
	call.State.Switches[0].Outcome = change.SwitchDone
	if got := en.Message(call).Body; !strings.Contains(got, "We have switched to A") {
		t.Errorf("done: %s", got)
	}
	call = lateCall("business")
	call.Unwatched = true
	if got := en.Message(call).Body; strings.Contains(got, "Healthy hosts") {
		t.Errorf("nobody sees the hosts: %s", got)
	}
	call = lateCall("vendor")
	call.Now = call.Now.Add(3 * time.Hour)
	if got := en.Message(call).Body; !strings.Contains(got, "05:45 (21 min ago)") {
		t.Errorf("the last safe moment is over: %s", got)
	}
	call.Now = call.Now.Add(-26 * time.Minute) // 05:39: six minutes are left
	if got := en.Message(call).Body; !strings.Contains(got, "call back by 05:45") {
		t.Errorf("answer in time: %s", got)
	}
	call.State.Host("B1").Reboot.Unplanned = true
	if got := en.Message(call).Body; !strings.Contains(got, "lost since 02:31") || strings.Contains(got, "reboot") {
		t.Errorf("nobody had rebooted it: %s", got)
	}
}

// TestOwnMessage: what is missing in a plan's own text is a dash, or is left out
// of a list or of brackets; a value that looks like a placeholder stays.
func TestOwnMessage(t *testing.T) {
	call := lateCall("vendor")
	host := call.State.Plan.Host("B1")
	host.Model, host.OS = "", "{deadline}\x1b[2J"
	call.State.Plan.Environments[1].Standby = ""
	for say, want := range map[string]string{
		"{host}, {model}, {os}. To {standby}[, by {model}][ ({host})] [sic]": "B1, {deadline}. To – (B1) [sic]",
		"{model}": "–",
	} {
		if got := Load("en").Message(own(call, say)).String(); got != want {
			t.Errorf("%q says %q, want %q", say, got, want)
		}
	}
	if got := Load("en").Message(own(call, "")); got.Body == "" {
		t.Error("without a text of its own the vendor is told nothing")
	}
	call.Kind = "drone"
	if got := Load("en").Message(call).String(); got != "" {
		t.Errorf("an action that nobody planned says %q", got)
	}
}

// builtIn are the kinds that have a built-in message.
func builtIn() map[string]bool {
	kinds := map[string]bool{}
	for key := range Load(English) {
		if kind, ok := strings.CutPrefix(key, "message."); ok {
			kinds[kind] = true
		}
	}
	return kinds
}
