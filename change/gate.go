package change

import (
	"slices"
	"strings"
	"time"
)

// Criterion is one line of a gate: go or no-go, and the evidence for it.
type Criterion struct {
	Name     string `json:"name"`
	Go       bool   `json:"go"`
	Evidence string `json:"evidence,omitempty"`
	// Chinese is the evidence in Chinese.
	Chinese string `json:"evidence_zh,omitempty"`
}

// Why is the evidence in a language of the screen.
func (c Criterion) Why(language string) string { return in(language, c.Evidence, c.Chinese) }

// Title is the name in a language of the screen.
func (c Criterion) Title(language string) string { return in(language, c.Name, titles()[c.Name]) }

// Reason is why the criterion failed: its evidence, and its name only where it
// has none. Beside its name "no hold: the change is on hold" reads as a
// contradiction.
func (c Criterion) Reason(language string) string {
	if why := c.Why(language); why != "" {
		return why
	}
	return c.Title(language)
}

// titles are the names of the criteria in Chinese.
func titles() map[string]string {
	return map[string]string{
		"no hold":                                "没有暂停",
		"hosts are watched":                      "主机有人观测",
		"inside the window":                      "在窗口之内",
		"baseline seen":                          "已见基线",
		"previous host done":                     "前一台已完成",
		"environment keeps enough healthy hosts": "本环境仍有足够的正常主机",
		"standby healthy":                        "备用环境正常",
		"slow case fits":                         "慢速情形也来得及",
		"level was tested":                       "目标级别经过测试",
		"plan is the sealed one":                 "计划即封存的计划",
		"no failover under way":                  "没有进行中的切换",
		"contacts confirmed":                     "联系人已确认",
		"prechecks passed":                       "预检通过",
		"deviations signed":                      "偏离已签",
		"one host at a time":                     "一次一台",
	}
}

// because sets the evidence.
func (c *Criterion) because(w Text) { c.Evidence, c.Chinese = w.EN, w.ZH }

// fail is a no-go, and why.
func (c *Criterion) fail(w Text) {
	c.Go = false
	c.because(w)
}

// Gate is the go/no-go check before the work on a host starts.
func Gate(s State, host string, now time.Time) []Criterion {
	i := slices.IndexFunc(s.Plan.Hosts, func(h Host) bool { return h.Name == host })
	if i < 0 {
		return nil
	}
	h, hs := &s.Plan.Hosts[i], &s.Hosts[i]
	return append([]Criterion{
		gateHold(&s),
		gateWatched(&s, now),
		gateSeen(hs),
		gatePrevious(&s, host),
		gateAlone(&s, host),
		gateSwitch(&s),
		gateEnvironment(&s, h),
		gateStandby(&s, h),
		gateWindow(&s, h, now),
		gateTime(&s, h, now),
		gateLevel(&s, host),
		gateContacts(&s),
		gatePrechecks(&s, hs),
		gateSigned(&s),
	}, gateSealed(&s)...)
}

// Judge is the gate's word on the start of a host: every criterion, and
// whether a recorded deviation lets it start against those that failed.
// Unwatched is why nobody observes the hosts, empty while somebody does.
func Judge(s State, host string, unwatched Text, now time.Time) GatedData {
	v := GatedData{Criteria: Gate(s, host, now)}
	for i := range v.Criteria {
		if c := &v.Criteria[i]; c.Name == WatchedCriterion && unwatched.Said() {
			c.fail(unwatched)
		}
	}
	failed := NoGo(v.Criteria)
	v.Overridden = len(failed) > 0 && s.overrides(host, failed)
	v.Go = len(failed) == 0 || v.Overridden
	return v
}

// overrides reports whether two people answered for a start against each of
// the criteria that fail now. What they did not see they did not answer for.
func (s *State) overrides(host string, failed []Criterion) bool {
	var known []string
	for _, d := range s.Deviations {
		if d.Signed() && strings.EqualFold(d.What, StartDeviation(host)) {
			known = append(known, d.Criteria...)
		}
	}
	return s.Hold == nil && !slices.ContainsFunc(failed, func(c Criterion) bool { return !slices.Contains(known, c.Name) })
}

