package change

import (
	"slices"
	"time"
)

// TailLine is a line of the latest events as a list shows it.
type TailLine struct {
	Event
	// Times is how often it was told while nothing else happened; Since is when
	// first.
	Times int
	Since time.Time
}

// Latest puts together what an incident asks again and again while nothing else
// happens: it stands once, at its latest. Nothing else is folded, and the lines
// stay in the order of their instants.
func Latest(events []Event) []TailLine {
	var lines []TailLine
	run := 0 // from here on nothing but asking has happened
	for _, e := range events {
		line := TailLine{Event: e, Times: 1, Since: e.At}
		id, again := asksAgain(e)
		if !again {
			lines, run = append(lines, line), len(lines)+1
			continue
		}
		same := func(l TailLine) bool { return l.Data.(IncidentData).ID == id }
		if at := slices.IndexFunc(lines[run:], same); at >= 0 {
			line.Times, line.Since = lines[run+at].Times+1, lines[run+at].Since
			lines = slices.Delete(lines, run+at, run+at+1)
		}
		lines = append(lines, line)
	}
	return lines
}

// asksAgain reports whether an incident asks for what it has asked for before.
// That another host is late, or one has fallen, is news.
func asksAgain(e Event) (incident string, again bool) {
	d, ok := e.Data.(IncidentData)
	if !ok || e.Type != IncidentReraised || d.Reason.Code == AsksAnother || d.Reason.Code == AsksFell {
		return "", false
	}
	return d.ID, true
}
