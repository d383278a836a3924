package ui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"tminus/change"
)

// gateCard shows every criterion of the gate of a host, as it stands now, and
// starts the host when the gate says go.
type gateCard struct {
	noText
	host string
}

// verdict is the gate's word at this moment.
type verdict struct {
	criteria, failed []change.Criterion
	// overridden: a recorded deviation starts the host against the gate.
	overridden bool
}

func (g *gateCard) verdict(s *scene) verdict {
	v := verdict{criteria: s.gate(g.host)}
	v.failed = change.NoGo(v.criteria)
	v.overridden = len(v.failed) > 0 && s.state().Hold == nil &&
		slices.ContainsFunc(s.state().Deviations, func(d change.Deviation) bool {
			return strings.EqualFold(d.What, g.what())
		})
	return v
}

// gate is the gate as the core will judge it: what nobody watches is no-go.
func (s *scene) gate(host string) []change.Criterion {
	criteria := change.Gate(*s.state(), host, s.now)
	for i := range criteria {
		if c := &criteria[i]; c.Name == change.WatchedCriterion && s.snap.Unwatched != "" {
			c.Go, c.Evidence = false, s.snap.Unwatched
		}
	}
	return criteria
}

func (v verdict) starts() bool { return len(v.failed) == 0 || v.overridden }

// what is the deviation that overrides the gate of this host.
func (g *gateCard) what() string { return "start " + g.host }

func (g *gateCard) page(s *scene, w int) page {
	v := g.verdict(s)
	p := page{title: s.say("gate.title", "host", g.host) + " · " + s.gateWord(v), at: -1}
	for _, c := range v.criteria {
		p.lines = append(p.lines, s.criterion(c, w)...)
	}
	p.lines = append(p.lines, "")
	switch {
	case len(v.failed) == 0:
		p.lines = append(p.lines, wrap(s.say("gate.ask", "host", g.host), w)...)
	case v.overridden:
		p.lines = append(p.lines, wrap(s.styles.in(warn, s.say("gate.ask_against", "host", g.host)), w)...)
	case s.state().Hold != nil:
		p.lines = append(p.lines, wrap(s.say("gate.held"), w)...)
	default:
		p.lines = append(p.lines, wrap(s.say("gate.deviate", "what", g.what()), w)...)
		p.keys = append(p.keys, s.keys.Deviate)
	}
	if v.starts() {
		p.keys = append(p.keys, s.keys.Confirm)
	}
	p.keys = append(p.keys, s.keys.Cancel)
	return p
}

func (s *scene) gateWord(v verdict) string {
	switch {
	case len(v.failed) == 0:
		return s.say("gate.go")
	case v.overridden:
		return s.say("gate.overridden")
	}
	return s.say("gate.nogo")
}

func (s *scene) criterion(c change.Criterion, w int) []string {
	glyph, l := "✓", quiet
	if !c.Go {
		glyph, l = "✗", alarm
	}
	text := s.words.or("gate."+c.Name, c.Name)
	if c.Evidence != "" {
		text += ": " + change.Clean(c.Evidence)
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
	v := g.verdict(s)
	switch {
	case key.Matches(k, s.keys.Cancel):
		return answer{}
	case key.Matches(k, s.keys.Confirm) && v.starts():
		return answer{do: change.Start{By: s.operator, Host: g.host}}
	case key.Matches(k, s.keys.Deviate) && !v.starts() && s.state().Hold == nil:
		return answer{next: deviationForm(s, g.what())}
	}
	return answer{next: g}
}
