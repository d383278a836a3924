package config

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"tminus/change"
	"tminus/wording"
)

// Warnings are the things about a plan that deserve a second look and do not
// refuse it: plain sentences, in both languages, the gravest first, in a stable order.
func Warnings(p *change.Plan) []change.Text {
	var w []change.Text
	w = append(w, deadlineWarnings(p)...)
	w = append(w, environmentWarnings(p)...)
	w = append(w, hostWarnings(p)...)
	w = append(w, ladderWarnings(p)...)
	return append(w, probeWarnings(p)...)
}

func deadlineWarnings(p *change.Plan) []change.Text {
	var w []change.Text
	c := p.Change
	if len(p.Witnesses) == 0 {
		w = append(w, change.Both("There is no witness: without one the cockpit cannot tell its own lost cable from the hosts' loss.", "没有见证目标：没有它，就分不清是本机断网还是主机失联。"))
	}
	if c.Deadline.At.IsZero() {
		return append(w, change.Both("There is no deadline: no last safe moment for a failover can be told.", "没有业务期限：无法给出最晚安全切换时刻。"))
	}
	if c.Deadline.At.Before(c.Window.End) {
		w = append(w, change.Both("The deadline (%s, %s) is before the end of the window (%s).", "业务期限（%s，%s）早于窗口结束（%s）。",
			c.Deadline.Name, at(p, c.Deadline.At), at(p, c.Window.End)))
	}
	for _, e := range p.Environments {
		lastSafe, ok := p.LastSafeFailover(e.Name)
		switch {
		case !ok && e.Standby != "":
			w = append(w, change.Both("Environment %s has a standby and no failover.takes: its last safe moment cannot be told.", "环境 %s 有备用环境但没有 failover.takes：无法给出最晚安全时刻。", e.Name))
		case ok && !lastSafe.After(c.Window.Start):
			w = append(w, change.Both("The last safe failover of environment %s (%s) is over before the window starts (%s).", "环境 %s 的最晚安全切换时刻（%s）早于窗口开始（%s）。",
				e.Name, at(p, lastSafe), at(p, c.Window.Start)))
		}
	}
	return w
}

func environmentWarnings(p *change.Plan) []change.Text {
	var w []change.Text
	hosts := map[string]int{}
	for _, h := range p.Hosts {
		hosts[h.Environment]++
	}
	for _, e := range p.Environments {
		if n := hosts[e.Name]; n > 0 && e.MinHealthy >= n {
			w = append(w, change.Both("Environment %s must keep %d of %d hosts healthy while one is worked on: its gates will say no-go.", "环境 %s 在处理一台主机时必须保持 %d/%d 台健康：关卡会判定不可开始。", e.Name, e.MinHealthy, n))
		}
		if e.Standby != "" && hosts[e.Name] > 0 && hosts[e.Standby] == 0 {
			w = append(w, change.Both("Environment %s, the standby of %s, has no host in this plan: nobody can see whether it is healthy, and the gates of %s will say no-go.", "环境 %s 是 %s 的备用，但本计划中没有它的主机：看不出它是否健康，%s 的关卡会判定不可开始。", e.Standby, e.Name, e.Name))
		}
		if e.Standby == "" && len(e.Failover.Steps)+int(e.Failover.Takes) > 0 {
			w = append(w, change.Both("Environment %s has a failover and no standby: whereto?", "环境 %s 有切换步骤但没有备用环境：切到哪里？", e.Name))
		}
	}
	return w
}

func hostWarnings(p *change.Plan) []change.Text {
	var w []change.Text
	say := func(en, zh string, is func(*change.Host) bool) {
		if names := hostsThat(p, is); len(names) > 0 {
			w = append(w, change.Both("%s: "+en+".", "%s："+zh+"。", listed(names)))
		}
	}
	say("the target level is not the tested one, so the gate will say no-go", "目标级别不是测试过的级别，关卡会判定不可开始", func(h *change.Host) bool { return h.Level.To != h.Level.Tested })
	say("no target level is given", "没有写目标级别", func(h *change.Host) bool { return h.Level.To == "" && h.Level.Tested == "" })
	say("no boot evidence, so a reboot can be seen but not proven", "没有启动证据，重启看得见但无法证实", func(h *change.Host) bool { return !h.Testifies() })
	say("watched by ping alone, so the end of a reboot is seen too early", "只靠 ping 监测，会过早认为重启结束", func(h *change.Host) bool { return h.Checks.ICMP && len(h.Signals()) == 1 })
	say("an HTTP check asks another machine, which may answer while the host is down", "HTTP 检查问的是另一台机器，主机停机时它也可能应答", asksAnother)
	say("the address is a name: should it be resolved anew, another machine may answer", "地址是名称：若重新解析，应答的可能是另一台机器", func(h *change.Host) bool { return !isIP(h.Address) })
	if p.Runbook.Len() == 0 {
		w = append(w, change.Both("The runbook is empty: nobody will be told what to do on a host.", "操作手册为空：没有人知道在主机上要做什么。"))
	} else if !slices.ContainsFunc(slices.Collect(p.Runbook.All()), func(s change.Step) bool { return s.Reboot }) {
		w = append(w, change.Both("No step of the runbook has reboot: true.", "操作手册中没有任何步骤写了 reboot: true。"))
	}
	return append(w, commandWarnings(p)...)
}

