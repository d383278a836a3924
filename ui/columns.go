package ui

import (
	"slices"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// column is one column of the hosts: what it needs and what it could use.
type column struct {
	id        columnID
	min, want int
	// drop orders which columns go first when there is no room; 0 stays.
	drop  int
	width int
}

type columnID uint8

const (
	colName columnID = iota
	colState
	colEnv
	colStep
	colTimer
	colRung
	colBar
	colICMP
	colPorts
	colAge
)

// columns are those of a plan, in their order from left to right.
func (s *scene) columns(w int) []column {
	b, name := &s.board, 16
	if w < narrow {
		name = 8
	}
	heading := func(id columnID) int { return ansi.StringWidth(s.heading(id)) }
	return []column{
		{id: colName, min: min(b.nameW, name), want: min(b.nameW, 32)},
		{id: colState, min: 17, want: s.stateW()},
		{id: colEnv, min: max(heading(colEnv), min(b.envW, 6)), want: min(b.envW, 16), drop: 5},
		{id: colStep, min: 4, want: 5, drop: 6},
		{id: colTimer, min: 11, want: 13, drop: 1},
		{id: colRung, min: 13, want: b.rungW + 1 + ansi.StringWidth(s.Say("rung.in", "left", "59m59s")), drop: 4},
		{id: colBar, min: 12, want: 24, drop: 7},
		{id: colICMP, min: 5, want: change.HistoryLen, drop: 3},
		{id: colPorts, min: min(b.portsW, 10), want: b.portsW + 8, drop: 2},
		{id: colAge, min: heading(colAge), want: 8, drop: 2},
	}
}

// stateW is how wide the states can get; the words for a host that strayed are long.
func (s *scene) stateW() int {
	for i := range s.state().Hosts {
		if strayed(&s.state().Hosts[i]) {
			return 2 + ansi.StringWidth(s.Say("host.strayed", "away", span(59*time.Minute+59*time.Second)))
		}
	}
	return 25
}

// fitColumns keeps the columns for which there is room and shares out the
// rest of the width, a cell between two columns.
func fitColumns(cols []column, width int) []column {
	for needed(cols) > width {
		last := -1
		for i, c := range cols {
			if c.drop > 0 && (last < 0 || c.drop > cols[last].drop) {
				last = i
			}
		}
		if last < 0 {
			break
		}
		cols = slices.Delete(cols, last, last+1)
	}
	spare := width - needed(cols)
	for i := range cols {
		cols[i].width = cols[i].min
	}
	for _, id := range []columnID{colName, colState, colPorts, colAge, colEnv, colRung, colTimer, colStep, colICMP, colBar} {
		i := slices.IndexFunc(cols, func(c column) bool { return c.id == id })
		if i < 0 || spare <= 0 {
			continue
		}
		more := min(spare, max(0, cols[i].want-cols[i].min))
		cols[i].width += more
		spare -= more
	}
	return cols
}

func needed(cols []column) int {
	n := len(cols) - 1
	for _, c := range cols {
		n += c.min
	}
	return n
}

// measure finds how wide the columns of a plan can get.
func (b *board) measure(p *change.Plan) {
	b.nameW, b.envW, b.rungW, b.portsW = 4, 3, 4, 5
	for i := range p.Hosts {
		h := &p.Hosts[i]
		b.nameW = max(b.nameW, ansi.StringWidth(change.Clean(h.Name)))
		b.envW = max(b.envW, ansi.StringWidth(change.Clean(h.Environment)))
		ports := -1
		for _, check := range h.Signals() {
			if check != change.SignalICMP {
				ports += len(checkName(check)) + 2
			}
		}
		b.portsW = max(b.portsW, ports)
		for _, r := range h.Ladder {
			b.rungW = max(b.rungW, ansi.StringWidth(change.Clean(r.Name)))
		}
	}
}
