package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// Keys outside of dialogs that other code names: in a hint, or since a dialog
// takes them too.
const (
	keyAction       keyID = "action"
	keyNextIncident keyID = "incident"
	keyPrepare      keyID = "prepare"
	keyStart        keyID = "start"
	keyDone         keyID = "done"
	keyFail         keyID = "fail"
	keySkip         keyID = "skip"
	keyReboot       keyID = "reboot"
	keyRecover      keyID = "recover"
	keyFinish       keyID = "finish"
	keyFailover     keyID = "failover"
	keyResume       keyID = "resume"
	keyClose        keyID = "close"
	keyGoTo         keyID = "goto"
	keyEnough       keyID = "enough"
	keyAccept       keyID = "accept"
	keyDrop         keyID = "drop"
	keyPing         keyID = "ping"
	keyPace         keyID = "pace"
	keyCommand      keyID = "step.command"
	keyRollback     keyID = "step.rollback"
	keyRun          keyID = "step.run"
	keyHandover     keyID = "handover"
	keyDeviate      keyID = "deviate"
	keyDismiss      keyID = "dismiss"
	keyPalette      keyID = "palette"
	keyHelp         keyID = "help"
	keyQuit         keyID = "quit"
)

// newKeys is the table of every key. A key is added by a row, and its words
// in the catalogs; where it works follows from the row.
func newKeys() keyMap {
	return slices.Concat(incidentKeys(), hostKeys(), stepKeys(), changeKeys(), movingKeys(), screenKeys(), replayKeys(), dialogKeys())
}

// opens is the deed of a key that opens a dialog, built when it is pressed.
func opens(build func(*root) dialog) func(*root, tea.KeyPressMsg) tea.Cmd {
	return func(m *root, _ tea.KeyPressMsg) tea.Cmd {
		m.dialog = build(m)
		return nil
	}
}

