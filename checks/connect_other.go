//go:build !linux

package checks

func newConnector(signals int, tally *Tally) asker { return newDialers(signals, dial, tally) }

func connectLimit() int { return dialLimit }
