package ui

import (
	"slices"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// column is one column of the hosts: what it needs, what it could use, and how
// the cell of the ith host of the plan is drawn.
type column struct {
	// key is its heading in the catalog.
	key       string
	min, want int
	// drop orders which columns go first when there is no room; 0 stays. grow
	// orders which of them take what room is left, the lowest first.
	drop, grow int
	cell       func(s *scene, i, w int) string
	width      int
}

// of makes a cell of what is drawn from a host's plan and state.
func of(draw func(s *scene, plan *change.Host, h *change.HostState, w int) string) func(*scene, int, int) string {
	return func(s *scene, i, w int) string { return draw(s, &s.plan().Hosts[i], s.state().Hosts.At(i), w) }
}

// columns are those of a plan, in their order from left to right.
func (s *scene) columns(w int) []column {
	b, name, whoW := &s.board, 16, s.whoW()
	if w < narrow {
		name = 8
	}
	heading := func(key string) int { return ansi.StringWidth(s.Say(key)) }
	rung := b.rungW + 1 + ansi.StringWidth(s.Say("rung.in", "left", "59m59s"))
	cols := []column{
		{key: "col.host", min: min(b.nameW, name), want: min(b.nameW, 32), grow: 1, cell: of((*scene).nameCell)},
		{key: "col.state", min: 17, want: s.stateW(), grow: 2, cell: (*scene).conditionCell},
		{key: "col.env", min: max(heading("col.env"), min(b.envW, 6)), want: min(b.envW, 16), drop: 5, grow: 5, cell: of((*scene).envCell)},
		{key: "col.who", min: min(whoW, 6), want: min(whoW, 12), drop: 5, grow: 11, cell: of((*scene).whoCell)},
		{key: "col.step", min: 4, want: 5, drop: 6, grow: 8, cell: of((*scene).stepCell)},
		{key: "col.timer", min: 11, want: 13, drop: 1, grow: 7, cell: of((*scene).timerCell)},
		{key: "col.rung", min: 13, want: rung, drop: 4, grow: 6, cell: of((*scene).rungCell)},
		{key: "col.bar", min: 12, want: 24, drop: 7, grow: 10, cell: of((*scene).barCell)},
		{key: "col.icmp", min: 5, want: change.HistoryLen, drop: 3, grow: 9, cell: of((*scene).historyCell)},
		{key: "col.ports", min: min(b.portsW, 10), want: b.portsW + 8, drop: 2, grow: 3, cell: of((*scene).portsCell)},
	}
	if whoW == 0 {
		cols = slices.DeleteFunc(cols, func(c column) bool { return c.key == "col.who" })
	}
	cols = append(cols, s.stateColumns()...)
	return append(cols, column{key: "col.age", min: heading("col.age"), want: 8, drop: 2, grow: 4, cell: of((*scene).ageCell)})
}

// stateW is how wide the states can get; the words for a host that strayed, or that
// rebooted by itself, are long.
func (s *scene) stateW() int {
	w := 25
	for i := range s.state().Hosts.Len() {
		switch s.sit.Hosts[i].Condition {
		case change.HostStrayed:
			w = max(w, 2+ansi.StringWidth(s.Say("host.strayed", "away", span(59*time.Minute+59*time.Second))))
		case change.HostByItself:
			w = max(w, 2+ansi.StringWidth(s.condition(i).long))
		}
	}
	return w
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
	order := make([]int, len(cols))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cols[a].grow - cols[b].grow })
	for _, i := range order {
		more := min(max(0, spare), max(0, cols[i].want-cols[i].min))
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

// measure finds how the signals of a plan are shown, and how wide its columns
// can get.
func (b *board) measure(p *change.Plan, display func(*change.Kind) Display) {
	b.nameW, b.envW, b.rungW, b.portsW = 4, 3, 4, 5
	b.shown = map[string]shownSignal{}
	for i := range p.Hosts {
		h := &p.Hosts[i]
		b.nameW = max(b.nameW, ansi.StringWidth(change.Clean(h.Name)))
		b.envW = max(b.envW, ansi.StringWidth(change.Clean(h.Environment)))
		ports := -1
		for _, signal := range h.Watched() {
			one, known := b.shown[signal.Name]
			if !known {
				one = shownAs(signal, display(signal.Kind))
				b.shown[signal.Name] = one
			}
			if one.Show == InPorts {
				ports += len(one.name) + 2
			}
			if one.Show == InColumn && !known {
				b.states = append(b.states, signal.Name)
			}
		}
		b.portsW = max(b.portsW, ports)
		for _, r := range h.Ladder {
			b.rungW = max(b.rungW, ansi.StringWidth(change.Clean(string(r.Name))))
		}
	}
}
