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
func lateCall(kind change.ActionKind) Call {
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
		Environments: []change.Environment{{Name: "A"}, {Name: "B", Standby: "A", Failover: change.FailoverPlan{Takes: 45 * time.Minute, Margin: 30 * time.Minute}}},
		Hosts:        []change.Host{host("A1", "A"), host("B1", "B"), host("B2", "B")},
		Order:        []string{"A1", "B1", "B2"},
	}
	s := change.NewState(plan)
	b1, b2 := s.Host("B1"), s.Host("B2")
	s.Host("A1").Signals = []change.SignalState{{Check: "icmp", State: change.Up}}
	b1.Reboot = &change.Reboot{Phase: change.Gone, Requested: at("02:31:07")}
	b1.Signals = []change.SignalState{
		{Check: "icmp", State: change.Up}, {Check: "tcp/3389", State: change.Down, Cause: change.CauseTimeout}, {Check: "tcp/445", State: change.NeverSeen},
	}
	b1.Recoveries = []change.Recovery{{RecoveryData: change.RecoveryData{What: "hard reset", Outcome: "failed"}}, {RecoveryData: change.RecoveryData{What: "WinPE"}}}
	b2.Reboot = &change.Reboot{Phase: change.Settled, Requested: at("02:20:00")}
	s.Opened = at("23:30:00").Add(-24 * time.Hour)
	s.Incidents = []change.Incident{{ID: "B-1", Environment: "B", Hosts: []string{"B2", "B1"}, Actions: map[change.ActionKind]change.Action{}}}
	return weighed(Call{State: &s, Incident: "B-1", Kind: kind, Operator: "Lin Hua"}, at("03:05:55"))
}

// weighed is a call at an instant, of hosts that somebody watches.
func weighed(c Call, now time.Time) Call {
	c.Situation = change.Assess(&change.Snapshot{State: c.State, Now: now, Attached: true}, now, now)
	return c
}

// again weighs a call whose state was changed.
func again(c Call) Call { return weighed(c, c.Situation.Now) }

// unwatched is a call of hosts that nobody watches.
func unwatched(c Call) Call {
	snap := &change.Snapshot{State: c.State, Now: c.Situation.Now, Attached: true, Unwatched: change.Own("nobody watches")}
	c.Situation = change.Assess(snap, snap.Now, snap.Now)
	return c
}

// own makes the plan say a text of its own for a call.
func own(c Call, say string) Call {
	for i := range c.State.Plan.Hosts {
		c.State.Plan.Hosts[i].Ladder = []change.Rung{{Name: "late"}, {Name: change.RungName(c.Kind), Action: c.Kind, Say: say}}
	}
	return again(c)
}