// HoldCriterion is the one criterion that no deviation overrides: a hold is
// lifted by who is responsible, not worked around.
const HoldCriterion = "no hold"

// NoGo lists the criteria that failed.
func NoGo(criteria []Criterion) []Criterion {
	var failed []Criterion
	for _, c := range criteria {
		if !c.Go {
			failed = append(failed, c)
		}
	}
	return failed
}

// Reasons says, each once, why criteria failed: one host may stand in the way
// for more than one. What has no evidence has its name.
func Reasons(failed []Criterion, language string) []string {
	var why []string
	for _, c := range failed {
		text := c.Reason(language)
		if !slices.Contains(why, text) {
			why = append(why, text)
		}
	}
	return why
}

func gateHold(s *State) Criterion {
	c := Criterion{Name: HoldCriterion, Go: s.Hold == nil}
	if s.Hold != nil {
		c.because(Both("the change is on hold since %s by %s: %s", "%[2]s 于 %[1]s 暂停：%[3]s", s.clock(s.Hold.Since), s.Hold.By, s.Hold.words()))
	}
	return c
}

// gateWatched: what the other criteria know of the hosts must be what was seen
// just now, not before a blind spell, a sleep or a restart.
func gateWatched(s *State, now time.Time) Criterion {
	c := Criterion{Name: WatchedCriterion, Go: true}
	if !s.Blind.IsZero() {
		c.fail(Both("WE are blind since %s", "我方自 %s 起看不见", s.clock(s.Blind)))
	} else if again := now.Sub(s.Looking); s.Looking.After(s.Opened) && again < s.Plan.Probe.confirm() {
		c.fail(Both("nothing was seen before %s: give the probes a moment", "%s 之前无人观测：请稍候，等待探测", s.clock(s.Looking)))
	}
	return c
}

// WatchedCriterion is the criterion that asks for eyes on the hosts.
const WatchedCriterion = "hosts are watched"

// gateWindow asks whether the slow case ends inside the approved window.
func gateWindow(s *State, h *Host, now time.Time) Criterion {
	w := s.Plan.Change.Window
	c := Criterion{Name: "inside the window", Go: true}
	if w.End.IsZero() {
		return c
	}
	switch {
	case now.Before(w.Start):
		c.fail(Both("the window opens at %s", "窗口 %s 才开始", s.clock(w.Start)))
	case !now.Before(w.End):
		c.fail(Both("the window ended at %s", "窗口已于 %s 结束", s.clock(w.End)))
	default:
		s.fits(&c, s.limitOf(h, windowEnd), now)
	}
	return c
}

// gateTime asks whether even the slow case ends before the last safe failover,
// or before the deadline where there is nothing to switch to.
func gateTime(s *State, h *Host, now time.Time) Criterion {
	c := Criterion{Name: "slow case fits", Go: true}
	c.because(Both("no deadline in the plan", "计划中没有期限"))
	for _, limit := range s.Limits(h) {
		if limit.Name.EN != windowEnd {
			s.fits(&c, limit, now)
		}
	}
	return c
}

func (s *State) limitOf(h *Host, name string) Limit {
	for _, limit := range s.Limits(h) {
		if limit.Name.EN == name {
			return limit
		}
	}
	return Limit{}
}

// fits asks whether a limit is met, and tells its arithmetic: "start by 05:00:
// slow case 45m (rung failover) ends 02:45:00, last safe failover of B 05:45:00".
func (s *State) fits(c *Criterion, l Limit, now time.Time) {
	c.Go = !now.After(l.Latest())
	c.because(Both("start by %s: %s ends %s, %s %s", "最晚 %s 开始：%s，%s 结束，%s %s",
		s.clock(l.Latest())[:5], l.Why, s.clock(now.Add(l.Need)), l.Name, s.clock(l.At)))
}

