package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
)

// gateCard shows every criterion of the gate of a host, as it stands now, and
// starts the host when the gate says go.
type gateCard struct {
	noText
	host string
}

func (m *root) gateCard() dialog { return &gateCard{host: m.selected} }

// gate is the gate's word at this moment, as the core will judge it.
func (s *scene) gate(host string) change.GatedData {
	return change.Judge(*s.state(), host, s.snap.Unwatched, s.now)
}

// what is the deviation that overrides the gate of this host.
func (g *gateCard) what() string { return change.StartDeviation(g.host) }

func (g *gateCard) page(s *scene, w int) page {
	v := s.gate(g.host)
	p := page{title: s.Say("gate.title", "host", g.host) + " · " + s.verdict("gate", v), at: -1}
	p.lines = s.noGo(v, w) // what is wrong comes first, and in full
	for _, c := range v.Criteria {
		if c.Go {
			p.lines = append(p.lines, cut(strings.Join(s.criteria([]change.Criterion{c}, 1<<10), ""), w))
		}
	}
	p.lines = append(p.lines, "")
	text, deviates := s.wayOn(v, waysOn{
		goes: s.Say("gate.ask", "host", g.host), against: s.Say("gate.ask_against", "host", g.host),
		heldMore: s.Say("gate.held_more", "what", g.what()), deviate: s.Say("gate.deviate", "what", g.what()),
	})
	p.lines = append(p.lines, wrap(text, w)...)
	if deviates {
		p.keys = append(p.keys, keyDeviate)
	}
	if h := s.state().Host(g.host); h != nil && len(s.preparations(h)) > 0 {
		p.keys = append(p.keys, keyPrepare)
	}
	if s.state().WantsPrechecks(g.host, s.now) {
		p.lines = append(p.lines, wrap(s.Say("gate.runs"), w)...)
		p.keys = append(p.keys, keyChecks)
	}
	if v.Go {
		p.keys = append(p.keys, keyBegin)
	}
	p.keys = append(p.keys, keyCancel)
	return p
}

// waysOn are the sentences of a gate about what can be done now: where it says go,
// go against its criteria, no-go for a hold and more, no-go for anything but a hold.
type waysOn struct{ goes, against, heldMore, deviate string }

// wayOn is the sentence for a verdict, and whether a deviation is what it asks for.
func (s *scene) wayOn(v change.GatedData, ways waysOn) (text string, deviates bool) {
	switch held, more := v.Held(); {
	case v.Overridden:
		return s.styles.in(warn, ways.against), false
	case v.Go:
		return ways.goes, false
	case held && more:
		return ways.heldMore, false
	case held:
		return s.Say("gate.held"), false
	}
	return ways.deviate, true
}

// verdict is the word of a gate, for a start or for a reboot.
func (s *scene) verdict(gate string, v change.GatedData) string {
	switch {
	case v.Overridden:
		return s.Say(gate + ".overridden")
	case v.Go:
		return s.Say(gate + ".go")
	}
	return s.Say(gate + ".nogo")
}

// noGo draws the criteria that stand against a start or a reboot.
func (s *scene) noGo(v change.GatedData, w int) []string {
	var lines []string
	for _, same := range change.Causes(change.NoGo(v.Criteria)) {
		lines = append(lines, s.criteria(same, w)...)
	}
	return lines
}

// criteria draws criteria that have one reason.
func (s *scene) criteria(same []change.Criterion, w int) []string {
	glyph, l := "✓", quiet
	if !same[0].Go {
		glyph, l = "✗", alarm
	}
	titles := make([]string, len(same))
	for i, c := range same {
		titles[i] = s.stated(c.Title())
	}
	text := s.catalog.List(titles)
	if why := same[0].Why; why.Said() {
		text = s.catalog.Pair(text, s.stated(why))
	}
	lines := wrap(text, w-2)
	for i, line := range lines {
		lead := "  "
		if i == 0 {
			lead = glyph + " "
		}
		lines[i] = s.styles.in(l, lead+line)
	}
	return lines
}

func (g *gateCard) press(s *scene, k tea.KeyPressMsg) answer {
	v := s.gate(g.host)
	switch {
	case s.is(k, keyCancel):
		return answer{}
	case s.is(k, keyBegin) && v.Go:
		return answer{do: change.Start{By: s.operator, Host: g.host}}
	case s.is(k, keyChecks) && s.state().WantsPrechecks(g.host, s.now):
		return answer{next: g, do: change.AskPrechecks{By: s.operator, Host: g.host}}
	case s.is(k, keyPrepare) && len(s.preparations(s.state().Host(g.host))) > 0:
		return answer{next: &prepareCard{host: g.host, back: g}}
	case s.is(k, keyDeviate) && !v.Go && s.state().Hold == nil:
		return answer{next: deviationForm(s, g.what())}
	}
	return answer{next: g}
}
