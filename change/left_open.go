package change

import "strings"

// LeftOpen is what a change that is closed now would leave undone, the gravest
// first. Whoever closes a change may have reasons: it is told, and refused only
// where the outcome would not be true.
func (s *State) LeftOpen() []Text {
	var left []Text
	for i := range s.Hosts {
		if h := &s.Hosts[i]; h.Rebooting() {
			left = append(left, Both("%s is not back", "%s 未恢复", h.Name))
		}
	}
	for _, e := range s.Plan.Environments {
		if s.SwitchedAway(e.Name) {
			left = append(left, Both("%s is switched to %s", "%s 已切换到 %s", e.Name, e.Standby))
		}
	}
	for i := range s.Incidents {
		if inc := &s.Incidents[i]; inc.Open() {
			left = append(left, inc.leftOpen())
		}
	}
	for _, d := range s.Unsigned() {
		left = append(left, Both("no second name for: %s", "缺第二签名：%s", d.What))
	}
	if waiting := s.waiting(); len(waiting) > 0 {
		left = append(left, Both("never started: %s", "未开始：%s", shortList(waiting)))
	}
	if s.Hold != nil {
		left = append(left, Both("the change is on hold: %s", "变更仍在暂停：%s", s.Hold.words()))
	}
	return left
}

func (i *Incident) leftOpen() Text {
	if undone := i.Undone(); len(undone) > 0 {
		return Both("incident %s is open, not done: %s", "事件 %s 未结束，未完成：%s", i.ID, strings.Join(undone, ", "))
	}
	return Both("incident %s is open", "事件 %s 未结束", i.ID)
}

func (s *State) waiting() []string {
	var names []string
	for i := range s.Hosts {
		if s.Hosts[i].Work == Waiting {
			names = append(names, s.Hosts[i].Name)
		}
	}
	return names
}

// shortList names a few of many.
func shortList(names []string) string {
	const most = 8
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:most], ", ") + ", …"
}