func TestEveryPlaceholderIsFilledIn(t *testing.T) {
	all := "{" + strings.Join(Placeholders(), "}|{") + "}|{unknown}"
	want := strings.Join([]string{
		"January patches", "CHG-1", "B1", "B2 (back), B1 (since 02:31)", "–", "B", "A", "NF5280M4", "Windows Server 2008 R2", "192.0.2.21", "2017-08 → 2020-01",
		"02:31", "35 min", "not back 35 min after its reboot at 02:31", "ICMP answers, port 3389 lost (timeout), port 445 never answered",
		"B1: hard reset (failed); B1: WinPE (under way)", "WinPE", "peak 07:00", "05:45", "45 min",
		"If it does not come back in time we must switch to A, which takes about 45 min and must begin by 05:45; that is decided separately and has not begun",
		"have somebody ready to verify after a switch", "0", "1", "Lin Hua", "010 5550 0101", "03:15", "03:25", "{unknown}",
	}, "|")
	if diff := cmp.Diff(want, Load("en").Message(own(lateCall("vendor"), all)).String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestMessage: the whole of what one would send, in the order in which a person
// says it, and with no clause whose value is missing.
func TestMessage(t *testing.T) {
	bare := lateCall("vendor")
	bare.Operator, bare.State.Incidents[0].Hosts = "", []string{"B1"}
	bare.State.Plan.Change.Deadline = change.Deadline{}
	host := bare.State.Plan.Host("B1")
	host.Model, host.OS, host.Level = "", "", change.Level{}
	b1 := bare.State.Host("B1")
	b1.Signals, b1.Recoveries = nil, nil
	bare = unwatched(bare)
	for _, c := range []struct {
		lang string
		call Call
		want string
	}{
		{"zh", lateCall("vendor"), "您好，我是运维值班 Lin Hua，电话 010 5550 0101。有生产服务器需要紧急支持：请马上安排工程师接入，03:15 前回电告知处理人和方案；如需到场，请说明到达时间。情况：变更 CHG-1，B1（NF5280M4），Windows Server 2008 R2，今晚打补丁，补丁版本 2017-08 → 2020-01，02:31 重启后至今 35 分钟未恢复。现象：ICMP 有应答、端口 3389 无应答（超时）、端口 445 从未应答。已尝试：B1：hard reset（失败）；B1：WinPE（进行中）。我方最迟 05:45 决定是否切换。业务截止时间：peak 07:00。谢谢！"},
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
			rungs := []change.RungState{{Host: "B1", RungData: change.RungData{Rung: change.RungName(kind), Action: kind}}}
			call.State.Incidents[0].Rungs = rungs
			none := call
			bare := change.NewState(&change.Plan{Change: change.Info{ID: "CHG-1"}, Environments: []change.Environment{{Name: "B", Standby: "A"}}, Hosts: []change.Host{{Name: "B1", Ladder: change.DefaultLadder(time.Minute)}}})
			bare.Incidents = []change.Incident{{ID: "B-1", Environment: "B", Hosts: []string{"B1"}, Rungs: rungs}}
			none.State = &bare
			none.Operator = ""
			for _, c := range []Call{again(call), again(none)} {
				m := Load(lang).Message(c)
				if m.Body == "" || strings.ContainsAny(m.String(), "{}[]–") || strings.Contains(m.String(), "  ") {
					t.Errorf("%s %s: %q", lang, kind, m)
				}
				if outward(kind) != (m.Opening != "" && m.Thanks != "") {
					t.Errorf("%s %s: who calls, and thanks: %q", lang, kind, m)
				}
				if first := m.Body[:min(60, len(m.Body))]; lang == "zh" && !strings.Contains(first, "请") && kind != change.ActionBusiness && kind != change.ActionUpdate && kind != change.ActionKind(change.RungStandby) {
					t.Errorf("%s does not ask first: %q", kind, first)
				}
			}
		}
	}
}

// TestMessageIsTrue: what has changed since is not told as it was.
func TestMessageIsTrue(t *testing.T) {
	en := Load("en")
	says := func(c Call, wants ...string) {
		t.Helper()
		got := en.Message(c).Body
		for _, want := range wants {
			if no, not := strings.CutPrefix(want, "!"); not && strings.Contains(got, no) || !not && !strings.Contains(got, want) {
				t.Errorf("%s: %s", want, got)
			}
		}
	}
	if got := unwatched(lateCall("business")); strings.Contains(en.Message(got).Body, "Healthy hosts") {
		t.Errorf("nobody sees the hosts: %s", en.Message(got).Body)
	}
	call := lateCall("vendor")
	later := weighed(call, call.Situation.Now.Add(3*time.Hour))
	says(later, "05:45 (21 min ago)")
	says(weighed(call, later.Situation.Now.Add(-26*time.Minute)), "call back by 05:45") // six minutes are left
	call.State.Plan.Host("B1").Reboot.ExpectedReboots = 2
	b1 := call.State.Host("B1")
	signals, reboot := b1.Signals, *b1.Reboot
	b1.Signals = []change.SignalState{{Check: "icmp", State: change.Up}}
	for phase, want := range map[change.Phase]string{
		change.Listening: "answers in full after 1 of 2 reboots", change.Requested: "still answers 35 min after its reboot was issued at 02:31",
	} {
		b1.Reboot.Phase = phase
		says(again(call), want, "!not back")
	}
	b1.Reboot.Enough, b1.Reboot.Phase = true, change.Listening
	says(again(call), "its reboot of 02:31 is not over after 35 min", "!not back")
	b1.Signals, *b1.Reboot = signals, reboot
	call.State.Host("B1").Reboot.Detected = true
	call.State.Host("B1").Reboot.Unplanned = true
	says(again(call), "lost since 02:31", "!reboot")
}

// TestFailoverInMessages: by how far the failover is the business is asked to
// get ready for it, or to verify it, and no moment that is past is asked for.
func TestFailoverInMessages(t *testing.T) {
	for _, c := range []struct {
		now      string // by the zone of the change
		decided  string
		outcome  string
		standby  change.SignalUp
		says     string
		dontSays []string
	}{
		{now: "03:05:00", says: "must begin by 05:45; that is decided separately and has not begun", dontSays: []string{"ago"}},
		{now: "05:52:00", says: "begun now, the switch ends at 06:37, 23 min before peak at 07:00", dontSays: []string{"must begin by", "05:45"}},
		{now: "06:20:00", says: "ends at 07:05 and is too late for peak at 07:00", dontSays: []string{"must begin by", "05:45"}},
		{now: "05:50:00", decided: "05:40:00", says: "is under way since 05:40 and ends at about 06:25, 35 min before peak at 07:00", dontSays: []string{"05:45", "has not begun", "after a switch"}},
		{now: "06:30:00", decided: "06:20:00", says: "will not be over for peak at 07:00: it ends at 07:05 at the earliest", dontSays: []string{"05:45"}},
		{now: "06:30:00", decided: "05:40:00", outcome: change.FailoverCompleted, says: "We have switched to A, which serves since 06:25", dontSays: []string{"05:45", "under way", "after a switch"}},
		{now: "03:05:00", standby: change.Down, says: "not possible now: A, the standby, has no healthy host either", dontSays: []string{"05:45", "after a switch"}},
	} {
		call := lateCall("business")
		at := func(clock string) time.Time { return instant(clock).Add(-8 * time.Hour) }
		if c.standby == change.NeverSeen {
			c.standby = change.Up
		}
		call.State.Host("A1").Signals = []change.SignalState{{Check: "icmp", State: c.standby}}
		if c.decided != "" {
			w := change.Failover{Environment: "B", Standby: "A", Go: true, Decided: at(c.decided), Outcome: c.outcome}
			if c.outcome != "" {
				w.Ended = at("06:25:00")
			}
			call.State.Failovers = []change.Failover{w}
		}
		for _, kind := range []change.ActionKind{"business", "update"} {
			call.Kind = kind
			got := Load("en").Message(weighed(call, at(c.now))).Body
			if kind == "business" && !strings.Contains(got, c.says) {
				t.Errorf("%+v\n says %s", c, got)
			}
			for _, no := range c.dontSays {
				if strings.Contains(got, no) {
					t.Errorf("%+v\n says %q: %s", c, no, got)
				}
			}
		}
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
func builtIn() map[change.ActionKind]bool {
	kinds := map[change.ActionKind]bool{}
	for key := range Load(English) {
		if kind, ok := strings.CutPrefix(key, "message."); ok {
			kinds[change.ActionKind(kind)] = true
		}
	}
	return kinds
}
