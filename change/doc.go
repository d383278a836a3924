// Package change is the domain of the cockpit: a change window, its hosts, their
// reboots, and what the clock asks of people.
//
// It is pure. Nothing in it reads a clock, starts a goroutine or does I/O: time
// comes in as a value, and everything that happens goes out as events.
//
//	Observe  what the probes saw        → confirmed transitions
//	Due      what the clock brings      → settled, incidents, rungs
//	Decide   what an operator asks for  → events, or a refusal with a reason
//	Fold     events                     → the next State
//
// The journal holds the events; the State is their fold. Whatever a face of the
// cockpit shows of the change can be reproduced from them. The Sight, the rolling
// memory of single probes, is the one thing beside it: it is not journaled, only
// the transitions that it confirms are.
//
// # Where to find what
//
// The plan, as approved:
//
//	plan.go, plan_index.go, ladder.go, runbook.go   its types; signal.go: what watches a host
//	wave.go, wave_advice.go, wave_schedule.go   what is worked on side by side
//	limits.go, forecast.go           by when things must begin, and whether it fits;
//	last_start.go                    the same of all that waits in waves
//	difference.go, sealed.go         one plan against another, and its rehearsal
//	learn.go, history.go             what earlier nights teach, about the norms and more
//	survival.go, binomial.go, odds.go   and about a host that is late
//
// What happened, and the state that follows:
//
//	event.go, payload.go             events and their data; face.go, repaired.go
//	                                 and report.go hold one each
//	codes*.go, statement*.go         statements: facts without a language (spoken.go)
//	sound.go, quick.go               reading events: what cannot be, and fast
//	format.go, legacy.go             the journal's version, and older journals
//	state.go, reboot.go, incident.go the State and its parts
//	fleet.go                         the hosts of it: an event copies only its own
//	apply.go, apply_host.go          Fold; clockset.go: a clock that was set
//	wave_state.go, wave_crew.go      the waves, and how their hosts are
//
// The rules: what was seen,
//
//	observation.go, sight.go         single probes and their memory
//	pass.go, wakes.go                probes that tell nothing new; when anything may follow
//	observe.go, stayed.go, blind.go  what they confirm
//	joined.go                        a watch that begins amid a reboot
//	boot*.go, testimony.go           evidence of a boot
//	stumble.go, later_boot.go        away without a boot; boots that nobody saw
//	bounds.go                        instants that fall into a gap of the watch
//	amiss.go, jump.go                silence without a reboot; sleep and set clocks
//
// what the clock brings,
//
//	due.go, rungs.go, alarm.go       incidents, the ladder, the rungs beside it
//	wave_due.go                      budgets and soaks of waves
//	action.go, moved.go, budget.go   obligations; moved limits; how often we ask
//
// and what people ask for:
//
//	command.go, bind.go, person.go, decide*.go  commands, and what becomes of them
//	gate.go, interlock.go, prepare.go, wave_gate.go   may a host start?
//	verdict.go                          what its criteria come to
//	precheck_run.go, success.go         prechecks and steps that run here
//	autopilot.go, flight.go, fly.go     who flies a wave, what comes next, doing it
//	reboot_gate.go, outage.go           may it reboot, and what serves meanwhile?
//	failover.go, deviation.go, runhere.go
//	roster.go                           hosts that are added and removed
//	correct.go, undo.go, accept.go, help.go, unsaved.go, left_open.go
//
// Readers: what faces draw, computed once.
//
//	snapshot.go                      what the engine publishes
//	situation*.go, alert.go, duty.go, milestone.go, condition.go, severity.go
//	advice*.go, subject.go           what to do next, and whom it is about
//	tail.go, tape.go, evidence.go    the latest events; a replay; files
//
// Text from people and for people: text.go, person.go (one person, spelt twice),
// clocktime.go, clockfault.go (times that are typed) and command_line.go.
package change