func gateSeen(h *HostState) Criterion {
	var down, never []string
	for _, sig := range h.Signals {
		switch sig.State {
		case Down:
			down = append(down, sig.Check)
		case NeverSeen:
			never = append(never, sig.Check)
		case Up:
		}
	}
	c := Criterion{Name: "baseline seen", Go: h.Usable() && len(down) == 0}
	switch {
	case !h.Usable():
		c.because(Both("no signal of %s has answered yet: it cannot be watched", "%s 尚无任何信号应答：无法观测", h.Name))
	case len(down) > 0:
		c.because(Both("%s lost before the work begins", "作业之前 %s 已无应答", strings.Join(down, ", ")))
	case len(never) > 0:
		c.because(Both("not usable: %s", "不可用：%s", strings.Join(never, ", ")))
	}
	return c
}

func gatePrevious(s *State, host string) Criterion {
	c := Criterion{Name: "previous host done", Go: true}
	for _, name := range s.Plan.Order {
		if name == host {
			break
		}
		h := s.Host(name)
		if h.Rebooting() {
			c.fail(notBack(s, h))
			return c
		}
		if h.Work != FinishedOK && h.Work != RolledBack {
			c.fail(h.is())
			return c
		}
	}
	return c
}

// gateAlone: whatever the order, never two at once.
func gateAlone(s *State, host string) Criterion {
	c := Criterion{Name: "one host at a time", Go: true}
	for i := range s.Hosts {
		switch h := &s.Hosts[i]; {
		case h.Name == host:
		case h.Work == Started && h.Rebooting():
			c.fail(notBack(s, h))
			return c
		case h.Work == Started:
			c.fail(h.is())
		}
	}
	return c
}

// notBack says how far a reboot has come: not back, or back and not proven.
func notBack(s *State, h *HostState) Text {
	word := Both("not proven", "未证实")
	if h.Reboot.Phase == Requested || h.Reboot.Phase == Gone {
		word = Both("not back", "未恢复")
	}
	return Both("%s %s: %s since %s", "%s %s：自 %[4]s 起%[3]s", h.Name, word, h.Reboot.Phase.words(), s.clock(h.Reboot.Since))
}

func (p Phase) words() Text {
	return Text{string(p), map[Phase]string{
		Requested: "已要求重启", Gone: "无应答", Answering: "有应答", Listening: "端口已开", Settled: "已稳定",
	}[p]}
}

// is says how far the work on a host has come.
func (h *HostState) is() Text { return Both("%s is %s", "%s %s", h.Name, h.Work.words()) }

func (w Work) words() Text {
	switch w {
	case Waiting:
		return Both("not started", "尚未开始")
	case Started:
		return Both("being worked on", "正在作业")
	case Failed:
		return Both("given up as failed", "已按失败放弃")
	case FinishedOK:
		return Both("ok", "已完成")
	case RolledBack:
		return Both("rolled-back", "已回退")
	}
	return same(string(w))
}

func gateLevel(s *State, host string) Criterion {
	h := s.Planned(host)
	c := Criterion{Name: "level was tested", Go: h.Level.To == h.Level.Tested}
	if h.Level.To != "" || h.Level.Tested != "" {
		c.because(Both("goes to %s, tested was %s", "目标级别 %s，测试过的是 %s", orNone(h.Level.To), orNone(h.Level.Tested)))
	}
	if !c.Go && s.deviates(LevelDeviation(host, h.Level.To)) {
		c.Go = true
		c.because(Text{c.Evidence, c.Chinese}.Plus(Both(": UNTESTED, two people answer for it", "：未测试，由两人负责")))
	}
	return c
}

// gateSigned: what departed from the plan has its second name.
func gateSigned(s *State) Criterion {
	c := Criterion{Name: "deviations signed", Go: true}
	if open := s.Unsigned(); len(open) > 0 {
		what := make([]string, len(open))
		for i, d := range open {
			what[i] = d.What
		}
		c.fail(Both("no second name yet: %s", "缺第二签名：%s", strings.Join(what, ", ")))
	}
	return c
}

func orNone(text string) Text {
	if text == "" {
		return Both("nothing", "无")
	}
	return same(text)
}

// clock writes an instant as people on the night read it.
func (s *State) clock(at time.Time) string { return Clock(s.Plan, at) }

// Clock writes an instant in the zone of the change: "02:31:07".
func Clock(p *Plan, at time.Time) string {
	zone := p.Change.Zone
	if zone == nil {
		zone = time.UTC
	}
	return at.In(zone).Format("15:04:05")
}
