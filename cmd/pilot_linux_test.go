package cmd_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

// The autopilot against real hosts: twelve network namespaces that a fake patch
// command takes down, in a canary and three waves. Two hosts of the second wave never
// come back. TMINUS_PILOT_KILLS says how often the cockpit is killed meanwhile, in
// the test in which it is; `make pilot` does it more often.
const (
	pilotHosts = 12
	pilotKills = 4
	// deadHosts never come back: two of the second wave.
	deadHosts = " w6 w7 "
)

// pilotNight is that night, and where its commands leave their marks.
type pilotNight struct {
	t                        *testing.T
	net                      *network
	dir, plan, record, marks string
	waves                    map[string][]string
}

const pilotScript = `#!/bin/sh
# what stands in for the patch: it marks that it ran, outside of the record
echo "$2 $1" >> MARKS
[ "$2" = restart ] || exit 0
rm -f BOOTS/$1
ip -n SWITCH link set $1 down
case "DEAD" in *" $1 "*) exit 0;; esac
setsid sh -c "sleep 2; ip -n SWITCH link set $1 up; cat /proc/sys/kernel/random/uuid > BOOTS/$1" </dev/null >/dev/null 2>&1 &
`

func newPilotNight(t *testing.T, tag string) *pilotNight {
	t.Helper()
	n := &pilotNight{t: t, net: newNetwork(t, tag), dir: t.TempDir(), waves: map[string][]string{
		"canary": {"w1"}, "first": {"w2", "w3", "w4"}, "second": {"w5", "w6", "w7", "w8"}, "third": {"w9", "w10", "w11", "w12"},
	}}
	n.plan, n.record, n.marks = filepath.Join(n.dir, "plan.yaml"), filepath.Join(n.dir, "record"), filepath.Join(n.dir, "marks")
	boots, script := filepath.Join(n.dir, "boots"), filepath.Join(n.dir, "patch.sh")
	must(t, os.Mkdir(boots, 0o700), n.net.attach("witness", witness))
	text := strings.NewReplacer("MARKS", n.marks, "BOOTS", boots, "SWITCH", n.net.ns("switch"), "DEAD", deadHosts).Replace(pilotScript)
	must(t, os.WriteFile(script, []byte(text), 0o700))
	var hosts strings.Builder
	for i := range pilotHosts {
		name, address := fmt.Sprintf("w%d", i+1), fmt.Sprintf("10.99.0.%d", i+1)
		must(t, n.net.attach(name, address), os.WriteFile(filepath.Join(boots, name), fmt.Appendf(nil, "%08d-0000-4000-8000-000000000000\n", i+1), 0o600))
		fmt.Fprintf(&hosts, "  - {name: %s, address: %s}\n", name, address)
	}
	must(t, os.WriteFile(n.plan, []byte(fmt.Sprintf(`
change: {id: pilot, window: {start: 2026-01-01T00:00:00Z, end: 2036-01-01T06:00:00Z}}
witnesses: [%s]
environments: {A: {min_healthy: 0}}
defaults:
  environment: A
  checks: {icmp: true}
  boot_evidence: {exec: "cat %s/{name}"}
  reboot: {expected: 12s, settle: 2s, shutdown_limit: 6s}
prechecks:
  - {id: there, run: local, command: "cat %s/{name}", expect: "/^[0-9]{8}-/"}
runbook:
  - {id: patch, run: local, auto: true, command: "%s {name} patch", timeout: 20s}
  - {id: restart, run: local, auto: true, reboot: true, command: "%s {name} restart", timeout: 20s}
  - {id: verify, run: local, auto: true, command: "%s {name} verify", timeout: 20s}
waves:
  - {name: canary, hosts: [w1], soak: 1s}
  - {name: first, hosts: [w2, w3, w4], at_once: 3, soak: 1s}
  - {name: second, hosts: [w5, w6, w7, w8], at_once: 4, max_failed: 1}
  - {name: third, hosts: [w9, w10, w11, w12], at_once: 4}
probe: {interval: 200ms, timeout: 150ms}
hosts:
%s`, witness, boots, boots, script, script, script, hosts.String())), 0o600))
	return n
}

// cockpit starts the real binary on the watcher.
func (n *pilotNight) cockpit() *exec.Cmd {
	c, _ := headless(n.t, []string{"ip", "netns", "exec", n.net.ns("watcher")}, n.plan, "--record", n.record)
	return c
}

// do gives a command, which may be refused.
func (n *pilotNight) do(args ...string) {
	_ = exec.Command(binary(n.t), append(append([]string{"do", n.record}, args...), "--by", "li")...).Run()
}

func (n *pilotNight) journal() []change.Event { return recorded(n.t, n.record) }

func (n *pilotNight) has(is func(change.Event) bool) bool {
	return slices.ContainsFunc(n.journal(), is)
}

// until waits for what the journal comes to hold.
func (n *pilotNight) until(what string, is func(change.Event) bool) {
	n.t.Helper()
	for end := time.Now().Add(waitPatience); !n.has(is); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			n.t.Fatalf("the journal never holds %s:\n%s", what, n.tail())
		}
	}
}

func (n *pilotNight) tail() string {
	var lines []string
	for _, e := range n.journal() {
		if e.Type != change.SignalBack && e.Type != change.SignalLost {
			lines = append(lines, fmt.Sprintf("%s %s %s %s %+v", e.At.Format("15:04:05.0"), e.Type, e.Host, e.By, e.Data))
		}
	}
	return strings.Join(lines[max(0, len(lines)-40):], "\n")
}

// blurred: an autopilot ended because the probes were late.
func blurred(e change.Event) bool {
	d, ok := e.Data.(change.PilotData)
	return ok && d.Why.Code == "probe.late"
}

