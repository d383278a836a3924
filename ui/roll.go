package ui

import (
	"slices"
	"strings"

	"tminus/change"
)

// fleetFrom is how many hosts a plan must have for its list to be grouped by
// environment. A shorter list is easier to read in the order of the work.
const fleetFrom = 25

// roll is the scrolling list of hosts. Its order follows from the plan and the
// filter alone, so nothing that happens ever moves a row.
type roll struct {
	plan    *change.Plan
	filter  string
	grouped bool
	// open says of each wave whether it is unfolded: see scene.unfolded.
	open string
	rows []rollRow
	// at is the row of each host of the plan; below 0 if the filter hides the host.
	at []int
}

// rollRow is a host, by its index in the plan; below 0 it is the heading of its group:
// an environment or, where the plan has some, a wave.
type rollRow struct{ host, group int }

func (r rollRow) head() bool { return r.host < 0 }

func newRoll(b *board, filter, open string) roll {
	r := roll{plan: b.plan, filter: filter, open: open, grouped: b.waves || len(b.order) >= fleetFrom, at: make([]int, len(b.order))}
	order := b.order
	if r.grouped {
		order = slices.Clone(order)
		slices.SortStableFunc(order, func(i, j int) int { return b.groupOf[i] - b.groupOf[j] })
	}
	words := strings.Fields(strings.ToLower(filter))
	group := -1
	for _, i := range order {
		r.at[i] = -1
		if !matchesAll(&b.plan.Hosts[i], words) {
			continue
		}
		if r.grouped && b.groupOf[i] != group {
			group = b.groupOf[i]
			r.rows = append(r.rows, rollRow{-1, group})
		}
		if r.folds(group) {
			continue
		}
		r.at[i] = len(r.rows)
		r.rows = append(r.rows, rollRow{i, b.groupOf[i]})
	}
	return r
}

// folds reports whether the hosts of a wave are not listed.
func (r *roll) folds(wave int) bool { return wave >= 0 && wave < len(r.open) && r.open[wave] == '-' }

// foldsAny reports whether any wave is folded.
func (r *roll) foldsAny() bool { return strings.Contains(r.open, "-") }

// matchesAll reports whether each word occurs somewhere in what the plan says of the
// host.
func matchesAll(h *change.Host, words []string) bool {
	if len(words) == 0 {
		return true
	}
	text := strings.ToLower(strings.Join([]string{h.Name, h.Environment, h.Address, h.Model, h.OS, h.Level.From, h.Level.To}, " "))
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
}

// hosts counts the hosts of the roll.
func (r *roll) hosts() int { return r.upTo(len(r.rows) - 1) }

// upTo counts the hosts up to a row.
func (r *roll) upTo(row int) int {
	n := 0
	for _, row := range r.rows[:row+1] {
		if !row.head() {
			n++
		}
	}
	return n
}

// cursor is the row of the selected host; below 0 if the filter hides it.
func (s *scene) cursor() int {
	i, ok := s.board.index[s.selected]
	if !ok || len(s.roll.at) == 0 {
		return -1
	}
	return s.roll.at[i]
}

// step moves a row by that many hosts, skipping the headings of groups.
func (r *roll) step(row, by int) int {
	dir := 1
	if by < 0 {
		dir, by = -1, -by
	}
	at := row
	for next := at + dir; by > 0 && next >= 0 && next < len(r.rows); next += dir {
		if !r.rows[next].head() {
			at, by = next, by-1
		}
	}
	return at
}

// move selects the host that many rows from the selected one.
func (m *root) move(by int) {
	row := m.cursor()
	if row < 0 {
		row, by = -1, 1
	}
	if at := m.roll.step(row, by); at >= 0 {
		m.selected = m.plan().Hosts[m.roll.rows[at].host].Name
		m.refold()
	}
}

// choose selects a host by its name; a filter that hides it is cleared.
func (m *root) choose(name string) {
	if _, known := m.board.index[name]; !known {
		return
	}
	m.selected = name
	m.refold()
	if m.cursor() < 0 {
		m.filtered("")
	}
}

// filtered narrows the list down. The selected host stays selected while it is in
// the list; otherwise the first host of the list is selected.
func (s *scene) filtered(filter string) {
	s.filter = filter
	s.roll = newRoll(&s.board, filter, s.unfolded())
	if at := s.roll.step(-1, 1); s.cursor() < 0 && at >= 0 {
		s.selected = s.plan().Hosts[s.roll.rows[at].host].Name
	}
}

// troubles are the hosts that are drawn as abnormal, those that have been so for
// longest first.
func (s *scene) troubles() []int {
	var list []int
	for _, i := range s.board.order {
		if s.sit.Hosts[i].InTrouble() {
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(i, j int) int { return s.sit.Hosts[i].Since.Compare(s.sit.Hosts[j].Since) })
	return list
}
