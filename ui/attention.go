package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
)

// Attention outside of the screen: the bell, the terminal's own notification
// and the progress that it shows in its tab or in the task bar.

// notifier is how a terminal is told to notify its user; each knows another
// sequence, and those that know none may print it.
type notifier uint8

const (
	bellOnly notifier = iota
	osc9              // iTerm2, WezTerm, Ghostty: OSC 9
	osc99             // kitty: OSC 99
	osc777            // foot, rxvt: OSC 777
)

// terminal is what the terminal in front of the operator understands, by the
// names that it gives itself.
type terminal struct {
	notify   notifier
	progress bool
}

// terminalOf reads the environment. Inside tmux or screen nothing but the bell
// gets through.
func terminalOf(getenv func(string) string) terminal {
	term, program := getenv("TERM"), getenv("TERM_PROGRAM")
	switch {
	case getenv("TMUX") != "" || strings.HasPrefix(term, "tmux") || strings.HasPrefix(term, "screen"):
		return terminal{}
	case getenv("WT_SESSION") != "":
		return terminal{progress: true}
	case term == "xterm-kitty":
		return terminal{osc99, true}
	case term == "xterm-ghostty" || program == "ghostty":
		return terminal{osc9, true}
	case program == "iTerm.app" || program == "WezTerm":
		return terminal{osc9, true}
	case strings.HasPrefix(term, "foot") || strings.HasPrefix(term, "rxvt"):
		return terminal{notify: osc777}
	}
	return terminal{}
}

// call rings the bell and, where the terminal can, notifies its user. The text
// is cleaned: nothing in it can end the sequence that carries it.
func (t terminal) call(title, body string) tea.Cmd {
	title, body = noSemicolon(change.Clean(title)), noSemicolon(change.Clean(body))
	switch t.notify {
	case osc9:
		return tea.Raw("\a\x1b]9;" + title + ": " + body + "\a")
	case osc99:
		return tea.Raw("\a\x1b]99;;" + title + ": " + body + "\x1b\\")
	case osc777:
		return tea.Raw("\a\x1b]777;notify;" + title + ";" + body + "\x1b\\")
	case bellOnly:
	}
	return tea.Raw("\a")
}

// noSemicolon: a semicolon separates the parameters of a sequence.
func noSemicolon(text string) string { return strings.ReplaceAll(text, ";", ",") }

// progress is the worst reboot under way on the whole of its ladder, for the
// terminal's tab: normal, late, somebody must act. Nil: nothing reboots.
func (s *scene) progress() *tea.ProgressBar {
	if s.sit == nil || s.sit.Standing != change.ChangeIsOpen {
		return nil
	}
	at, ok := s.sit.WorstReboot()
	if !ok {
		return nil
	}
	ladder := s.plan().Hosts[at].Ladder
	if len(ladder) == 0 || ladder[len(ladder)-1].After <= 0 {
		return nil
	}
	state := tea.ProgressBarDefault
	switch rings := func(inc change.IncidentView) bool { return inc.Rings }; {
	case slices.ContainsFunc(s.sit.Incidents, rings):
		state = tea.ProgressBarError
	case len(s.sit.Incidents) > 0:
		state = tea.ProgressBarWarning
	}
	return tea.NewProgressBar(state, int(100*s.sit.Hosts[at].Clock.For/ladder[len(ladder)-1].After))
}