func digits() []string { return []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"} }

func incidentKeys() []keyRow {
	return []keyRow{
		{id: keyAction, keys: digits(), shown: "1-9", group: groupIncident, line: 20, applies: (*scene).hasActions, do: (*root).openAction},
		{id: "ack", keys: []string{"a"}, group: groupIncident, line: 30, applies: (*scene).isAsked, do: (*root).ack},
		{id: "message", keys: []string{"m"}, group: groupIncident, line: 140, touch: looks, applies: (*scene).hasMessage, do: opens((*root).messageCard)},
		{id: keyNextIncident, keys: []string{"i"}, group: groupIncident, line: 150, touch: looks, applies: (*scene).hasOthers, do: (*root).nextIncident},
	}
}

func hostKeys() []keyRow {
	return []keyRow{
		{id: keyPrepare, keys: []string{"p"}, group: groupHost, line: 50, applies: (*scene).canPrepare, do: opens((*root).prepareCard)},
		{id: keyStart, keys: []string{"s"}, group: groupHost, line: 60, gives: start, do: opens((*root).gateCard)},
		{id: keyDone, keys: []string{"d"}, group: groupHost, line: 70, applies: (*scene).atStep, gives: mark, do: (*root).stepDone},
		{id: keyFail, keys: []string{"f"}, group: groupHost, line: 80, applies: (*scene).atStep, gives: mark, do: opens((*root).failForm)},
		{id: keySkip, keys: []string{"x"}, group: groupHost, line: 90, applies: (*scene).atStep, gives: mark, do: opens((*root).skipForm)},
		{id: keyReboot, keys: []string{"b"}, group: groupHost, line: 100, gives: reboot, do: opens((*root).rebootCard)},
		{id: keyRecover, keys: []string{"v"}, group: groupHost, line: 40, applies: (*scene).canRecover, gives: recovery, do: opens((*root).recoverForm)},
		{id: "reset", keys: []string{"V"}, group: groupHost, line: 180, applies: (*scene).canReset, gives: recovery, do: opens((*root).resetForm)},
		{id: keyFinish, keys: []string{"e"}, group: groupHost, line: 120, gives: giveUp, do: opens((*root).finishForm)},
		{id: keyEnough, keys: []string{"E"}, group: groupHost, line: 45, applies: (*scene).awaitsAnother, gives: enough, do: opens((*root).enoughCard)},
		{id: "cancel_reboot", keys: []string{"C"}, group: groupHost, line: 46, gives: cancel, do: opens((*root).cancelCard)},
		{id: "reboot_at", keys: []string{"B"}, group: groupHost, applies: (*scene).marksReboots, gives: reboot, do: opens((*root).rebootAtForm)},
		{id: keyAccept, keys: []string{"A"}, group: groupHost, gives: accept, do: opens((*root).acceptForm)},
		{id: keyDrop, keys: []string{"X"}, group: groupHost, applies: (*scene).canDrop, do: opens((*root).dropForm)},
		{id: "keep_signal", keys: []string{"K"}, group: groupHost, applies: (*scene).canKeep, do: opens((*root).keepForm)},
		{id: "hand", keys: []string{"O"}, group: groupHost, gives: handing, do: opens((*root).handForm)},
		{id: "undo", keys: []string{"U"}, group: groupHost, gives: undo, do: opens((*root).undoCard)},
		{id: keyPing, keys: []string{"l"}, group: groupHost, touch: looks, taped: both, applies: (*scene).canBurst, do: (*root).pingHost},
		{id: keyPace, keys: []string{"P"}, group: groupHost, touch: looks, taped: both, applies: (*scene).hasPace, do: opens((*root).paceOf)},
	}
}

// stepKeys are about the step that the selected host is at.
func stepKeys() []keyRow {
	return []keyRow{
		{id: "step.sheet", keys: []string{"enter"}, group: groupHost, touch: looks, taped: both, applies: (*scene).hasSteps, do: opens((*root).sheet)},
		{id: keyCommand, keys: []string{"c"}, group: groupHost, touch: looks, taped: both, applies: (*scene).hasSteps, do: (*root).copyCommand},
		{id: keyRollback, keys: []string{"R"}, group: groupHost, touch: looks, taped: both, applies: (*scene).hasSteps, do: opens((*root).wayBackSheet)},
		{id: keyRun, keys: []string{"r"}, group: groupHost, applies: (*scene).canRun, do: opens((*root).runCard)},
	}
}

func changeKeys() []keyRow {
	return []keyRow{
		{id: keyHandover, keys: []string{"h"}, group: groupChange, line: 190, touch: looks, do: opens((*root).handoverCard)},
		{id: keyFailover, keys: []string{"F"}, group: groupChange, line: 170, applies: (*scene).canFailOver, do: opens((*root).failoverCard)},
		{id: "hold", keys: []string{"H"}, group: groupChange, line: 200, gives: hold, do: opens((*root).holdForm)},
		{id: keyResume, keys: []string{"u"}, group: groupChange, line: 110, gives: release, do: opens((*root).resumeForm)},
		{id: keyDeviate, keys: []string{"D"}, group: groupChange, line: 220, applies: (*scene).isOpen, do: opens((*root).deviationForm)},
		{id: "autopilot", keys: []string{"T"}, group: groupChange, applies: (*scene).canFly, do: opens((*root).pilotForm)},
		{id: "present", keys: []string{"I"}, group: groupChange, applies: (*scene).isFlown, do: (*root).bePresent},
		{id: "note", keys: []string{"n"}, group: groupChange, line: 210, applies: (*scene).isOpen, do: opens((*root).noteForm)},
		{id: keyClose, keys: []string{"o"}, group: groupChange, line: 230, gives: closing, do: opens((*root).closeForm)},
	}
}

// pageRows is how far a key moves that moves by more than one host, farRows
// one that moves to the end.
const (
	pageRows = 10
	farRows  = 1 << 30
)

func movingKeys() []keyRow {
	moving := func(id keyID, shown string, rows int, keys ...string) keyRow {
		return keyRow{
			id: id, keys: keys, shown: shown, group: groupScreen, touch: looks, taped: both, moves: true,
			do: func(m *root, _ tea.KeyPressMsg) tea.Cmd {
				m.move(rows)
				return nil
			},
		}
	}
	toWave := func(id keyID, by int, keys ...string) keyRow {
		return keyRow{
			id: id, keys: keys, group: groupScreen, touch: looks, taped: both, moves: true, applies: (*scene).hasWaves,
			do: func(m *root, _ tea.KeyPressMsg) tea.Cmd {
				m.toWave(by)
				return nil
			},
		}
	}
	return []keyRow{
		moving("up", "↑", -1, "up", "k"), moving("down", "↓", 1, "down", "j"),
		moving("pageup", "pgup", -pageRows, "pgup"), moving("pagedown", "pgdn", pageRows, "pgdown"),
		moving("home", "home", -farRows, "home", "g"), moving("end", "end", farRows, "end", "G"),
		toWave("wave.before", -1, ","), toWave("wave.after", 1, "."),
		{id: "wave.unfold", keys: []string{"z"}, group: groupScreen, touch: looks, taped: both, applies: (*scene).canUnfold, do: func(m *root, _ tea.KeyPressMsg) tea.Cmd {
			m.unfold = !m.unfold
			m.refold()
			return nil
		}},
		{id: keyGoTo, keys: []string{"tab"}, group: groupScreen, line: 130, touch: looks, taped: both, applies: (*scene).isElsewhere, do: (*root).goTo},
		{id: "trouble", keys: []string{"t"}, group: groupScreen, line: 160, touch: looks, applies: (*scene).hasTrouble, do: (*root).nextTrouble},
	}
}

func screenKeys() []keyRow {
	return []keyRow{
		{id: "filter", keys: []string{"/"}, group: groupScreen, line: 240, touch: looks, taped: both, do: opens((*root).filterBox)},
		{id: keyPalette, keys: []string{":", "ctrl+p"}, group: groupScreen, touch: looks, taped: both, wall: true, do: opens((*root).paletteBox)},
		{id: "wall", keys: []string{"w"}, group: groupScreen, line: 250, touch: looks, taped: both, wall: true, do: (*root).toggleWall},
		{id: "mouse", keys: []string{"M"}, group: groupScreen, touch: looks, taped: both, early: true, do: (*root).toggleMouse},
		{id: keyDismiss, keys: []string{"esc"}, group: groupScreen, line: 10, touch: looks, taped: both, wall: true, early: true, applies: (*scene).hasErrors, do: (*root).dismiss},
		{id: keyHelp, keys: []string{"?"}, group: groupScreen, touch: looks, taped: both, wall: true, do: opens((*root).helpCard)},
		{id: keyQuit, keys: []string{"q", interrupt}, group: groupScreen, touch: looks, taped: both, wall: true, early: true, do: (*root).quit},
	}
}

// replayKeys move about on a tape.
func replayKeys() []keyRow {
	tape := func(id keyID, line int, do func(*root), keys ...string) keyRow {
		return keyRow{
			id: id, keys: keys, group: groupReplay, line: line, touch: looks, taped: tapeOnly, wall: true, moves: true,
			do: func(m *root, _ tea.KeyPressMsg) tea.Cmd {
				do(m)
				return m.pull()
			},
		}
	}
	next := tape("replay.next", 2, func(m *root) { m.player.step(1) }, "right", "n")
	prev := tape("replay.prev", 8, func(m *root) { m.player.step(-1) }, "left", "N")
	next.shown, prev.shown = "→", "←"
	later := tape("replay.incident", 3, func(m *root) { m.player.incident(1) }, "i")
	earlier := tape("replay.incident_before", 0, func(m *root) { m.player.incident(-1) }, "I")
	later.applies, earlier.applies = (*scene).tapeHasIncidents, (*scene).tapeHasIncidents
	return []keyRow{
		tape("replay.pause", 1, func(m *root) { m.player.toggle() }, "space"),
		next, prev,
		tape("replay.forward", 9, func(m *root) { m.player.skip(skipBy) }, "]"),
		tape("replay.back", 9, func(m *root) { m.player.skip(-skipBy) }, "["),
		tape("replay.faster", 5, func(m *root) { m.player.faster(1) }, "+", "="),
		tape("replay.slower", 6, func(m *root) { m.player.faster(-1) }, "-"),
		later, earlier,
		{id: "replay.time", keys: []string{"t"}, group: groupReplay, line: 4, touch: looks, taped: tapeOnly, wall: true, do: opens((*root).timeForm)},
		tape("replay.follow", 7, func(m *root) { m.player.follow = !m.player.follow }, "f"),
		tape("replay.first", 0, func(m *root) { m.player.seek(0) }, "0"),
		tape("replay.last", 0, func(m *root) { m.player.step(m.player.tape.Len()) }, "$"),
	}
}
