package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// waveParts are what is told of a wave: how its hosts stand, each number with its word.
func (s *scene) waveParts(v *change.WaveView) []string {
	parts := []string{s.Say("wave.done", "n", itoa(v.Done), "all", itoa(v.Hosts))}
	for _, c := range []struct {
		key string
		n   int
	}{{"wave.at_work", v.AtWork}, {"wave.failed", v.Failed}, {"wave.waiting", v.Waiting}} {
		if c.n > 0 {
			parts = append(parts, s.Say(c.key, "n", itoa(c.n)))
		}
	}
	switch v.Standing {
	case change.WaveHolds:
		parts = append(parts, s.Say("wave.soaks", "until", s.minute(v.Until)))
	case change.WaveOver:
		parts = append(parts, s.Say("wave.over"))
	case change.WaveStopped:
		parts = append(parts, s.Say("wave.stopped", "n", itoa(v.Against), "budget", itoa(v.Budget)))
	case change.WaveAhead, change.WaveUnder:
	}
	return parts
}

// waveLine is a wave in one line, the least important part dropped where there is no
// room for all.
func (s *scene) waveLine(v *change.WaveView, w int) string {
	glyph, l := "○", quiet
	switch v.Standing {
	case change.WaveUnder, change.WaveHolds:
		glyph, l = "●", calm
	case change.WaveOver:
		glyph = "✓"
	case change.WaveStopped:
		glyph, l = "■", alarm
	case change.WaveAhead:
	}
	if v.Failed > 0 && l != alarm {
		l = warn
	}
	parts := s.waveParts(v)
	for {
		text := glyph + " " + s.catalog.Pair(cut(change.Clean(v.Name), max(leastPart, w/3)), strings.Join(parts, " · "))
		if len(parts) == 1 || ansi.StringWidth(text) <= w {
			return s.styles.in(l, cut(text, w))
		}
		if last := len(parts) - 1; v.Standing >= change.WaveStopped && last > 1 {
			parts = append(parts[:last-1:last-1], parts[last]) // how it stands comes last and is kept
		} else {
			parts = parts[:last]
		}
	}
}

// unfolded says of each wave whether its hosts are listed, or it takes one line. In a
// short list all are; in a long one the wave that is worked on and that of the selected
// host, unless all are asked for.
func (s *scene) unfolded() string {
	waves := s.plan().Waves
	if !s.board.waves || s.sit == nil {
		return ""
	}
	open := []byte(strings.Repeat("-", len(waves)))
	selected := s.plan().WaveOf(s.selected)
	for i := range waves {
		if s.unfold || s.filter != "" || len(s.board.order) < fleetFrom || i == selected || i < len(s.sit.Waves) && s.sit.Waves[i].Current {
			open[i] = '+'
		}
	}
	return string(open)
}

// refold lists the hosts anew where other waves than before are unfolded.
func (s *scene) refold() {
	if open := s.unfolded(); open != s.roll.open {
		s.roll = newRoll(&s.board, s.filter, open)
	}
}

// hasWaves reports whether the plan has waves of its own.
func (s *scene) hasWaves() bool { return s.board.waves }

// canUnfold: some wave is folded, or all were asked for.
func (s *scene) canUnfold() bool { return s.board.waves && len(s.board.order) >= fleetFrom }

// toWave selects the first host of the wave that many after that of the selected host:
// where it has somebody at work, the first of these.
func (m *root) toWave(by int) {
	waves := m.plan().Waves
	i := m.plan().WaveOf(m.selected) + by
	if i < 0 || i >= len(waves) || len(waves[i].Hosts) == 0 {
		return
	}
	host := waves[i].Hosts[0]
	for _, name := range waves[i].Hosts {
		if h := m.state().Host(name); h != nil && h.Work == change.Started {
			host = name
			break
		}
	}
	m.choose(host)
}

// waveHead is the heading of a wave in the list: + where its hosts are folded into it.
func (s *scene) waveHead(wave, w int) string {
	fold := "── "
	if s.roll.folds(wave) {
		fold = "+  "
	}
	line := s.styles.grey(fold) + s.waveLine(&s.sit.Waves[wave], w-ansi.StringWidth(fold)-1) + " "
	if s.roll.folds(wave) {
		return fit(line, w)
	}
	return cut(line+s.styles.grey(rule(max(0, w-ansi.StringWidth(line)))), w)
}
