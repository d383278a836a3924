package cmd_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"tminus/change"
	"tminus/length"
)

// TestTruth runs the binary against real networks in which hosts fail and
// come back in every way that we know of, and compares what it reports with
// what truly happened. docs/truth.md says how to read its table.
func TestTruth(t *testing.T) {
	if *update && !length.Full() {
		t.Fatal("the page has the tables of the full length: set TMINUS_FULL=1")
	}
	if testing.Short() {
		skipLoudly(t, "REAL NETWORKS ARE NOT TESTED: -short, and they take more than a minute")
	}
	binary(t)
	starved := watchStarvation(t)
	usual := &table{title: "One probe a second", tempo: ordinary(), starved: starved}
	work := &table{title: "Five a second, for hosts at work", tempo: hasty(), starved: starved}
	flood := &table{title: "While a host floods the watcher", tempo: hasty(), starved: starved}
	t.Run("networks", func(t *testing.T) { // returns when all are over
		t.Run("hosts", func(t *testing.T) { t.Parallel(); hostsFail(t, usual) })
		t.Run("watcher", func(t *testing.T) { t.Parallel(); watcherFails(t, usual) })
		t.Run("work", func(t *testing.T) { t.Parallel(); hostsAtWork(t, work) })
	})
	t.Run("flood", func(t *testing.T) { hostFloods(t, flood) }) // alone: it takes a processor
	tables := []*table{usual, work, flood}
	for _, tb := range tables {
		if len(tb.rows) == 0 {
			return // skipped, or failed early
		}
		t.Log("\n" + tb.title + "\n" + tb.text())
		tb.judgeMedian(t)
	}
	if *update && !t.Failed() {
		write(t, tables)
	}
}

const truthPlan = `
change:
  id: truth
  title: Hosts that fail in every way
  window: {start: 2026-01-01T00:00:00Z, end: 2036-01-01T06:00:00Z}
environments:
  A: {min_healthy: 0}
  B: {min_healthy: 0}
defaults:
  checks: {icmp: true, tcp: [3389, 445]}
  reboot: {expected: 10m, settle: %v, shutdown_limit: 30s}
witnesses: [%s]
hosts:
%s
runbook:
  - {id: restart, title: Restart, reboot: true}
probe: {interval: %v, timeout: %v%s}
`

// watched is a network under the eyes of a cockpit.
type watched struct {
	net    *network
	record string
	stages []*stage
	pid    int // of the cockpit
	tempo
}

// watch makes the hosts of the scenarios and starts the cockpit.
func watch(t *testing.T, n *network, tb *table, scenes []scenario, witnesses ...string) *watched {
	t.Helper()
	w := &watched{net: n, tempo: tb.tempo}
	var hosts strings.Builder
	for i, scene := range scenes {
		h := &stage{t: t, net: n, scene: scene, name: fmt.Sprintf("H%d", i+1)}
		h.phases.begin = float64(i) * math.Phi
		h.services = map[int]closer{}
		h.story = story{scenario: scene.name, host: h.name, usable: scene.usable(), tempo: tb.tempo, starved: tb.starved}
		must(t, h.setUp(i+1))
		w.stages = append(w.stages, h)
		environment := "B"
		if scene.marked {
			environment = "A"
		}
		fmt.Fprintf(&hosts, "  - {name: %s, address: %s, environment: %s}\n", h.name, h.address(i+1), environment)
	}
	for _, h := range w.stages {
		h.with = w.stage(h.scene.with)
	}
	plan := filepath.Join(t.TempDir(), "plan.yaml")
	every, working := tb.interval, ""
	if tb.resting > 0 {
		every, working = tb.resting, fmt.Sprintf(", working: %v", tb.interval)
	}
	text := fmt.Sprintf(truthPlan, tb.settle, strings.Join(witnesses, ", "), hosts.String(), every, tb.timeout, working)
	must(t, os.WriteFile(plan, []byte(text), 0o600))
	w.record = filepath.Join(t.TempDir(), "rec")
	cockpit, _ := headless(t, []string{"ip", "netns", "exec", n.ns("watcher")}, plan, "--record", w.record)
	w.pid = cockpit.Process.Pid // ip becomes what it starts
	w.awaitBaseline(t, len(witnesses))
	return w
}

