package cmd_test

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tminus/change"
	"tminus/length"
)

// The crash harness kills without warning (SIGKILL) the real binary in the
// middle of a busy rehearsal, while four other processes write to the same
// record without a pause, and looks at what is left. TMINUS_KILLS says how
// often: 50 times in `make full`, 300 times in `make crash`.
const (
	crashKills   = 50
	crashWriters = 4
	crashSpeed   = 600 // a night of some hours, in a minute or two of kills
)

// crash is the harness and what it knows from outside: what was printed, and
// what was acknowledged by an exit code of 0.
type crash struct {
	t      *testing.T
	random *rand.Rand
	plan   string
	record string
	nights int

	mu      sync.Mutex
	printed []string
	tried   map[string]bool // notes that were given to a `do`
	acked   map[string]bool // notes whose `do` said that they are written
	cut     int             // `do`s that were killed
	torn    [][]byte        // what was put behind the journal

	tally crashTally
}

// crashTally is what a run of the harness has seen, over all nights.
type crashTally struct {
	kills, printed, acked, cut, torn, events, rungs, beforeOpen int
}

func TestCrash(t *testing.T) {
	outside(t)
	kills := fromEnv(t, "TMINUS_KILLS", length.Of(15, crashKills))
	seed := uint64(fromEnv(t, "TMINUS_SEED", int(time.Now().UnixNano()%1_000_000)))
	c := &crash{t: t, random: rand.New(rand.NewPCG(seed, seed)), plan: crashPlan(t, 5)}
	c.newNight()
	for n := 0; n < kills || n < 4*crashKills && !c.prompted(); n++ {
		if c.closed() {
			c.endOfNight()
			c.newNight()
		}
		c.round()
		c.judge()
		if c.random.IntN(3) == 0 {
			c.tear()
		}
		if t.Failed() {
			t.Fatalf("after %d kills, with TMINUS_SEED=%d", c.tally.kills, seed)
		}
	}
	c.endOfNight()
	t.Logf("seed %d: %+v", seed, c.tally)
	if c.tally.printed == 0 || c.tally.acked == 0 || c.tally.rungs == 0 {
		t.Errorf("the harness did not get at what it is for: %+v", c.tally)
	}
}

// prompted reports whether a rung has come due by now: on a slow machine the kills
// go on until one has.
func (c *crash) prompted() bool {
	return c.tally.rungs > 0 || slices.ContainsFunc(recorded(c.t, c.record), func(e change.Event) bool { return e.Type == change.RungDue })
}

// fromEnv is a number from the environment, for long runs on demand.
func fromEnv(t *testing.T, name string, def int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return def
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s=%q is not a number", name, text)
	}
	return n
}

// crashPlan is a night with so many hosts; the last two give trouble.
func crashPlan(t *testing.T, hosts int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(`
change:
  id: crash
  window: {start: 2026-01-01T00:00:00Z, end: 2026-01-01T12:00:00Z}
contacts:
  lead: {name: Li Wei, role: lead, phone: 555-0100}
environments: {A: {min_healthy: 0}}
defaults:
  environment: A
  checks: {icmp: true, tcp: [3389, 445]}
  reboot: {expected: 5m, settle: 30s, shutdown_limit: 2m}
runbook:
  - {id: patch, title: Install}
  - {id: restart, title: Restart, reboot: true}
hosts:
`)
	for i := range hosts {
		fmt.Fprintf(&b, "  - {name: A%d, address: 10.0.%d.%d}\n", i+1, i>>8, i&255)
	}
	path := filepath.Join(t.TempDir(), "plan.yaml")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// newNight begins a record; that folder does not exist yet.
func (c *crash) newNight() {
	c.nights++
	c.record = filepath.Join(c.t.TempDir(), fmt.Sprintf("night-%d", c.nights))
	c.printed, c.torn, c.tried, c.acked = nil, nil, map[string]bool{}, map[string]bool{}
}

// round runs the cockpit and the writers, and kills at a random instant: one
// time in five within the first moments, when the record is made or resumed.
func (c *crash) round() {
	cockpit, read := c.start()
	stop := make(chan struct{})
	var writers sync.WaitGroup
	for w := range crashWriters {
		kill := c.random.IntN(2) == 0
		writers.Go(func() { c.write(w, stop, kill) })
	}
	wait := time.Duration(c.random.IntN(1500)) * time.Millisecond
	if c.random.IntN(5) == 0 {
		wait = time.Duration(c.random.IntN(40)) * time.Millisecond
	}
	time.Sleep(wait)
	_ = cockpit.Process.Kill()
	close(stop)
	writers.Wait()
	<-read
	_ = cockpit.Wait()
	c.tally.kills++
}

// tear puts behind the journal what a power cut may leave there: half a line,
// or a block of zeros.
func (c *crash) tear() {
	lines := c.lines()
	if len(lines) == 0 {
		return
	}
	rest := bytes.Repeat([]byte{0}, 512)
	if last := lines[len(lines)-1]; c.random.IntN(2) == 0 {
		rest = []byte(last[:1+c.random.IntN(len(last)-1)])
	}
	file, err := os.OpenFile(filepath.Join(c.record, "journal.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Write(rest); err != nil {
		c.t.Fatal(err)
	}
	c.torn = append(c.torn, rest)
	c.tally.torn++
}

// start runs the rehearsal and collects every whole line that it prints.
func (c *crash) start() (*exec.Cmd, <-chan struct{}) {
	c.t.Helper()
	cockpit := exec.Command(binary(c.t), "rehearse", c.plan, "--headless", "--speed", strconv.Itoa(crashSpeed),
		"--record", c.record, "--operator", "test")
	stdout, err := cockpit.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := cockpit.Start(); err != nil {
		c.t.Fatal(err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		for lines := bufio.NewReader(stdout); ; {
			line, err := lines.ReadString('\n')
			if err != nil {
				return // the rest of a line was not printed
			}
			c.mu.Lock()
			c.printed = append(c.printed, strings.TrimSuffix(line, "\n"))
			c.mu.Unlock()
		}
	}()
	return cockpit, read
}

// write gives one note after the other to a `do` of its own, until the stop;
// the one that is under way then is killed too, or may end.
func (c *crash) write(w int, stop <-chan struct{}, kill bool) {
	for i := 0; ; i++ {
		text := fmt.Sprintf("kill %d writer %d note %d", c.tally.kills, w, i)
		do := exec.Command(binary(c.t), "do", c.record, "note", text, "--by", "test")
		var said bytes.Buffer
		do.Stderr = &said
		c.mu.Lock()
		c.tried[text] = true
		c.mu.Unlock()
		if err := do.Start(); err != nil {
			c.t.Error(err)
			return
		}
		ended := make(chan error, 1)
		go func() { ended <- do.Wait() }()
		stopped := false
		var err error
		select {
		case err = <-ended:
		case <-stop:
			stopped = true
			if kill {
				_ = do.Process.Kill()
			}
			err = <-ended
		}
		c.note(text, err, said.String(), stopped && kill)
		if stopped {
			return
		}
	}
}

// note remembers what a `do` said of its act.
func (c *crash) note(text string, err error, said string, killed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case err == nil:
		c.acked[text] = true
	case killed:
		c.cut++
	case strings.Contains(said, "no record"), strings.Contains(said, "creation was cut short"),
		strings.Contains(said, "has not been opened"), strings.Contains(said, "is not a record"),
		strings.Contains(said, "lost its plan"), strings.Contains(said, "the change is closed"):
	default:
		c.t.Errorf("do note %q: %v: %s", text, err, said)
	}
}
