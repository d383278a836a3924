package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// paceBook holds the reboots that are over: those of the change, learnt anew
// when its state is another one, and those of earlier records.
type paceBook struct {
	earlier func() change.History
	// all are those by the time of version, past of them from earlier records.
	all     []change.Pace
	past    int
	version uint64
	// history is what the earlier records teach; odds are drawn from it and from tonight,
	// nil until they are asked for.
	history change.History
	odds    *change.Odds
	// typical is how long a reboot of a class takes, as far as is known.
	typical map[change.Class]time.Duration
}

// glyphGhost marks on the bar how long the reboots before this one took.
const glyphGhost = "┊"

// learn takes in what has settled since.
func (b *paceBook) learn(s *change.State, version uint64) {
	var past change.History
	if b.earlier != nil {
		past = b.earlier()
	}
	if b.typical != nil && b.version == version && b.past == len(past.Paces)+len(past.Waits) {
		return
	}
	b.version, b.past, b.typical = version, len(past.Paces)+len(past.Waits), map[change.Class]time.Duration{}
	b.history, b.odds = past, nil
	b.all = slices.Concat(change.Paces(s), past.Paces)
	for _, p := range b.all {
		if _, known := b.typical[p.Class]; known {
			continue
		}
		for _, source := range paceSources() {
			if t, ok := change.Typical(b.all, p.Class, source, ""); ok {
				b.typical[p.Class] = t.Took
				break
			}
		}
	}
}

// paceSources are the sources of a pace, what says most about tonight first.
func paceSources() []change.PaceSource {
	return []change.PaceSource{change.PaceTonight, change.PaceEarlier, change.PaceRehearsal}
}

// ghost is where on the bar of a host the reboots before it ended.
func (s *scene) ghost(plan *change.Host) (time.Duration, bool) {
	took, ok := s.pace.typical[plan.Class()]
	return took, ok
}

// paceCard sets the phases of a host's reboot beside the norm, the rehearsal
// and the hosts before it.
type paceCard struct {
	noText
	host string
}

// paceColumn is one column of the card; zero times are not known.
type paceColumn struct {
	head string
	change.Phases
}

func (c *paceCard) page(s *scene, w int) page {
	p := page{title: s.Say("pace.title", "host", c.host), at: -1, keys: []keyID{keyCancel}}
	plan, h := s.plan().Host(c.host), s.state().Host(c.host)
	if plan == nil || h == nil {
		return p
	}
	p.lines = append(p.lines, s.styles.grey(cut(s.stated(plan.Class().Name()), w)))
	p.lines = append(p.lines, s.paceTable(c.columns(s, plan, h), w)...)
	p.lines = append(p.lines, s.paceTonight(plan, w)...)
	if odds := s.oddsOf(c.host); odds.Said() {
		p.lines = append(p.lines, wrap(s.stated(odds), w)...)
	}
	return p
}

func (c *paceCard) columns(s *scene, plan *change.Host, h *change.HostState) []paceColumn {
	cols := []paceColumn{{s.Say("pace.norm"), change.Phases{Took: plan.Reboot.Expected}}}
	heads := map[change.PaceSource]string{
		change.PaceTonight: s.Say("pace.tonight"), change.PaceEarlier: s.Say("pace.earlier"), change.PaceRehearsal: s.Say("pace.rehearsal"),
	}
	for _, source := range paceSources() {
		if t, ok := change.Typical(s.pace.all, plan.Class(), source, c.but(source)); ok {
			cols = append(cols, paceColumn{heads[source], t})
		}
	}
	if h.Reboot != nil {
		now := paceColumn{change.Clean(c.host), h.Reboot.PhasesSoFar(s.now)}
		cols = slices.Insert(cols, 0, now)
	}
	return cols
}

// but is the host that is left out: tonight's others are told, not itself.
func (c *paceCard) but(source change.PaceSource) string {
	if source == change.PaceTonight {
		return c.host
	}
	return ""
}

func (s *scene) paceTable(cols []paceColumn, w int) []string {
	rows := []struct {
		word string
		part func(change.Phases) time.Duration
	}{
		{"pace.leaving", func(p change.Phases) time.Duration { return p.Leaving }},
		{"pace.dark", func(p change.Phases) time.Duration { return p.Dark }},
		{"pace.services", func(p change.Phases) time.Duration { return p.Services }},
		{"pace.whole", func(p change.Phases) time.Duration { return p.Took }},
	}
	labelW, colW := 0, 6
	for _, r := range rows {
		labelW = max(labelW, ansi.StringWidth(s.Say(r.word)))
	}
	for _, c := range cols {
		colW = max(colW, min(12, ansi.StringWidth(c.head)))
	}
	head := blank(labelW)
	for _, c := range cols {
		head += "  " + fitLeft(c.head, colW)
	}
	lines := []string{s.styles.grey(cut(head, w))}
	for _, r := range rows {
		line := fit(s.Say(r.word), labelW)
		for _, c := range cols {
			text := "–"
			if d := r.part(c.Phases); d > 0 {
				text = span(d)
			}
			line += "  " + fitLeft(text, colW)
		}
		lines = append(lines, cut(line, w))
	}
	return lines
}

// paceTonight lists the reboots of the class, tonight's and how earlier ones spread.
func (s *scene) paceTonight(plan *change.Host, w int) []string {
	var tonight []string
	var earlier []time.Duration
	for _, p := range s.pace.all {
		switch {
		case p.Class != plan.Class():
		case p.Source == change.PaceTonight:
			bound := change.Exact
			if p.Bounded {
				bound = change.AtMost
			}
			text := p.Host + " " + s.catalog.Bounded(bound, span(p.Took.Round(time.Second)))
			if p.Recovered {
				text = s.catalog.Aside(text, s.Say("pace.helped"))
			}
			tonight = append(tonight, text)
		case p.Source == change.PaceEarlier && !p.Recovered && !p.Bounded:
			earlier = append(earlier, p.Took)
		}
	}
	var lines []string
	if len(tonight) > 0 {
		lines = append(lines, wrap(s.Say("pace.list", "hosts", s.catalog.List(tonight)), w)...)
	}
	if sp := change.SpreadOf(earlier); sp.N > 0 {
		lines = append(lines, wrap(s.Say("pace.spread", "n", trimFloat(float64(sp.N)), "p50", span(sp.P50), "p90", span(sp.P90), "max", span(sp.Max)), w)...)
	}
	return lines
}

func (m *root) paceOf() dialog { return &paceCard{host: m.selected} }

func (c *paceCard) press(s *scene, k tea.KeyPressMsg) answer {
	if s.is(k, keyCancel, keyPace, keyQuit) {
		return answer{}
	}
	return answer{next: c}
}
