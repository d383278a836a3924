package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// TestTailSaysWhatIsKnown words events whose type alone would say something else.
func TestTailSaysWhatIsKnown(t *testing.T) {
	observer := func(typ change.Type, since string, gap time.Duration) change.Event {
		return change.Event{Type: typ, Data: change.ObserverData{Since: at(since), Gap: change.Duration(gap)}}
	}
	refused := change.GatedData{Criteria: []change.Criterion{
		{ID: change.CriterionHold, Go: true}, {ID: change.CriterionPrevious, Why: change.Stated(change.GateWork, "host", "A1", "work", change.Waiting)}, {ID: change.CriterionWindow},
	}}
	over := change.Event{Type: change.ActionDone, Data: change.ActionData{Incident: "B-1", Kind: "never-left", Outcome: change.Stated(change.OutcomeOver)}}
	byLin := over
	byLin.By, byLin.Data = "Lin", change.ActionData{Incident: "B-1", Kind: "never-left", Outcome: change.Own("no longer so")}
	calm := moments()["calm"](t)
	for _, tt := range []struct {
		e      change.Event
		en, zh string
	}{
		{observer(change.ObserverSighted, "19:09:34", 15*time.Second), "we see again; not observed 19:09:19–19:09:34", "本机恢复监控；19:09:19–19:09:34 没有监控"},
		{observer(change.ObserverAsleep, "19:09:34", 9*time.Second+312*time.Millisecond), "nothing was observed for 9s: this process or machine was suspended", "9s 内没有监控：本进程或本机曾停顿"},
		{observer(change.ObserverStepped, "19:09:34", time.Hour+3*time.Millisecond), "the clock was set forward by 1h", "时钟被拨快 1h"},
		{observer(change.ObserverStepped, "19:09:34", -90*time.Second), "the clock was set back by 1m30s", "时钟被拨慢 1m30s"},
		{change.Event{Type: change.HostGated, Data: refused}, "gate: NO-GO: A1 not started; inside the window", "开工检查：不可开工：A1 未开工；在窗口之内"},
		{over, "B-1 it has not left: look at the console: over: no longer needed: its cause is gone", "B-1 主机未关机：查看控制台：不再需要：原因已消除"},
		{byLin, "B-1 it has not left: look at the console: done: no longer so", "B-1 主机未关机：查看控制台：完成：no longer so"},
		{change.Event{Type: change.RebootRequested, Host: "A1", Data: change.RebootData{Since: at("02:00:00"), Detected: true}}, "lost since 02:00:00: a reboot that nobody marked", "自 02:00:00 失联：无人登记的重启"},
	} {
		for lang, want := range map[string]string{"en": tt.en, "zh": tt.zh} {
			s := newScreen(t, calm, lang, 80, 24)
			if got := ansi.Strip(s.m.event(change.TailLine{Event: tt.e})); got != want {
				t.Errorf("%s: %s is %q, want %q", lang, tt.e.Type, got, want)
			}
		}
	}
}

// TestStrayed: a host that was lost with nobody working on it has not rebooted
// for all we know; with proof of a boot, or at work, it has.
func TestStrayed(t *testing.T) {
	n := moments()["strayed"](t)
	frame := newScreen(t, n, "en", 200, 60).frame()
	if got := strings.Count(frame, "back, was away 3m06s, cause unknown"); got != 2 {
		t.Errorf("the row and the journal say it, together %d times:\n%s", got, frame)
	}
	if strings.Contains(frame, "took") {
		t.Errorf("a loss is told as a reboot:\n%s", frame)
	}
	if frame := newScreen(t, n, "en", 80, 24).frame(); !strings.Contains(frame, "○ back, cause unknown") || !strings.Contains(frame, "away 3:06") {
		t.Errorf("80 columns:\n%s", frame)
	}
	n.state.Hosts.At(1).Reboot.Proven = n.now
	if frame := newScreen(t, n, "en", 200, 60).frame(); strings.Contains(frame, "cause unknown") || !strings.Contains(frame, "took 3:06") {
		t.Errorf("a proven boot:\n%s", frame)
	}
}

// TestOver: an action whose cause has gone shows as over, not as done by nobody.
func TestOver(t *testing.T) {
	n := moments()["no-side"](t)
	n.fold([]change.Event{{At: n.now, Type: change.ActionDone, Data: change.ActionData{Incident: "B-1", Kind: "unplanned", Outcome: change.Stated(change.OutcomeOver)}}})
	s := newScreen(t, n, "en", 120, 40)
	line := s.m.actionLines(s.m.incident(), 120)[5]
	if text := ansi.Strip(line); !strings.Contains(text, "6 look at the lost host                over: no longer needed") || line != s.m.styles.grey(text) {
		t.Errorf("%q", line)
	}
}

// TestGoneIsNoPromise: nothing in the state column foretells a return.
func TestGoneIsNoPromise(t *testing.T) {
	for lang, want := range map[string]string{"en": "gone, norm in 5m40s", "zh": "无应答，距标准 5m40s"} {
		frame := newScreen(t, moments()["rebooting"](t), lang, 120, 40).frame()
		if !strings.Contains(frame, want) || strings.Contains(strings.Split(frame, "\n")[3], "back in") {
			t.Errorf("%s: no %q:\n%s", lang, want, frame)
		}
	}
}