func held(e change.Event) bool { return e.Type == change.ChangeHeld }

// judge looks at what is left of the night.
func (n *pilotNight) judge() {
	t := n.t
	started, ran, due := map[string]int{}, map[string]int{}, 0
	requested := map[string]time.Time{}
	for _, e := range n.journal() {
		switch d := e.Data.(type) {
		case change.RunData:
			if e.Type == change.RunStarted {
				ran[d.Step+" "+e.Host]++
			}
		case change.RebootData:
			if e.Type == change.RebootRequested {
				requested[e.Host] = d.Since
			}
		case change.RungData:
			if d.Rung == change.RungStop && d.Due.Equal(requested[e.Host].Add(18*time.Second)) {
				due++
			}
		}
		if e.Type == change.HostStarted {
			started[e.Host]++
		}
	}
	for host, times := range started {
		if times > 1 || slices.Contains(n.waves["third"], host) {
			t.Errorf("%s was started %d times", host, times)
		}
	}
	for run, times := range ran {
		if times > 1 {
			t.Errorf("%s was begun %d times", run, times)
		}
	}
	text, _ := os.ReadFile(n.marks)
	marks := map[string]int{}
	for mark := range strings.Lines(string(text)) {
		mark = strings.TrimSpace(mark)
		if marks[mark]++; marks[mark] > 1 || ran[mark] == 0 {
			t.Errorf("%s ran %d times, and the journal knows of %d", mark, marks[mark], ran[mark])
		}
	}
	if due == 0 {
		t.Errorf("no rung came due when the ladder says")
	}
	tminus(t, "verify", n.record)
	t.Logf("%d hosts started, %d commands begun, %d marks", len(started), len(ran), len(marks))
	if t.Failed() {
		t.Log(n.tail())
	}
}

// Two hosts of the second wave never come back: the autopilot stops at the budget,
// nothing of the third wave is started, and the record is sound.
func TestPilotNight(t *testing.T) {
	t.Parallel()
	n := newPilotNight(t, "p")
	c := n.cockpit()
	await(t, n.record, change.SignalBack, "w12")
	n.until("boot evidence of all", func(change.Event) bool {
		return n.count(func(e change.Event) bool { d, ok := e.Data.(change.SignalData); return ok && d.Boot != "" }) >= pilotHosts
	})
	for _, wave := range []string{"canary", "first", "second", "third"} {
		tminus(t, "do", n.record, "autopilot", wave, "on", "--by", "li")
	}
	for end := time.Now().Add(waitPatience); !n.has(held); time.Sleep(200 * time.Millisecond) {
		if n.has(blurred) { // by right it ends where this machine is too busy to probe in time
			n.tend()
		}
		if time.Now().After(end) {
			t.Fatalf("the budget holds nothing:\n%s", n.tail())
		}
	}
	n.until("the end of the autopilot", func(e change.Event) bool {
		d, ok := e.Data.(change.PilotData)
		return ok && e.Type == change.AutopilotDisengaged && d.Wave == "third"
	})
	_ = c.Process.Kill()
	_ = c.Wait()
	for _, host := range slices.Concat(n.waves["canary"], n.waves["first"]) {
		if !n.has(func(e change.Event) bool {
			return e.Type == change.HostFinished && e.Host == host && e.By == "autopilot of li"
		}) {
			t.Errorf("%s was not finished", host)
		}
	}
	n.judge()
}

func (n *pilotNight) count(is func(change.Event) bool) int {
	count := 0
	for _, e := range n.journal() {
		if is(e) {
			count++
		}
	}
	return count
}

// The same night, in which the cockpit is killed at random instants, and somebody
// starts it again: no host is started twice, and no command run twice.
func TestPilotKilled(t *testing.T) {
	t.Parallel()
	kills := fromEnv(t, "TMINUS_PILOT_KILLS", pilotKills)
	seed := uint64(fromEnv(t, "TMINUS_SEED", int(time.Now().UnixNano()%1_000_000)))
	random := rand.New(rand.NewPCG(seed, seed))
	n := newPilotNight(t, "k")
	t.Logf("seed %d", seed)
	for k := 0; !n.has(held); k++ {
		c := n.cockpit()
		if k == 0 {
			await(t, n.record, change.SignalBack, "w12")
		}
		life := waitPatience
		if k < kills {
			life = time.Duration(500+random.IntN(5000)) * time.Millisecond
		}
		for end := time.Now().Add(life); time.Now().Before(end) && !n.has(held); time.Sleep(200 * time.Millisecond) {
			n.tend()
		}
		_ = c.Process.Kill()
		_ = c.Wait()
		if k > kills {
			t.Fatalf("the night does not end:\n%s", n.tail())
		}
	}
	n.judge()
}

// tend is what a person does: look at what was cut short, mark it, and engage the
// autopilots again. The verbs that make no sense are refused.
func (n *pilotNight) tend() {
	engaged := map[string]bool{}
	lost := map[string]string{} // the step of a host whose end is not known
	for _, e := range n.journal() {
		switch d := e.Data.(type) {
		case change.PilotData:
			engaged[d.Wave] = e.Type == change.AutopilotEngaged
			if d.Why.Code == change.PilotLost {
				for host := range lost {
					n.do("step", host, "done", "--evidence", "looked at")
				}
			}
		case change.RunData:
			switch e.Type {
			case change.RunStarted:
				lost[e.Host] = d.Step
			case change.RunEnded:
				delete(lost, e.Host)
			}
		case change.StepData:
			if e.Type == change.StepDone {
				delete(lost, e.Host)
			}
		}
	}
	for _, wave := range []string{"canary", "first", "second", "third"} {
		if !engaged[wave] {
			n.do("autopilot", wave, "on")
		}
	}
}
