// Package forecast plays a change many times, fast, and counts how the nights end.
//
// A night here has no probes and no seconds: only how long each reboot took and how
// long people took, drawn from what earlier records teach, and the rules of the core
// that decide when the next host may start. agree_test.go plays the same nights by the
// core itself and holds the ends of both against each other.
//
//	forecast.go   what goes in and what comes out
//	model.go      the plan and the history, made ready to draw from; people.go: people
//	boots.go      how long a reboot takes, and whether it comes back by itself
//	waves.go      which hosts are worked on together
//	night.go      one night
//	count.go      what many nights have in common; outlook.go: in one sentence
//
// What it leaves out: a failover that begins is counted, and the night goes on as if
// people had said NO-GO; a host that failed is brought back and finished; nobody
// overrides a gate, and no deadline moves.
package forecast
