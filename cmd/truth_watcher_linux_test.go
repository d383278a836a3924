package cmd_test

import (
	"fmt"
	"testing"
	"time"

	"tminus/change"
	"tminus/length"
)

// witness never reboots: by it the watcher knows whether it can see.
const witness = "10.99.0.250"

// cable is a spell in which the watcher itself was cut off.
type cable struct {
	name      string
	out, back shift
}

// watcherFails cuts the watcher itself off: then nothing may be said of hosts.
func watcherFails(t *testing.T, tb *table) {
	n := newNetwork(t, "b")
	must(t, n.attach("witness", witness))
	w := watch(t, n, tb, []scenario{
		{name: "while the watcher is cut off, nothing happens"},
		{name: "power cut while the watcher is cut off"},
	}, witness)
	ours, theirs := w.stages[0], w.stages[1]

	unplugged := func(state string) error { return n.cable("watcher", state) }
	disabled := func(state string) error { return n.in("watcher", "link set eth0 "+state) }
	long := length.Of(10*time.Second, 20*time.Second)
	spells := []cable{
		w.cutOff(ours, fmt.Sprintf("own cable out for %.0f s", long.Seconds()), unplugged, long, nil),
		w.cutOff(ours, "own interface disabled", disabled, 8*time.Second, nil),
		w.cutOff(ours, "own cable out, a host dies meanwhile", unplugged, 14*time.Second, func() {
			theirs.pause(4 * time.Second)
			theirs.down(theirs.pull, icmp, rdp, smb)
		}),
	}
	theirs.up(theirs.plug, icmp, rdp, smb)

	theirs.story.rough = true // since when cannot have been seen
	w.awaitBack(t, theirs)
	journal := w.judge(t, tb)
	blindSpells(t, tb, journal, spells)
	nothingWhileBlind(t, journal, spells)
	seenAfterwards(t, &theirs.story, journal, spells[2])
}

// cutOff takes the watcher's own network away for so long, and watches on
// until the hosts have been seen again for a while.
func (w *watched) cutOff(h *stage, name string, link func(state string) error, d time.Duration, meanwhile func()) cable {
	set := func(state string) shift {
		c := shift{up: state == "up", before: time.Now().Round(0)}
		h.act(c.up, func() error { return link(state) })
		c.after = time.Now().Round(0)
		return c
	}
	h.pause(time.Second)
	c := cable{name: name, out: set("down")}
	end := time.Now().Add(d)
	if meanwhile != nil {
		meanwhile()
	}
	h.pause(time.Until(end))
	c.back = set("up")
	h.pause(8 * time.Second)
	return c
}

// awaitBack waits for the end of a reboot that nobody can foretell in detail.
func (w *watched) awaitBack(t *testing.T, h *stage) {
	t.Helper()
	await(t, w.record, change.RebootSettled, h.name)
}

// blindSpells wants each spell of the cable reported, and no other.
func blindSpells(t *testing.T, tb *table, journal []change.Event, cables []cable) {
	t.Helper()
	var seen []claim
	for _, e := range journal {
		if d, ok := e.Data.(change.ObserverData); ok && (e.Type == change.ObserverBlind || e.Type == change.ObserverSighted) {
			seen = append(seen, claim{kind: e.Type, at: d.Since})
		}
	}
	tb.mu.Lock()
	defer tb.mu.Unlock()
	for _, c := range cables {
		tb.scenarios++
		for _, want := range []claim{{kind: change.ObserverBlind, at: c.out.at(), give: c.out.give()}, {kind: change.ObserverSighted, at: c.back.at(), give: c.back.give()}} {
			if len(seen) == 0 || seen[0].kind != want.kind {
				t.Errorf("%s: want %s at %s, reported: %v", c.name, want, clockTime(want.at), seen)
				return
			}
			tb.add(t, row{c.name, want.String(), want.at, seen[0].at}, want.give)
			seen = seen[1:]
		}
	}
	if len(seen) > 0 {
		t.Errorf("blind without a reason: %v", seen)
	}
}

// nothingWhileBlind: what is lost then is our own sight.
func nothingWhileBlind(t *testing.T, journal []change.Event, cables []cable) {
	t.Helper()
	for _, e := range journal {
		for _, c := range cables {
			if e.At.After(c.out.before) && e.At.Before(c.back.after) && (e.Host != "" || e.Type == change.RungDue || e.Type == change.SignalLost) {
				t.Errorf("%s: %s %s %+v at %s, which nobody could see", c.name, e.Host, e.Type, e.Data, clockTime(e.At))
			}
		}
	}
}

// seenAfterwards: what happened while we were blind is told once we see again.
func seenAfterwards(t *testing.T, s *story, journal []change.Event, c cable) {
	t.Helper()
	for _, e := range journal {
		if e.Host == s.host && e.Type == change.RebootGone {
			t.Logf("%s: cut off at %s, sight back at %s, gone reported at %s since %s", s.scenario, clockTime(s.shifts[0].at()),
				clockTime(c.back.at()), clockTime(e.At), clockTime(e.Data.(change.RebootData).Since))
			return
		}
	}
	t.Errorf("%s: never reported gone", s.scenario)
}
