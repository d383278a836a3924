package ui

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// chinesePlan is the plan of the night as a Chinese team writes it.
func chinesePlan() *change.Plan {
	p := nightPlan()
	p.Change.Title, p.Change.Deadline.Name = "四台服务器补丁之夜", "业务高峰"
	p.Change.Language = "zh"
	p.Contacts = map[string]change.Contact{
		"vendor":   {Key: "vendor", Name: "王磊", Role: "厂商工程师", Phone: "+86 10 5550 0142"},
		"business": {Key: "business", Name: "赵敏", Role: "运营负责人", Phone: "+86 10 5550 0177"},
	}
	p.Runbook = rewritten(p.Runbook, func(steps []change.Step) {
		for i, title := range []string{"检查昨夜的备份", "复制离线补丁包", "安装补丁", "重启", "检查服务"} {
			steps[i].Title = title
		}
		steps[4].Expect = "只剩手动启动的服务"
	})
	for i := range p.Hosts {
		for j, r := range p.Hosts[i].Ladder {
			if r.Action == "vendor" {
				p.Hosts[i].Ladder[j].Say = "{change}：{host}（{model}，{os}，{level}）{since} 重启，{elapsed}后仍未恢复。已尝试：{tried}。请立即协助，{deadline} 之前必须恢复。"
			}
		}
		p.Hosts[i].Model = map[string]string{"IBM x3650 M4": "IBM x3650 M4", "Inspur NF5280M4": "浪潮 NF5280M4"}[p.Hosts[i].Model]
	}
	return p
}

// lateIn plays a night until its third host is late, all acts in one language.
func lateIn(n *night) *night {
	n.work("A1").finish("A1").work("A2").finish("A2").until("01:40:00").work("B1").reboot("B1").until("01:58:00")
	n.do(change.Act{By: "李伟", Incident: "B-1", Kind: "stop", State: change.ActionIsDone, Outcome: "变更已暂停"})
	return n.until("02:03:10")
}

// TestWideCharacters: columns line up whatever the script of the names, by both
// rules of width.
func TestWideCharacters(t *testing.T) {
	plan := chinesePlan()
	for i, name := range []string{"订单一", "订单二", "账务服务器一", "B2"} {
		plan.Hosts[i].Name, plan.Order[i] = name, name
	}
	n := newNight(t, plan).silence("账务服务器一 tcp/3389").pass(10 * time.Second)
	for _, lang := range []string{"en", "zh"} {
		for _, w := range []int{80, 120, 200} {
			s := newScreen(t, n, lang, w, 24)
			s.m.View()
			at := -1
			for _, row := range s.m.cache.rows[1:] {
				text := stripped(row.line)
				port := strings.LastIndex(text, "3389")
				if port < 0 {
					t.Fatalf("%s at %d has no port: %q", lang, w, text)
				}
				before := text[:port]
				if col := ansi.StringWidth(before); at >= 0 && col != at || ansi.StringWidthWc(before) != col {
					t.Errorf("%s at %d: the ports begin at %d and at %d: %q", lang, w, at, col, text)
				} else {
					at = col
				}
			}
		}
	}
}

func stripped(text string) string { return ansi.Strip(text) }

// TestChineseFrames draws a night that is Chinese throughout.
func TestChineseFrames(t *testing.T) {
	n := lateIn(newNight(t, chinesePlan()))
	for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 40}} {
		s := newScreen(t, n, "zh", size[0], size[1])
		golden(t, fmt.Sprintf("chinese-%dx%d", size[0], size[1]), s.frame())
		s.press("w")
		golden(t, fmt.Sprintf("wall-chinese-%dx%d", size[0], size[1]), s.frame())
	}
}

// stray is a blank beside a full-width mark, which brings its own.
var stray = regexp.MustCompile(`[，。；：！？、）] [\p{Han}\w“（]|[^ ] （`)

// TestNoBlankBesideAFullWidthMark: what is put together on the screen stands together
// as Chinese does, in each frame and in what the frames do not show.
func TestNoBlankBesideAFullWidthMark(t *testing.T) {
	frames := map[string]string{}
	files, _ := filepath.Glob("testdata/*zh*.txt")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		frames[file] = string(text)
	}
	if len(frames) < 50 {
		t.Fatalf("only %d frames in Chinese", len(frames))
	}
	helped := newNight(t, nightPlan()).work("A1").reboot("A1").pass(8 * time.Minute)
	helped.do(change.Recover{By: "Chen", Host: "A1", What: "reset", Outcome: "worked"}).answer("A1").pass(90 * time.Second)
	evidence := moment(t, "at-reboot")
	evidence.state.Plan.Runbook = rewritten(evidence.state.Plan.Runbook, func(steps []change.Step) {
		steps[3].EvidenceRequired, steps[3].Evidence = true, "截屏"
	})
	for _, tt := range []struct {
		keys, shows string
		night       *night
		err         error
	}{
		{"o", "遗留事项", newNight(t, nightPlan()), nil},
		{"d", "计时。", evidence, nil},
		{"P", "有人介入", helped, nil},
		{"a d", "此前还有", moment(t, "late"), errors.New("full")},
	} {
		s := newScreen(t, tt.night, "zh", 120, 40)
		s.core.err = tt.err
		s.script(tt.keys)
		if frames[tt.keys] = s.frame(); !strings.Contains(frames[tt.keys], tt.shows) {
			t.Errorf("keys %q do not show %q:\n%s", tt.keys, tt.shows, frames[tt.keys])
		}
	}
	for name, frame := range frames {
		if found := stray.FindString(frame); found != "" {
			t.Errorf("%s: a blank beside a full-width mark, %q:\n%s", name, found, frame)
		}
	}
}
