// Package ui is the cockpit's screen: a bubbletea program that draws snapshots of
// a change and turns keys into commands.
//
// It pulls: nothing in the core ever waits for the terminal. It holds no truth of
// its own but what belongs to the person in front of it: the selected host, the
// open dialog, the incident in view.
//
// # Where to find what
//
// The program:
//
//	ui.go, root.go                   what it is made of; the model and its messages
//	guard.go, size.go                a screen that failed is drawn anew; one too large
//	                                 is refused
//	scene.go, view.go                what everything is drawn from; the frame
//	layout.go, layout_wide.go        who gets which rows and columns (pure)
//	theme.go, styles.go, contrast.go colours
//	text.go, widths.go, catalog.go   cells, and the words in them
//	attention.go, bar.go             bell and notifications; errors that stay
//
// Panes, from top to bottom:
//
//	header.go, limit.go, sealed.go   the change, its clock, its limits, its plan
//	alerts.go                        what is not normal, below them
//	next.go                          the one thing to do now
//	hosts.go, columns.go, condition.go, kinds.go, signals.go, evidence.go
//	hosts_fleet.go, roll.go, groups.go, waves.go   the same for more hosts than fit
//	incident.go, incident_actions.go     the incident in view
//	runbook.go, sheet.go, run_here.go    the steps of the selected host
//	tail.go, pace.go                 the latest events; how long reboots take
//	odds.go                          and whether a late one ends soon
//	handover.go                      all of it on one page, also for `status`
//	wall*.go, digits.go, faces.go    the wall, and faces that only watch
//
// Dialogs:
//
//	dialog.go                        the box, and a plain yes or no
//	autopilot.go                     the autopilot of the selected host's wave
//	dialog_form.go, input.go         text that is typed
//	dialog_*.go, corrections.go, finder.go   one card each
//
// Keys:
//
//	keytable.go, keydialog.go        the table of all keys: outside and inside of
//	                                 dialogs; keys.go: what follows from a row
//	applies.go, acts.go, view_keys.go    when a key applies; what it does
//	gives.go                         the acts behind keys, as the core is asked
//	burst.go, mouse.go               pasted text does not act; the mouse selects
//
// Replay: replay.go (the player), replay_keys.go, recorded.go (what a board shows
// that has only the journal).
package ui
