package cmd_test

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

// listenerEnv makes this test binary listen on ports instead of testing.
const listenerEnv = "TMINUS_TEST_LISTEN"

// listen serves the ports of a simulated host until it is killed.
func listen(ports string) {
	for port := range strings.SplitSeq(ports, ",") {
		l, err := net.Listen("tcp", "0.0.0.0:"+port)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				_ = c.Close()
			}
		}()
	}
	fmt.Println("listening")
	select {}
}

// network is four hosts and the cockpit, each in a network namespace, on one bridge.
type network struct {
	t      *testing.T
	prefix string
}

func newNetwork(t *testing.T, hosts int) *network {
	t.Helper()
	if os.Geteuid() != 0 {
		skipLoudly(t, "network namespaces need root")
	}
	if _, err := exec.LookPath("ip"); err != nil {
		skipLoudly(t, "needs ip (Debian: iproute2)")
	}
	n := &network{t: t, prefix: fmt.Sprintf("tm%d", os.Getpid()%100000)}
	if out, err := exec.Command("ip", "netns", "add", n.name(0)).CombinedOutput(); err != nil {
		skipLoudly(t, "this machine permits no network namespaces: "+string(out))
	}
	t.Cleanup(func() { n.remove(hosts) })
	n.ip("-n", n.name(0), "link", "add", "br0", "type", "bridge")
	n.ip("-n", n.name(0), "addr", "add", "10.99.0.100/24", "dev", "br0")
	n.ip("-n", n.name(0), "link", "set", "br0", "up")
	n.ip("-n", n.name(0), "link", "set", "lo", "up")
	for i := 1; i <= hosts; i++ {
		n.addHost(i)
	}
	return n
}

// name is the namespace of a host; 0 is the cockpit's.
func (n *network) name(host int) string { return fmt.Sprintf("%s-%d", n.prefix, host) }

func address(host int) string { return fmt.Sprintf("10.99.0.%d", host) }

func (n *network) addHost(i int) {
	port := fmt.Sprintf("h%d", i)
	n.ip("netns", "add", n.name(i))
	n.ip("-n", n.name(0), "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", n.name(i))
	n.ip("-n", n.name(0), "link", "set", port, "master", "br0", "up")
	n.ip("-n", n.name(i), "addr", "add", address(i)+"/24", "dev", "eth0")
	n.ip("-n", n.name(i), "link", "set", "eth0", "up")
	n.ip("-n", n.name(i), "link", "set", "lo", "up")
}

func (n *network) ip(args ...string) {
	n.t.Helper()
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		n.t.Fatalf("ip %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func (n *network) remove(hosts int) {
	for i := range hosts + 1 {
		_ = exec.Command("ip", "netns", "del", n.name(i)).Run()
	}
}

// link cuts a host off or plugs it in again, and returns when that was.
func (n *network) link(host int, state string) time.Time {
	n.t.Helper()
	at := time.Now()
	n.ip("-n", n.name(0), "link", "set", fmt.Sprintf("h%d", host), state)
	return at
}

// serve starts the listeners of a host and returns how to stop them.
func (n *network) serve(host int, ports string) (stop func()) {
	n.t.Helper()
	c := exec.Command("ip", "netns", "exec", n.name(host), os.Args[0])
	c.Env = append(os.Environ(), listenerEnv+"="+ports)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		n.t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		n.t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		n.t.Fatalf("the listener of host %d: %q %v", host, line, err)
	}
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			_ = c.Process.Kill()
			_ = c.Wait()
		}
	}
	n.t.Cleanup(stop)
	return stop
}

const netnsPlan = `
change:
  id: netns
  title: Four hosts in network namespaces
  window: {start: 2026-01-01T00:00:00Z, end: 2036-01-01T06:00:00Z}
environments:
  A: {min_healthy: 0}
defaults:
  environment: A
  checks: {icmp: true, tcp: [3389, 445]}
  reboot: {expected: 2m, settle: 4s, shutdown_limit: 30s}
hosts:
  - {name: H1, address: 10.99.0.1}
  - {name: H2, address: 10.99.0.2}
  - {name: H3, address: 10.99.0.3}
  - {name: H4, address: 10.99.0.4}
runbook:
  - {id: restart, title: Restart, reboot: true}
probe: {interval: 1s, timeout: 800ms}
`

// TestOneHostIsCutOff runs the binary against four real hosts, cuts one off
// for 8 s and gives it its link back and, 2 s later, its ports.
func TestOneHostIsCutOff(t *testing.T) {
	n := newNetwork(t, 4)
	stops := make([]func(), 5)
	for i := 1; i <= 4; i++ {
		stops[i] = n.serve(i, "3389,445")
	}
	dir := t.TempDir()
	plan, record := filepath.Join(dir, "plan.yaml"), filepath.Join(dir, "rec")
	if err := os.WriteFile(plan, []byte(netnsPlan), 0o600); err != nil {
		t.Fatal(err)
	}
	headless(t, []string{"ip", "netns", "exec", n.name(0)}, plan, "--record", record)
	awaitBaseline(t, record, 12)
	tminus(t, "do", record, "start", "H1", "--by", "test")
	requested := time.Now()
	tminus(t, "do", record, "reboot", "H1", "--by", "test")

	cut := n.link(1, "down")
	stops[1]()
	time.Sleep(8 * time.Second)
	plugged := n.link(1, "up")
	time.Sleep(2 * time.Second)
	served := time.Now()
	n.serve(1, "3389,445")
	await(t, record, change.RebootSettled, "H1")

	// An instant is that of the first probe after it, so it may come one
	// interval late; a probe that waited for its answer may be one timeout early.
	const tolerance = time.Second + 800*time.Millisecond
	for _, c := range []struct {
		kind  change.Type
		truth time.Time
	}{
		{change.RebootGone, cut},
		{change.RebootAnswering, plugged},
		{change.RebootListening, served},
		{change.RebootSettled, served},
	} {
		since := await(t, record, c.kind, "H1").Data.(change.RebootData).Since
		off := since.Sub(c.truth)
		t.Logf("%-17s truth %s  reported %s  off by %v", c.kind, c.truth.Format("15:04:05.000"), since.Format("15:04:05.000"), off.Round(time.Millisecond))
		if off.Abs() > tolerance {
			t.Errorf("%s is off by %v, more than an interval and a timeout", c.kind, off)
		}
	}
	settled := await(t, record, change.RebootSettled, "H1").Data.(change.RebootData)
	if took := time.Duration(settled.Took); (took - served.Sub(requested)).Abs() > tolerance {
		t.Errorf("took %v, in truth %v", took, served.Sub(requested))
	}
	othersStay(t, record)
	tminus(t, "verify", record)
}

func awaitBaseline(t *testing.T, record string, signals int) {
	t.Helper()
	for end := time.Now().Add(waitPatience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		n := 0
		for _, e := range recorded(t, record) {
			if d, ok := e.Data.(change.SignalData); ok && d.First {
				n++
			}
		}
		if n == signals {
			return
		}
	}
	t.Fatalf("the baseline of %d signals is not complete: %v", signals, recorded(t, record))
}

// othersStay: whatever befalls H1, no other host changes its state.
func othersStay(t *testing.T, record string) {
	t.Helper()
	for _, e := range recorded(t, record) {
		d, isSignal := e.Data.(change.SignalData)
		if e.Host != "" && e.Host != "H1" && (!isSignal || !d.First) {
			t.Errorf("%s of %s, which nobody touched", e.Type, e.Host)
		}
	}
}
