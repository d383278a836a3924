package ui

// ultra is the width from which the hosts have the left of the screen for
// themselves, and the incident, the runbook and the journal the right.
const ultra = 240

// columnWidths are those of the hosts and of the incident.
func columnWidths(w int) (hosts, incident int) {
	if w < ultra {
		return w, w
	}
	hosts = w * 11 / 20
	return hosts, w - hosts - 1
}

// arrangeUltra divides an ultra-wide screen. What goes across it is the same as
// elsewhere; below, two columns share nothing, so the incident has what it wants.
func arrangeUltra(w, h int, n want) layout {
	left := max(0, h)
	take := func(rows int) int {
		rows = max(0, min(rows, left))
		left -= rows
		return rows
	}
	next, header := take(1), take(1)
	alerts, bar, keys := take(min(n.alerts, 1)), take(min(n.bar, 2)), take(1)
	header += take(1)
	alerts += take(min(n.alerts, 4) - alerts)
	bar += take(min(n.bar, h/3) - bar)
	body := left
	incident := min(n.incident, body)
	runbook := min(n.runbook, (body-incident)*2/3)
	if runbook == 1 { // a title alone says nothing
		runbook = 0
	}
	hostsW, sideW := columnWidths(w)
	top := header + alerts
	side := func(y, rows int) rect { return rect{hostsW + 1, y, sideW, rows} }
	bottom := max(0, h) - bar - next - keys
	return layout{
		header: rect{0, 0, w, header}, alerts: rect{0, header, w, alerts},
		hosts:    rect{0, top, hostsW, min(n.hosts, body)},
		incident: side(top, incident), runbook: side(top+incident, runbook),
		tail: side(top+incident+runbook, body-incident-runbook),
		bar:  rect{0, bottom, w, bar}, next: rect{0, bottom + bar, w, next}, keys: rect{0, bottom + bar + next, w, keys},
	}
}