// filledIn are the words that change.Command fills in.
func filledIn() []string {
	return []string{"name", "host", "address", "environment", "model", "os", "from", "to", "level"}
}

// commandWarnings finds words in braces that are nearly those that are filled
// in. What is far from them may belong to the command itself.
func commandWarnings(p *change.Plan) []change.Text {
	var w []change.Text
	for s := range p.Runbook.All() {
		for _, text := range []string{s.Command, s.Rollback} {
			for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
				if near := nearest(m[1], filledIn()); near != "" && near != m[1] {
					w = append(w, change.Both("Step %s says {%s}, which is not filled in: did you mean {%s}?", "步骤 %s 写了 {%s}，它不会被填入：是 {%s} 吗？", s.ID, m[1], near))
				}
			}
		}
	}
	return w
}

// asksAnother reports whether the URL of an HTTP check names neither the host
// nor its address.
func asksAnother(h *change.Host) bool {
	return slices.ContainsFunc(h.Checks.HTTP, func(c change.HTTPCheck) bool {
		u, err := url.Parse(strings.NewReplacer("{address}", "host.invalid", "{name}", "host.invalid").Replace(c.URL))
		if err != nil {
			return false
		}
		asked := sameAddress(u.Hostname())
		return asked != "host.invalid" && asked != sameAddress(h.Address) && !strings.EqualFold(asked, h.Name)
	})
}

// hostsThat lists the hosts of which something is true.
func hostsThat(p *change.Plan, is func(*change.Host) bool) []string {
	var names []string
	for i := range p.Hosts {
		if is(&p.Hosts[i]) {
			names = append(names, p.Hosts[i].Name)
		}
	}
	return names
}

var placeholder = regexp.MustCompile(`\{([A-Za-z_]+)\}`)

// ladderWarnings looks at each rung once, however many hosts share it.
func ladderWarnings(p *change.Plan) []change.Text {
	var w []change.Text
	builtIn := wording.Load(wording.English)
	add := func(sentence change.Text) {
		if !slices.Contains(w, sentence) {
			w = append(w, sentence)
		}
	}
	for i := range p.Hosts {
		for _, r := range p.Hosts[i].Ladder {
			if r.Action == "" {
				continue
			}
			if p.Contacts[r.Contact].Phone == "" && !isOwn(r) {
				add(change.Both("Action %s has no contact with a phone: whom would one call?", "措施 %s 没有带电话的联系人：打给谁？", r.Action))
			}
			if r.Say == "" && !builtIn.HasMessage(r.Action) {
				add(change.Both("Rung %s does not tell what to say.", "梯级 %s 没有写明要说什么。", r.Name))
			}
			for _, m := range placeholder.FindAllStringSubmatch(r.Say, -1) {
				if !slices.Contains(wording.Placeholders(), m[1]) {
					add(change.Both("Rung %s says {%s}, which is not filled in: %s.", "梯级 %s 写了 {%s}，它不会被填入：%s。", r.Name, m[1], didYouMean(m[1], wording.Placeholders())))
				}
			}
		}
	}
	return w
}

// isOwn: the operator at the cockpit stops the change without a call.
func isOwn(r change.Rung) bool { return r.Action == change.RungStop && r.Contact == "" }

// slowAnswer is what a round trip over bad lines may take.
const slowAnswer = 100 * time.Millisecond

func probeWarnings(p *change.Plan) []change.Text {
	var w []change.Text
	if limit := p.Probe.Interval * 85 / 100; p.Probe.Timeout > limit {
		w = append(w, change.Both("The probe timeout %s is close to the interval %s: probes would be skipped in an outage; %s is safe.", "探测超时 %s 接近探测间隔 %s：中断时会漏掉探测；%s 是安全的。",
			short(p.Probe.Timeout), short(p.Probe.Interval), short(p.Probe.Interval*4/5)))
	}
	if limit := p.Probe.Working * 85 / 100; p.Probe.Working > 0 && limit < slowAnswer && p.Probe.Timeout > limit {
		w = append(w, change.Both("While a host is worked on, probed every %s, an answer may take %s at most: a slow host may seem lost.", "处理中的主机每 %s 探测一次，应答最多只能用 %s：慢的主机可能显得失联。", short(p.Probe.Working), short(limit)))
	}
	return w
}

// at writes an instant with its date, in the zone of the change.
func at(p *change.Plan, t time.Time) string { return t.In(p.Change.Zone).Format("2006-01-02 15:04") }
