package checks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"tminus/change"
)

// TestNamespace probes across a link of its own, with real routers' and real
// local faults. "here" probes, "there" is the host and router at the other end.
func TestNamespace(t *testing.T) {
	here, there := namespaces(t)
	said := false
	for _, mode := range []string{"raw", "datagram", "portable"} {
		t.Run(mode, func(t *testing.T) {
			groups := "0 2147483647"
			if mode == "raw" {
				groups = "1 0" // nobody
			}
			sysctl(t, here, "net/ipv4/ping_group_range", groups)
			sysctl(t, there, "net/ipv4/icmp_ratelimit", "0")
			seen := observeIn(t, here, mode)
			checkFaults(t, seen)
			said = said || slices.ContainsFunc(seen, func(o change.Observation) bool { return o.Cause == change.CauseUnreachable })
		})
	}
	if !said {
		t.Error("no router's word was passed on as unreachable")
	}
}

// faults are the targets and what must be said of them. A router's word ends
// a TCP dial, but routers give it sparingly, so that it may be a timeout too;
// ICMP sockets do not hear it.
var faults = []struct {
	address, what string
	icmp, tcp     []string
}{
	{"10.99.0.2", "answers, port closed", []string{"answered"}, []string{"lost refused"}},
	{"10.99.0.77", "ARP is not answered", []string{"lost timeout"}, []string{"lost timeout", "lost unreachable"}},
	{"10.98.1.1", "silently dropped by a router", []string{"lost timeout"}, []string{"lost timeout"}},
	{"10.98.2.1", "unreachable, says a router", []string{"lost timeout"}, []string{"lost unreachable", "lost timeout"}},
	{"10.98.3.1", "prohibited, says a router", []string{"lost timeout"}, []string{"lost unreachable", "lost timeout"}},
	{"10.98.4.1", "no route, says a router", []string{"lost timeout"}, []string{"lost unreachable", "lost timeout"}},
	{"10.97.1.1", "prohibited by our own table", []string{"unknown filtered"}, []string{"unknown filtered"}},
	{"10.97.2.1", "unreachable by our own table", []string{"unknown local fault"}, []string{"unknown local fault"}},
	{"10.97.3.1", "dropped by our own table", []string{"unknown local fault"}, []string{"unknown local fault"}},
	{"192.0.2.1", "no route", []string{"unknown local fault"}, []string{"unknown local fault"}},
}

func checkFaults(t *testing.T, seen []change.Observation) {
	t.Helper()
	words := map[change.Verdict]string{change.Answered: "answered", change.Lost: "lost", change.Unknown: "unknown"}
	got, details := map[string][]string{}, map[string]string{}
	for _, o := range seen {
		key := o.Host + " " + o.Check
		got[key] = append(got[key], strings.TrimSpace(words[o.Verdict]+" "+string(o.Cause)))
		details[key] = worded(o.Detail)
	}
	for _, f := range faults {
		for check, want := range map[string][]string{change.SignalICMP: f.icmp, change.TCPSignal(81): f.tcp} {
			key := f.address + " " + check
			if len(got[key]) == 0 {
				t.Errorf("%s (%s): not observed", key, f.what)
			}
			for _, g := range got[key] {
				if !slices.Contains(want, g) {
					t.Errorf("%s (%s): %q (%s), want one of %q", key, f.what, g, details[key], want)
				}
			}
		}
	}
}

func observeIn(t *testing.T, ns, mode string) []change.Observation {
	t.Helper()
	args := []string{"netns", "exec", ns, playHelper(t), "observe", mode}
	for _, f := range faults {
		args = append(args, f.address)
	}
	cmd := exec.Command("ip", args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("observing in %s: %v\n%s", ns, err, &stderr)
	}
	var list []change.Observation
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var o change.Observation
		if err := dec.Decode(&o); err != nil {
			t.Fatal(err)
		}
		list = append(list, o)
	}
	return list
}

// namespaces makes two network namespaces with a link between them.
func namespaces(t *testing.T) (here, there string) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("SKIPPED, REAL NETWORK FAULTS ARE NOT TESTED: needs root")
	}
	here, there = fmt.Sprintf("tminus-h%d", os.Getpid()), fmt.Sprintf("tminus-t%d", os.Getpid())
	for _, ns := range []string{here, there} {
		if out, err := exec.Command("ip", "netns", "add", ns).CombinedOutput(); err != nil {
			t.Skipf("SKIPPED, REAL NETWORK FAULTS ARE NOT TESTED: ip netns add: %v %s", err, out)
		}
		t.Cleanup(func() { _ = exec.Command("ip", "netns", "del", ns).Run() })
	}
	for _, line := range []string{
		"link add near netns " + here + " type veth peer name far netns " + there,
		"-n " + here + " addr add 10.99.0.1/24 dev near",
		"-n " + there + " addr add 10.99.0.2/24 dev far",
		"-n " + here + " link set lo up",
		"-n " + here + " link set near up",
		"-n " + there + " link set far up",
		"-n " + here + " route add 10.98.0.0/16 via 10.99.0.2",
		"-n " + here + " route add prohibit 10.97.1.0/24",
		"-n " + here + " route add unreachable 10.97.2.0/24",
		"-n " + here + " route add blackhole 10.97.3.0/24",
		"-n " + there + " route add blackhole 10.98.1.0/24",
		"-n " + there + " route add unreachable 10.98.2.0/24",
		"-n " + there + " route add prohibit 10.98.3.0/24",
	} {
		if out, err := exec.Command("ip", strings.Fields(line)...).CombinedOutput(); err != nil {
			t.Skipf("SKIPPED, REAL NETWORK FAULTS ARE NOT TESTED: ip %s: %v %s", line, err, out)
		}
	}
	sysctl(t, there, "net/ipv4/ip_forward", "1")
	return here, there
}

func sysctl(t *testing.T, ns, key, value string) {
	t.Helper()
	cmd := exec.Command("ip", "netns", "exec", ns, "tee", "/proc/sys/"+key)
	cmd.Stdin = strings.NewReader(value)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("SKIPPED, REAL NETWORK FAULTS ARE NOT TESTED: %s: %v %s", key, err, out)
	}
}
