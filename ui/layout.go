package ui

// rect is a part of the screen, in cells.
type rect struct{ x, y, w, h int }

// want says how many rows each pane could fill.
type want struct{ alerts, hosts, incident, runbook, tail, bar int }

// narrow is the width below which short words are used.
const narrow = 64

// layout is where everything goes. A pane without rows is not drawn.
type layout struct {
	header, alerts, hosts, incident, runbook, tail, bar, next, keys rect
}

// sideBySide is the width from which the runbook and the journal stand next
// to each other.
const sideBySide = 110

// arrange divides the screen. Rows are given out in the order of what a tired
// person must not miss: what to do now, the clock, faults, the incident, the
// hosts. The runbook and the journal get the rest.
func arrange(w, h int, n want) layout {
	if w >= ultra {
		return arrangeUltra(w, h, n)
	}
	left := max(0, h)
	give := func(rows *int, upTo int) {
		if more := min(upTo-*rows, left); more > 0 {
			*rows += more
			left -= more
		}
	}
	var next, header, alerts, incident, hosts, bar, keys, runbook, tail int
	give(&next, 1)
	give(&header, 1)
	give(&alerts, min(n.alerts, 1))
	give(&bar, min(n.bar, 2))
	give(&incident, min(n.incident, 2))
	give(&hosts, min(n.hosts, 3))
	give(&keys, 1)
	give(&header, 2)
	give(&incident, min(n.incident, h/2))
	give(&alerts, min(n.alerts, 4))
	give(&bar, min(n.bar, h/2))
	give(&hosts, min(n.hosts, hosts+max(0, left-belowRows(left))))
	if w >= sideBySide {
		give(&runbook, left)
		tail = runbook
	} else {
		give(&runbook, min(n.runbook, max(left-4, left*2/3)))
		give(&tail, left)
	}
	if runbook == 1 { // a title alone says nothing
		runbook, tail = 0, min(tail, 1)
	}
	return place(w, next, header, alerts, incident, hosts, bar, keys, runbook, tail, h)
}

// belowRows is how many of the rows left over the runbook and the journal
// keep, however many hosts there are.
func belowRows(left int) int { return min(12, left/2) }

func place(w, next, header, alerts, incident, hosts, bar, keys, runbook, tail, h int) layout {
	var l layout
	y := 0
	row := func(rows int) rect {
		r := rect{0, y, w, rows}
		y += rows
		return r
	}
	l.header, l.alerts, l.hosts, l.incident = row(header), row(alerts), row(hosts), row(incident)
	if w >= sideBySide && runbook > 0 {
		half := (w - 1) / 2
		l.runbook = rect{0, y, half, runbook}
		l.tail = rect{half + 1, y, w - half - 1, tail}
	} else {
		l.runbook, l.tail = row(runbook), row(tail)
	}
	y = max(0, h) - bar - next - keys
	l.bar, l.next, l.keys = row(bar), row(next), row(keys)
	return l
}
