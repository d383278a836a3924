package cmd_test

import (
	"testing"
	"time"
)

// workScenes are what happens to hosts at work.
func workScenes() []scenario {
	return []scenario{
		{name: "power cut", play: powerCut},
		{name: "clean shutdown", play: cleanReboot},
		{name: "half-up for 10 s", play: halfUp},
		{name: "everything refused", play: refusing},
		{name: "firewall rejects everything", prepare: firewalled, play: rejecting},
		{name: "two bounces", play: twoBounces},
		{name: "one service restarts", play: serviceRestarts},
		{name: "hangs: pings alone are answered", play: hangs},
		{name: "nothing happens", play: func(*stage) { time.Sleep(20 * time.Second) }},
	}
}

// hostsAtWork plays scenarios on hosts that are all worked on: two people
// answer for that, as the plan wants one at a time.
func hostsAtWork(t *testing.T, tb *table) {
	n := newNetwork(t, "w")
	tb.resting = time.Second
	w := watch(t, n, tb, workScenes())
	for i, h := range w.stages {
		if i > 0 {
			tminus(t, "do", w.record, "deviate", "--by", "test", "--second", "another", "--what", "start "+h.name, "--reason", "all are watched closely")
		}
		tminus(t, "do", w.record, "start", h.name, "--by", "test")
	}
	time.Sleep(2 * tb.resting) // by then they are probed as hosts at work are
	w.play()
	w.judge(t, tb)
}
