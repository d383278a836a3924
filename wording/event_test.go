package wording

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

func instant(clock string) time.Time {
	at, err := time.Parse("2006-01-02 15:04:05", "2020-11-21 "+clock)
	if err != nil {
		panic(err)
	}
	return at
}

func testState() *change.State {
	plan := &change.Plan{
		Contacts:     map[string]change.Contact{"vendor": {Name: "Wang Lei", Role: "vendor engineer"}, "lead": {Name: "Gao"}},
		Environments: []change.Environment{{Name: "B", Standby: "A"}},
		Hosts:        []change.Host{{Name: "B1", Environment: "B"}},
		Runbook:      change.NewRunbook(change.Step{ID: "install", Title: "install the updates"}),
		Order:        []string{"B1"},
	}
	plan.Digest = "sealed"
	s := change.NewState(plan)
	s.Incidents = []change.Incident{{ID: "window-1", Kind: change.IncidentOfWindow, Hosts: []string{"B1"}}, {ID: "B-1", Environment: "B", Hosts: []string{"B1"}}}
	return &s
}

// TestEvent: what is known is said, and what is not known takes its words with it.
func TestEvent(t *testing.T) {
	s := testState()
	lost := change.SignalData{Check: "tcp/3389", Since: instant("01:42:21"), Cause: change.CauseTimeout}
	exit := 3010
	for _, c := range []struct {
		e      change.Event
		en, zh string
	}{
		{change.Event{Type: change.SignalLost, Data: lost}, "port 3389 lost since 01:42:21: timeout", "端口 3389 自 01:42:21 无应答：超时"},
		{change.Event{Type: change.SignalBack, Data: change.SignalData{Check: "boot", Since: instant("01:42:21"), Boot: "b-2"}}, "boot answers since 01:42:21 · b-2", "boot 自 01:42:21 有应答 · b-2"},
		{change.Event{Type: change.ChangeResumed, Data: change.ResumedData{}}, "cockpit started again", "驾驶舱重新启动"},
		{change.Event{Type: change.StepDone, Host: "B1", Data: change.StepData{N: 1, Step: "install", Note: "well", Files: []change.EvidenceFile{{Name: "a.png"}}}}, "step 1 done: install the updates: well · a.png", "第 1 步完成：install the updates：well · a.png"},
		{change.Event{Type: change.StepDone, Host: "B1", Data: change.StepData{N: 1, Step: "gone"}}, "step 1 done: gone", "第 1 步完成：gone"},
		{change.Event{Type: change.RungDue, Data: change.RungData{Incident: "B-1", Rung: "vendor", Action: "vendor", Also: []change.ActionKind{"drone"}, Reason: change.ReasonDeadline}}, "B-1 due: call the vendor; drone: the deadline is near", "B-1 到点：联系厂商；drone：临近业务截止时间"},
		{change.Event{Type: change.RungDue, Data: change.RungData{Incident: "B-1", Rung: "late", Reason: change.ReasonElapsed}}, "B-1 due: late", "B-1 到点：超时"},
		{change.Event{Type: change.ActionNoAnswer, By: "Lin", Data: change.ActionData{Incident: "B-1", Kind: "vendor", Contact: "vendor", Next: "lead", Why: change.AgainRetry, Again: instant("02:07:00")}}, "B-1 call the vendor: no answer from Wang Lei (vendor engineer), again at 02:07:00, next Gao", "B-1 联系厂商：Wang Lei（vendor engineer） 无人接听，02:07:00 再拨，改拨 Gao"},
		{change.Event{Type: change.ActionDone, By: "Lin", Data: change.ActionData{Incident: "B-1", Kind: "stop", Outcome: change.Stated(change.OutcomeHeld)}}, "B-1 stop: start no more hosts: done: the change is on hold", "B-1 停止：后续主机先不做：完成：变更已暂停"},
		{change.Event{Type: change.RunEnded, Host: "B1", Data: change.RunData{N: 1, Step: "install", Exit: &exit, Took: change.Duration(63 * time.Minute)}}, "step 1 run here (install the updates): exit code 3010 after 1h03m", "第 1 步在本机执行（install the updates）：退出码 3010，用时 1h03m"},
		{change.Event{Type: change.RunStarted, Host: "B1", Data: change.RunData{N: 1, Step: "install", Command: []string{"wusa", "a b", ""}}}, "step 1 run here (install the updates): wusa 'a b' ''", "第 1 步在本机执行（install the updates）：wusa 'a b' ''"},
		{change.Event{Type: change.DeadlineMoved, Data: change.MovedData{What: "failover", Environment: "B", At: instant("06:15:00"), Was: instant("05:45:00")}}, "last safe failover B → A is now 06:15:00, was 05:45:00", "最迟切换时间 B → A 改为 06:15:00，原为 05:45:00"},
		{change.Event{Type: change.PlanChanged, Data: change.PlanData{Digest: "other"}}, "PLAN FILE CHANGED, not in force: comments or layout only", "计划文件被改，不生效：仅注释或排版"},
		{change.Event{Type: change.PlanChanged, Data: change.PlanData{Digest: "sealed"}}, "the plan file is the sealed plan again", "计划文件又与封存的计划一致"},
		{change.Event{Type: change.IncidentResolved, Data: change.IncidentData{ID: "window-1", Hosts: []string{"B1"}}}, "window-1 is over: no host is at work outside the window any more", "window-1 解除：窗口外已无主机在作业"},
		{change.Event{Type: change.IncidentResolved, Data: change.IncidentData{ID: "B-1", Environment: "B", Hosts: []string{"B1"}}}, "B-1 resolved: B1", "B-1 解除：B1"},
		{change.Event{Type: "moon.phase", Data: json.RawMessage(`{"new":true,"at":"2020-11-21T02:00:00Z"}`)}, "moon.phase at 2020-11-21 02:00:00, new true", "moon.phase at 2020-11-21 02:00:00, new true"},
		{change.Event{Type: change.NotifySent, Data: json.RawMessage(`{}`)}, "notification sent", "通知已发送"},
	} {
		for lang, want := range map[string]string{"en": c.en, "zh": c.zh} {
			if got := Load(lang).Speaker(nil).Event(s, c.e); got != want {
				t.Errorf("%s: %s is\n     %q\nwant %q", lang, c.e.Type, got, want)
			}
		}
	}
}

