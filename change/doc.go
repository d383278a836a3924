// Package change is the domain of the cockpit: a change window, its hosts,
// their reboots, and what the clock asks of people.
//
// It is pure. Nothing in it reads a clock, starts a goroutine or does I/O:
// time comes in as a value, and everything that happens goes out as events.
//
//	Observe  what the probes saw        → confirmed transitions
//	Due      what the clock brings      → settled, incidents, rungs
//	Decide   what an operator asks for  → events, or a refusal with a reason
//	Fold     events                     → the next State
//
// The journal holds the events; the State is their fold. Whatever a face of
// the cockpit shows of the change can be reproduced from them. The Sight, the
// rolling memory of single probes, is the one thing beside it: it is not
// journaled, only the transitions that it confirms are.
package change
