package ui

import (
	"strings"

	"tminus/change"
)

// Show is where the board shows the signals of a kind.
type Show uint8

const (
	// InPorts shows each with its glyph and name, one beside the other.
	InPorts Show = iota
	// AsHistory shows the latest probes, a mark for each; the first signal of a host
	// that is shown so has the column.
	AsHistory
	// InDetail shows what it told last, under the selected host.
	InDetail
	// InColumn shows the word that it told last, in a column of its own.
	InColumn
)

// Display is how the signals of a kind are shown.
type Display struct {
	Show Show
	// Bare leaves out the name of the kind where a signal is named: "3389".
	Bare bool
	// Heading is the heading of a column of its own, a key of the catalog or
	// the text itself.
	Heading string
}

// displays is how each kind of signals is shown: one entry a kind. A kind without
// one is shown by what its answers are taken for.
func displays(more map[change.KindID]Display) func(*change.Kind) Display {
	known := map[change.KindID]Display{
		change.KindICMP: {Show: AsHistory},
		change.KindTCP:  {Show: InPorts, Bare: true},
	}
	return func(k *change.Kind) Display {
		if l, ok := more[k.ID]; ok {
			return l
		}
		if l, ok := known[k.ID]; ok {
			return l
		}
		switch k.Role {
		case change.ProvesBoot, change.TellsName:
			return Display{Show: InDetail}
		case change.TellsState:
			return Display{Show: InColumn, Heading: strings.ToUpper(string(k.ID))}
		case change.Reaches:
		}
		return Display{Show: InPorts}
	}
}

// shownSignal is how one signal is shown.
type shownSignal struct {
	Display
	// name is what a cell calls it: the port alone, "icmp", "exec/1".
	name string
}

func shownAs(s change.Signal, d Display) shownSignal {
	name := s.Name
	if d.Bare {
		name = strings.TrimPrefix(name, string(s.Kind.ID)+"/")
	}
	return shownSignal{d, name}
}

// named is what a cell calls a check of the plan.
func (b *board) named(check string) string {
	if s, ok := b.shown[check]; ok {
		return s.name
	}
	return check
}

// history is the signal of a host whose latest probes have a column; nil: none has.
func (s *scene) history(h *change.HostState) *change.SignalState {
	for i := range h.Signals {
		if s.board.shown[h.Signals[i].Check].Show == AsHistory {
			return &h.Signals[i]
		}
	}
	return nil
}

// inPorts reports whether a signal is shown beside the ports.
func (s *scene) inPorts(check string) bool { return s.board.shown[check].Show == InPorts }

// stateColumns are the columns of the states that signals of the plan tell.
func (s *scene) stateColumns() []column {
	var cols []column
	for _, check := range s.board.states {
		display := s.board.shown[check]
		cols = append(cols, column{
			key: display.Heading, min: 5, want: 8, drop: 3, grow: 11,
			cell: func(s *scene, i, w int) string { return s.stateWord(i, check, w) },
		})
	}
	return cols
}

// stateWord is the state that a signal told, grey where that is not of now.
func (s *scene) stateWord(i int, check string, w int) string {
	h := s.state().Hosts.At(i)
	word := change.Clean(h.Told(check).Word)
	_, fresh := s.lastKnown(h.Name, check)
	switch {
	case word == "":
		return s.styles.grey(fit("–", w))
	case !fresh:
		return s.styles.grey(fit("?"+word, w))
	}
	return fit(word, w)
}
