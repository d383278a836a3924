package cmd_test

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/length"
)

// The soak runs a real cockpit for a while and looks whether it grows. In CI it
// is short and quick; `make soak` watches 1,000 hosts for two hours.
const (
	soakSeconds = 45
	soakHosts   = 200
)

// usage is what a process holds, as its kernel counts it.
type usage struct{ rss, files, threads int }

func usageOf(t *testing.T, pid int) usage {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		t.Fatal(err)
	}
	u := usage{files: len(files)}
	for line := range strings.Lines(string(status)) {
		words := strings.Fields(line)
		switch words[0] {
		case "VmRSS:":
			u.rss, _ = strconv.Atoi(words[1])
		case "Threads:":
			u.threads, _ = strconv.Atoi(words[1])
		}
	}
	return u
}

// least is the smaller of each: probes that are under way come and go, what
// leaks stays.
func (u usage) least(v usage) usage {
	if u == (usage{}) {
		return v
	}
	return usage{min(u.rss, v.rss), min(u.files, v.files), min(u.threads, v.threads)}
}

// TestSoak compares the least that a cockpit with a screen held in its first
// third, after warming up, with that of its last third. Half of its hosts
// answer nothing, commands run, and acts keep coming.
func TestSoak(t *testing.T) {
	outside(t)
	length := time.Duration(fromEnv(t, "TMINUS_SOAK", length.Of(20, soakSeconds))) * time.Second
	hosts := fromEnv(t, "TMINUS_SOAK_HOSTS", soakHosts)
	_, plan, record := planned(t, soakPlan(hosts))
	screen := newPty(t)
	run := screen.start(binary(t), "run", plan, "--record", record, "--operator", "li")
	await(t, record, change.SignalBack, "A1")
	tminus(t, "do", record, "deviate", "--what", "start A1", "--reason", "a port that never answers", "--second", "wei", "--by", "li")
	tminus(t, "do", record, "start", "A1", "--by", "li")
	tminus(t, "do", record, "reboot", "A1", "--by", "li")
	var first, last usage
	begun, acts := time.Now(), 0
	for time.Since(begun) < length {
		_ = exec.Command(binary(t), "do", record, "note", fmt.Sprint("act ", acts), "--by", "li").Run()
		acts++
		u := usageOf(t, run.Process.Pid)
		switch passed := time.Since(begun); {
		case passed > length*2/3:
			last = last.least(u)
		case passed > length/6 && passed < length/2:
			first = first.least(u)
		}
		screen.mu.Lock()
		screen.out.Reset()
		screen.mu.Unlock()
		time.Sleep(min(time.Second, length/60))
	}
	t.Logf("%d hosts, %v, %d acts: at first at least %+v, at last %+v (rss in KiB)", hosts, length, acts, first, last)
	if last.rss > first.rss*5/4+8<<10 || last.files > first.files+hosts/2 || last.threads > first.threads+8 {
		t.Errorf("it grows: at first %+v, at last %+v", first, last)
	}
	tminus(t, "verify", record)
}

func soakPlan(hosts int) string {
	var b strings.Builder
	b.WriteString(`
change: {id: soak, window: {start: 2026-01-01T00:00:00Z, end: 2036-01-01T06:00:00Z}}
environments: {A: {min_healthy: 0}}
defaults: {environment: A, checks: {icmp: true, tcp: [1]}, reboot: {expected: 1m, settle: 5s}}
runbook: [{id: restart, reboot: true}]
`)
	interval := 250 * time.Millisecond * time.Duration(max(1, hosts/soakHosts)) // as many probes a second
	fmt.Fprintf(&b, "probe: {interval: %v, timeout: %v}\nhosts:\n", interval, interval*4/5)
	for i := range hosts {
		exec := ""
		if i%50 == 0 {
			exec = ", checks: {exec: ['/bin/echo fine']}"
		}
		net := "127.1"
		if i%2 == 1 {
			net = "198.18" // for benchmarks: nobody answers
		}
		fmt.Fprintf(&b, "  - {name: A%d, address: %s.%d.%d%s}\n", i+1, net, i>>8, i&255, exec)
	}
	return b.String()
}