func (w *watched) stage(name string) *stage {
	for _, h := range w.stages {
		if h.name == name {
			return h
		}
	}
	return nil
}

// awaitBaseline waits until every usable signal has answered, and keeps when.
func (w *watched) awaitBaseline(t *testing.T, witnesses int) {
	t.Helper()
	want := witnesses
	for _, h := range w.stages {
		want += len(h.story.usable)
	}
	got := 0
	for end := time.Now().Add(waitPatience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		got = 0
		for _, e := range recorded(t, w.record) {
			if d, ok := e.Data.(change.SignalData); ok && d.First {
				got++
				if h := w.stage(e.Host); h != nil {
					h.probed = d.Since
				}
			}
		}
		if got == want {
			return
		}
	}
	t.Fatalf("of %d signals that should answer %d do", want, got)
}

// play lets all scenarios happen at once.
func (w *watched) play() {
	var all sync.WaitGroup
	for i, h := range w.stages {
		if h.scene.play != nil {
			all.Go(func() {
				time.Sleep(time.Duration(i) * 150 * time.Millisecond) // so that not all of them work at once
				h.scene.play(h)
			})
		}
	}
	all.Wait()
}

// quiet is how long the journal is watched for something false after the last
// that was expected.
const quiet = 3 * time.Second

// journal waits until all that is expected is in the journal, or for as long
// as it may take, and returns it.
func (w *watched) journal(t *testing.T) []change.Event {
	t.Helper()
	for end := time.Now().Add(w.settle + 15*time.Second); time.Now().Before(end); time.Sleep(250 * time.Millisecond) {
		if w.complete(recorded(t, w.record)) {
			break
		}
	}
	time.Sleep(quiet)
	tminus(t, "verify", w.record)
	return recorded(t, w.record)
}

func (w *watched) complete(journal []change.Event) bool {
	for _, h := range w.stages {
		want, got := of("", h.story.expected()), h.story.withoutPassing(of("", h.story.reported(journal)))
		short, told := of(away, h.story.expected()), of(away, h.story.reported(journal))
		if !h.story.rough && !reflect.DeepEqual(names(append(want, short...)), names(append(got, told...))) {
			return false
		}
	}
	return true
}

func (w *watched) judge(t *testing.T, tb *table) []change.Event {
	t.Helper()
	journal := w.journal(t)
	for _, h := range w.stages {
		tb.judge(t, &h.story, journal)
	}
	if t.Failed() {
		for _, e := range journal {
			t.Logf("%s %-4s %-18s %+v", clockTime(e.At), e.Host, e.Type, e.Data)
		}
	}
	return journal
}

// hostsFail plays one scenario on each host of one network.
func hostsFail(t *testing.T, tb *table) {
	n := newNetwork(t, "a")
	must(t,
		n.attach(router, "10.99.0.200"),
		n.sysctl(router, "ipv4/conf/all/forwarding", "1"),
		n.in("watcher", "route add "+farSubnet+".0/24 via 10.99.0.200"),
	)
	w := watch(t, n, tb, scenes())
	marked := &w.stages[0].story
	tminus(t, "do", w.record, "start", marked.host, "--by", "test")
	marked.asked = time.Now().Round(0)
	tminus(t, "do", w.record, "reboot", marked.host, "--by", "test")
	w.play()
	for _, h := range w.stages {
		if r := h.scene.relay; r != nil && r.loss > 0 {
			var summary string
			h.story.shifts, summary = r.outages()
			h.story.rough = true
			t.Logf("%s: %s", h.scene.name, summary)
		}
	}
	journal := w.judge(t, tb)
	took(t, marked, journal)
}

// took checks the length of the marked reboot.
func took(t *testing.T, s *story, journal []change.Event) {
	t.Helper()
	last := s.shifts[len(s.shifts)-1]
	for _, e := range journal {
		if e.Host == s.host && e.Type == change.RebootSettled {
			got, want := time.Duration(e.Data.(change.RebootData).Took), last.at().Sub(s.asked)
			t.Logf("%s took %v, reported %v", s.scenario, want, got)
			if (got - want).Abs() > s.tolerance() {
				t.Errorf("%s took %v in truth, %v is reported", s.scenario, want, got)
			}
			return
		}
	}
}
