package cmd_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

// floodRate is how many packets a second the flooding host sends.
const floodRate = 20_000

// hostFloods lets one host flood the watcher in every way that it has, while
// another dies and comes back, and nothing happens to a third. They are on
// sockets of the datagram kind, which all other networks here are not.
func hostFloods(t *testing.T, tb *table) {
	n := newNetwork(t, "f")
	must(t, n.sysctl("watcher", "ipv4/ping_group_range", "0 2147483647"))
	w := watch(t, n, tb, []scenario{
		{name: "floods the watcher"},
		{name: "dies, thrice, while another floods"},
		{name: "nothing happens while another floods"},
	})
	loud, dying := w.stages[0], w.stages[1]
	const seconds = 7 // what comes back must have the time to settle before it dies again
	for _, kind := range []struct {
		name  string
		forge forgery
	}{
		{"with wrong tokens", wrongToken},
		{"with its own answer, again and again", repeated},
		{"with its own token in the name of the dying one", inTheNameOf(dying.address(2))},
	} {
		over, before, begin := make(chan int, 1), processorTime(t, w.pid), time.Now()
		go func() { over <- n.flood(t, loud.name, seconds*time.Second, kind.forge) }()
		dying.pause(4 * time.Second)
		dying.down(dying.pull, icmp, rdp, smb)
		dying.pause(4 * time.Second)
		dying.up(dying.plug, icmp, rdp, smb)
		sent := <-over
		took := processorTime(t, w.pid) - before
		t.Logf("flooded %s: %d packets a second; the cockpit took %.1f %% of a processor", kind.name, sent/seconds, 100*took.Seconds()/time.Since(begin).Seconds())
		if sent < seconds*floodRate*3/4 {
			t.Logf("that are fewer than %d: this machine is too busy for more", floodRate)
		}
	}
	floodsTold(t, w.judge(t, tb), loud, dying)
}

// processorTime is what a process has had of the processors so far.
func processorTime(t *testing.T, pid int) time.Duration {
	t.Helper()
	const ticks = 100 // a second, as Linux tells it
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	var all time.Duration
	for _, f := range fields[11:13] { // user and system
		n, err := strconv.Atoi(f)
		if err != nil {
			t.Fatal(err)
		}
		all += time.Duration(n) * time.Second / ticks
	}
	return all
}

// floodsTold wants the flood in the record with its source, the forged answers
// once, and never a word of blindness.
func floodsTold(t *testing.T, journal []change.Event, loud, dying *stage) {
	t.Helper()
	told := map[change.Code]int{}
	for _, e := range journal {
		d, ok := e.Data.(change.NoteData)
		if !ok {
			if e.Type == change.ObserverBlind {
				t.Errorf("blind at %s", clockTime(e.At))
			}
			continue
		}
		t.Logf("%s %s", clockTime(e.At), d.Text.Text)
		told[d.Text.Code]++
		if d.Text.Code == change.NoteFlood && !strings.Contains(d.Text.Text, loud.address(1)) && !strings.Contains(d.Text.Text, dying.address(2)) {
			t.Errorf("the flood is told without its source: %s", d.Text.Text)
		}
	}
	if told[change.NoteFlood] == 0 || told[change.NoteElsewhere] != 1 {
		t.Errorf("told were %v; want floods, and the answers in another's name once", told)
	}
}

// flood sends replies from a host to the watcher for so long, made of its
// latest request by forge, and counts them.
func (n *network) flood(t *testing.T, name string, d time.Duration, forge forgery) int {
	sent := 0
	err := n.inside(name, func() error {
		f, err := newFlooder()
		if err != nil {
			return err
		}
		defer f.close()
		for begin, end := time.Now(), time.Now().Add(d); time.Now().Before(end); time.Sleep(time.Millisecond) {
			f.listen()
			for due := int(time.Since(begin).Seconds() * floodRate); sent < due && f.request != nil; sent++ {
				if err := f.send(forge); err != nil {
					return err
				}
				if sent%100 == 0 {
					f.listen()
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Errorf("flood: %v", err)
	}
	return sent
}