// TestAnUnexplainedLossIsNoReboot: the event does not say so, the host's reboots do.
func TestAnUnexplainedLossIsNoReboot(t *testing.T) {
	s, speak := testState(), Load(English).Speaker(nil)
	settled := change.Event{At: instant("02:10:00"), Type: change.RebootSettled, Host: "B1", Data: change.RebootData{Took: change.Duration(3 * time.Minute)}}
	listening := change.Event{At: instant("02:05:00"), Type: change.RebootListening, Host: "B1", Data: change.RebootData{Since: instant("02:04:00")}}
	lost := change.Reboot{Requested: instant("02:00:00"), Unplanned: true}
	s.Hosts.At(0).Reboot = &lost
	if got := speak.Event(s, settled); got != "back, was away 3m, cause unknown" {
		t.Errorf("unexplained: %q", got)
	}
	if got := speak.Event(s, listening); !strings.HasSuffix(got, ", not proven") {
		t.Errorf("not proven: %q", got)
	}
	lost.Proven = instant("02:03:00")
	if got := speak.Event(s, settled); got != "settled: the reboot took 3m" {
		t.Errorf("proven: %q", got)
	}
	if got := speak.Event(s, listening); got != "all signals since 02:04:00" {
		t.Errorf("proven before it listened: %q", got)
	}
	s.Hosts.At(0).Reboots, s.Hosts.At(0).Reboot = []change.Reboot{{Requested: instant("01:00:00")}, lost}, &change.Reboot{Requested: instant("03:00:00")}
	if got := speak.Event(s, listening); got != "all signals since 02:04:00" {
		t.Errorf("a later reboot changed what was said of this one: %q", got)
	}
}

// TestSpan writes times that nobody can misread.
func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", 9400 * time.Millisecond: "9s", 186 * time.Second: "3m06s", 10 * time.Minute: "10m", 63 * time.Minute: "1h03m",
		3600*time.Second + 4*time.Second: "1h00m04s", 2 * time.Hour: "2h", -90 * time.Second: "1m30s",
	} {
		if got := Span(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}
