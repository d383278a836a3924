package cmd_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// network is a switch, a watcher and hosts, each in a network namespace.
type network struct {
	prefix string
}

// namespaces begins the names of all namespaces here; the test's process id
// follows, so that what a killed test left behind can be told and removed.
const namespaces = "tmt"

// newNetwork makes the switch and the watcher at 10.99.0.100. The tag keeps
// networks of one test process apart.
func newNetwork(t *testing.T, tag string) *network {
	t.Helper()
	if os.Geteuid() != 0 {
		skipLoudly(t, "REAL NETWORKS ARE NOT TESTED: network namespaces need root")
	}
	if _, err := exec.LookPath("ip"); err != nil {
		skipLoudly(t, "REAL NETWORKS ARE NOT TESTED: needs ip (Debian: iproute2)")
	}
	sweep()
	n := &network{prefix: fmt.Sprintf("%s%d%s", namespaces, os.Getpid(), tag)}
	if err := n.ip("netns", "add", n.ns("switch")); err != nil {
		skipLoudly(t, "REAL NETWORKS ARE NOT TESTED: this machine permits no network namespaces: "+err.Error())
	}
	t.Cleanup(func() { removeNamespaces(n.prefix + "-") })
	must(t,
		n.in("switch", "link add br0 type bridge"),
		n.in("switch", "link set br0 up"),
		n.attach("watcher", "10.99.0.100"),
	)
	return n
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// sweep removes what a test left behind that was killed before its clean-up.
func sweep() {
	left, _ := filepath.Glob("/run/netns/" + namespaces + "*-*")
	for _, path := range left {
		name := filepath.Base(path)
		var pid int
		if _, err := fmt.Sscanf(name, namespaces+"%d", &pid); err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			removeNamespaces(name)
		}
	}
}

func removeNamespaces(prefix string) {
	left, _ := filepath.Glob("/run/netns/" + prefix + "*")
	for _, path := range left {
		_ = exec.Command("ip", "netns", "del", filepath.Base(path)).Run()
	}
}

// ns is the full name of a namespace.
func (n *network) ns(name string) string { return n.prefix + "-" + name }

func (n *network) ip(args ...string) error {
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("ip %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

// in runs a command of ip in a namespace.
func (n *network) in(name, command string) error {
	return n.ip(append([]string{"-n", n.ns(name)}, strings.Fields(command)...)...)
}

// attach makes a machine with a cable to the switch; the cable's end there is
// named like the machine.
func (n *network) attach(name, address string) error {
	return errors.Join(
		n.ip("netns", "add", n.ns(name)),
		n.in("switch", "link add "+name+" type veth peer name eth0 netns "+n.ns(name)),
		n.powerOn(name, address),
	)
}

// powerOn gives the machine its address, once both ends of its cable exist.
func (n *network) powerOn(name, address string) error {
	return errors.Join(
		n.in("switch", "link set "+name+" master br0 up"),
		n.in(name, "addr add "+address+"/24 dev eth0"),
		n.in(name, "link set eth0 up"),
		n.in(name, "link set lo up"),
	)
}

// cable pulls or plugs a machine's cable at the switch: "down" or "up".
func (n *network) cable(name, state string) error {
	return n.in("switch", "link set "+name+" "+state)
}

// inside runs f in a namespace, on a thread that ends with it: whatever f
// opens, a socket or a tap, stays there.
func (n *network) inside(name string, f func() error) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with this goroutine
		space, err := os.Open("/run/netns/" + n.ns(name))
		if err != nil {
			done <- err
			return
		}
		defer space.Close()
		if err := unix.Setns(int(space.Fd()), unix.CLONE_NEWNET); err != nil {
			done <- fmt.Errorf("enter the namespace of %s: %w", name, err)
			return
		}
		done <- f()
	}()
	return <-done
}

// listen opens a port of a machine: it accepts, and hangs up.
func (n *network) listen(name string, port int) (net.Listener, error) {
	var l net.Listener
	err := n.inside(name, func() (err error) {
		l, err = net.Listen("tcp4", fmt.Sprintf("0.0.0.0:%d", port))
		return err
	})
	if err != nil {
		return nil, err
	}
	go hangUp(l)
	return l, nil
}

// sysctl sets a parameter of a machine's network, such as ipv4/ip_forward.
func (n *network) sysctl(name, key, value string) error {
	return n.inside(name, func() error { return os.WriteFile("/proc/sys/net/"+key, []byte(value), 0) })
}

// firewall makes routing rules of a machine come before its own address, so
// that they can drop or reject what arrives. They stand in for nftables,
// which a test machine may not have.
func (n *network) firewall(name string) error {
	return errors.Join(
		n.in(name, "rule add pref 100 lookup local"),
		n.in(name, "rule del pref 0"),
		// A rule rejects with a message only where packets may be forwarded.
		n.sysctl(name, "ipv4/conf/all/forwarding", "1"),
		n.sysctl(name, "ipv4/icmp_ratelimit", "0"),
	)
}

// block adds a rule on what arrives, such as "ipproto tcp dport 445 blackhole".
func (n *network) block(name, rule string) error {
	return n.in(name, "rule add pref 5 iif eth0 "+rule)
}

// unblock takes the rules of block away.
func (n *network) unblock(name string) error { return n.in(name, "rule del pref 5") }
