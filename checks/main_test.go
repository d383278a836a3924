package checks

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tminus/change"
	"tminus/wording"
)

// helperEnv makes the test binary play a check command, so that exec checks
// can be tested where there is no shell.
const helperEnv = "TMINUS_CHECKS_HELPER"

// playHelper makes every copy of the test binary that t starts play a helper.
func playHelper(t *testing.T) (self string) {
	t.Helper()
	t.Setenv(helperEnv, "1")
	t.Setenv("GORACE", "atexit_sleep_ms=0") // else each ends a second late under -race
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return self
}

func TestMain(m *testing.M) {
	if os.Getenv(helperEnv) != "" {
		os.Exit(helper(os.Args[1:]))
	}
	os.Exit(m.Run())
}

func helper(args []string) int {
	switch args[0] {
	case "exit": // exit CODE [LINE]
		fmt.Println(strings.Join(args[2:], " "))
		code, _ := strconv.Atoi(args[1])
		return code
	case "complain": // complain CODE LINE: on the error output
		fmt.Fprintln(os.Stderr, args[2])
		code, _ := strconv.Atoi(args[1])
		return code
	case "args": // the words after it, quoted
		fmt.Printf("%q\n", args[1:])
	case "flood": // more than any buffer
		line := strings.Repeat("x", 4096) + "\n"
		for range 1000 {
			_, _ = os.Stdout.WriteString(line)
		}
	case "escape":
		fmt.Print("\x1b[2J\x1b]0;title\x07up \x1b[31mred\x1b[0m\u202e\r\nsecond line\n")
	case "long":
		fmt.Println(strings.Repeat("ä", 5000))
	case "hang": // hang ADDRESS: with a connection that shows that it lives
		return hang(args[1])
	case "spawn", "orphan": // start a "hang" that shares the output
		return spawn(args[0], args[1])
	case "observe":
		return observeHelper(args[1], args[2:])
	}
	return 0
}

func hang(address string) int {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return 9
	}
	fmt.Fprintln(os.Stderr, "ready")
	_, _ = io.Copy(io.Discard, c)
	return 0
}

// spawn goes on when its child is ready, for an orphan is soon killed.
func spawn(how, address string) int {
	self, _ := os.Executable()
	child := exec.Command(self, "hang", address)
	child.Stdout = os.Stdout
	ready, err := child.StderrPipe()
	if err != nil || child.Start() != nil {
		return 9
	}
	_, _ = ready.Read(make([]byte, 1))
	fmt.Println("OK - started")
	if how == "spawn" {
		_, _ = io.Copy(io.Discard, ready)
	}
	return 0
}

// observeHelper probes addresses until every signal was observed twice, and
// writes the observations as JSON lines.
func observeHelper(mode string, addresses []string) int {
	p := &change.Plan{Probe: change.Probe{Interval: 2 * time.Second, Timeout: 1500 * time.Millisecond}}
	for _, a := range addresses {
		p.Hosts = append(p.Hosts, change.Host{Name: a, Address: a, Checks: change.Checks{ICMP: true, TCP: []int{81}}})
	}
	pr := New(p, Options{})
	if mode == "portable" { // what other systems use works here too
		kind, _ := chooseKind(runtime.GOOS, tryEcho)
		pr.openEcho, pr.connector = openConns(kind), dialing
	}
	for _, n := range pr.Notices() {
		fmt.Fprintln(os.Stderr, n.Text)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	in := &collector{}
	in.onTick = func() {
		if in.least(2*len(addresses)) >= 2 {
			cancel()
		}
	}
	_ = pr.Run(ctx, in)
	for _, o := range in.all() {
		_ = json.NewEncoder(os.Stdout).Encode(o)
	}
	return 0
}

// collector is an intake that remembers.
type collector struct {
	mu     sync.Mutex
	seen   []change.Observation
	ticks  []time.Time
	notes  []change.Statement
	onTick func()
}

func (c *collector) Observe(batch []change.Observation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen = append(c.seen, batch...)
}

func (c *collector) Note(st change.Statement) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.notes = append(c.notes, st)
}

func (c *collector) Tick(now time.Time) {
	c.mu.Lock()
	c.ticks = append(c.ticks, now)
	f := c.onTick
	c.mu.Unlock()
	if f != nil {
		f()
	}
}

func (c *collector) all() []change.Observation {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]change.Observation(nil), c.seen...)
}

// of returns the observations of one check, of whatever host.
func (c *collector) of(check string) []change.Observation {
	var list []change.Observation
	for _, o := range c.all() {
		if o.Check == check {
			list = append(list, o)
		}
	}
	return list
}

// least is the smallest number of observations that any signal has, 0 while
// fewer than n signals were seen.
func (c *collector) least(n int) int {
	count := map[string]int{}
	for _, o := range c.all() {
		count[o.Host+" "+o.Check]++
	}
	if len(count) < n {
		return 0
	}
	least := 1 << 30
	for _, k := range count {
		least = min(least, k)
	}
	return least
}

// pinned is a target that needs no resolver.
func pinned(t *testing.T, address string) *target {
	t.Helper()
	tg := newTarget(change.Own("db1"), address, nil, nil)
	if tg.pinned.Load() == nil {
		t.Fatalf("%q is not an address", address)
	}
	return tg
}

// run runs a probe with a generous deadline.
func run(t *testing.T, p probe) change.Observation {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	return p(ctx)
}

// says fails the test unless the observation has the verdict and the cause.
func says(t *testing.T, o change.Observation, v change.Verdict, c change.Cause) {
	t.Helper()
	if o.Verdict != v || o.Cause != c {
		t.Errorf("verdict %d cause %q (%s), want verdict %d cause %q", o.Verdict, o.Cause, o.Detail, v, c)
	}
}

// dialing connects in the way that works everywhere.
func dialing(signals int, tally *Tally) asker { return newDialers(signals, dial, tally) }

// worded is what a statement says in English.
func worded(s change.Statement) string { return wording.NewSpeaker(wording.English, nil).Say(s) }

// texts are notices in English.
func texts(list []change.Statement) []string {
	return wording.NewSpeaker(wording.English, nil).SayAll(list)
}
