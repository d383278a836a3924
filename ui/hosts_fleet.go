package ui

import (
	"fmt"
	"slices"

	"github.com/charmbracelet/x/ansi"
)

// hostRow is a line of the table and the host that it is about; "" for none.
type hostRow struct{ line, host string }

// hostRows draws the table of the hosts, the selected one always among them.
// Only the rows that can be seen are drawn, however many hosts there are. Where
// they do not all fit, those in trouble stand above the list.
func hostRows(s *scene, w, h int) []hostRow {
	if h <= 0 || w <= 0 {
		return nil
	}
	cols := fitColumns(s.columns(w), w-2)
	var rows []hostRow
	room := h
	if h > 3 || len(s.roll.rows) < h {
		rows, room = append(rows, hostRow{line: s.headings(cols, w)}), h-1
	}
	strip := s.strip(cols, w, room)
	rows = append(rows, strip...)
	part := s.visible(room, len(strip))
	for _, row := range part.rows {
		rows = append(rows, s.rollLine(row, cols, w))
	}
	return s.position(rows, part, room < h, w)
}

// strip are the hosts in trouble, where the list is longer than its place.
func (s *scene) strip(cols []column, w, room int) []hostRow {
	if len(s.roll.rows) <= room && s.filter == "" && !s.roll.foldsAny() {
		return nil
	}
	list := s.troubles()
	limit := max(1, room/3)
	if room < 6 { // it needs no second row here, and where there are fewer than three none
		list = slices.DeleteFunc(list, func(i int) bool { return s.plan().Hosts[i].Name == s.selected })
		limit = min(1, room/3)
	}
	var rows []hostRow
	for n, i := range list[:min(len(list), limit)] {
		line := s.hostLine(i, cols, false)
		if n == limit-1 && len(list) > limit {
			more := s.styles.in(warn, " "+s.Say("hosts.trouble", "n", itoa(len(list)-n)))
			line = cut(line, w-ansi.StringWidth(more)) + more
		}
		rows = append(rows, hostRow{line, s.plan().Hosts[i].Name})
	}
	if len(rows) > 0 && room >= 8 && !s.roll.grouped {
		rows = append(rows, hostRow{line: s.styles.grey(rule(w))})
	}
	return rows
}

// part is what of the roll can be seen.
type part struct {
	rows        []rollRow
	first, last int // the first and the last host in sight, counted from 1
}

// visible is the part of the roll around the selected host. That one keeps its
// line on the screen whatever comes into the strip above.
func (s *scene) visible(room, strip int) part {
	all, n := s.roll.rows, max(1, room-strip)
	first := max(0, min(s.cursor()-max(0, room/2-strip), len(all)-n))
	seen := append([]rollRow(nil), all[first:min(len(all), first+n)]...)
	p := part{rows: seen}
	if len(seen) > 0 && s.roll.grouped && n >= 6 && !seen[0].head() {
		seen[0] = rollRow{-1, seen[0].group} // whose hosts these are
	}
	for at, row := range all[:min(len(all), first+n)] {
		if row.head() {
			continue
		}
		p.last++
		if at < first || at == first && len(seen) > 0 && seen[0].head() {
			p.first++
		}
	}
	p.first++
	return p
}

func (s *scene) rollLine(row rollRow, cols []column, w int) hostRow {
	if !row.head() {
		name := s.plan().Hosts[row.host].Name
		return hostRow{s.hostLine(row.host, cols, name == s.selected), name}
	}
	if s.board.waves {
		return hostRow{line: s.waveHead(row.group, w)}
	}
	line := s.styles.grey("── ") + s.envLine(&s.sit.Environments[row.group]) + " "
	return hostRow{line: cut(line+s.styles.grey(rule(w-ansi.StringWidth(line))), w)}
}

// position says which part of the list is in sight, and what narrowed it down:
// in the heading, or where there is none beside the selected host.
func (s *scene) position(rows []hostRow, p part, headed bool, w int) []hostRow {
	note := ""
	all := s.roll.hosts()
	if (p.first > 1 || p.last < all) && !s.roll.foldsAny() { // else the headings count
		note = s.Say("hosts.more", "from", fmt.Sprint(p.first), "to", fmt.Sprint(p.last), "all", fmt.Sprint(all))
	}
	if s.filter != "" {
		note = s.Say("hosts.filter", "filter", s.filter, "n", itoa(all), "all", itoa(len(s.board.order))) + "  " + note
	}
	if note == "" {
		return rows
	}
	at := 0
	for i := range rows {
		if !headed && rows[i].host == s.selected {
			at = i
		}
	}
	if !headed {
		note = fmt.Sprintf("%d/%d", s.roll.upTo(s.cursor()), all)
	}
	if len(rows) > 0 {
		rows[at].line = spread(rows[at].line, s.styles.grey(note), w)
	}
	return rows
}

func linesOf(rows []hostRow) []string {
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = row.line
	}
	return lines
}
