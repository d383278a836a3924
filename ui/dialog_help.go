package ui

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// helpCard lists the keys that apply now, what the glyphs mean, and whatever
// the header had no room for.
type helpCard struct{ noText }

func (h *helpCard) page(s *scene, w int) page {
	p := page{title: s.Say("help.title"), at: -1, keys: []keyID{keyCancel, keyScroll}}
	offered := s.offered()
	for _, group := range keyGroups() {
		var shown []string
		for _, r := range offered {
			if r.group == group {
				shown = append(shown, fit(s.styles.bold.Render(r.hint()), 6)+r.says(s.catalog))
			}
		}
		if len(shown) > 0 {
			p.lines = append(p.lines, s.styles.grey(s.Say(string(group))))
			p.lines = append(p.lines, columnsOf(shown, w)...)
		}
	}
	p.lines = append(p.lines, s.styles.grey(s.Say("help.glyphs")))
	for _, name := range []string{"hosts", "icmp", "ports", "age"} {
		p.lines = append(p.lines, wrap(s.Say("legend."+name), w)...)
	}
	if len(s.pace.typical) > 0 {
		p.lines = append(p.lines, wrap(s.Say("legend.ladder", "ghost", glyphGhost), w)...)
	}
	if s.secondHand() {
		p.lines = append(p.lines, wrap(s.Say("legend.recorded"), w)...)
	}
	p.lines = append(p.lines, s.about(w)...)
	return p
}

// about holds deviations and notices in full.
func (s *scene) about(w int) []string {
	var lines []string
	for _, d := range s.state().Deviations {
		lines = append(lines, wrap(s.styles.in(warn, "▲ "+s.deviation(d)), w)...)
	}
	lines = append(lines, s.sealedAbout(w)...)
	if s.snap.Fault.Said() {
		lines = append(lines, wrap(s.styles.in(alarm, "■ "+s.Say("alert.fault", "why", s.stated(s.snap.Fault))), w)...)
	}
	for _, notice := range s.snap.Notices {
		lines = append(lines, wrap("! "+s.stated(notice), w)...)
	}
	return lines
}

// columnsOf sets short texts in as many columns as the width has room for.
func columnsOf(texts []string, w int) []string {
	widest := 0
	for _, t := range texts {
		widest = max(widest, ansi.StringWidth(t)+2)
	}
	perLine := max(1, w/max(1, widest))
	var lines []string
	for i, t := range texts {
		if i%perLine == 0 {
			lines = append(lines, "")
		}
		lines[len(lines)-1] += fit(t, min(w, widest))
	}
	return lines
}

func (h *helpCard) press(s *scene, k tea.KeyPressMsg) answer {
	if s.is(k, keyCancel, keyHelp, keyQuit) {
		return answer{}
	}
	return answer{next: h}
}
