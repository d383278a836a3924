package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// dropper is the namespace of a router that drops whatever comes.
func dropper() string { return fmt.Sprintf("tminus-bench%d", os.Getpid()) }

func ip(args string) error {
	if out, err := exec.Command("ip", strings.Fields(args)...).CombinedOutput(); err != nil {
		return fmt.Errorf("ip %s: %w %s", args, err, out)
	}
	return nil
}

func sysctl(key, value string) error {
	return os.WriteFile(filepath.Join("/proc/sys", key), []byte(value), 0o600)
}

// prepare brings up the namespace's loopback, and listeners on the ports.
func (b *bench) prepare() error {
	if err := errors.Join(ip("link set lo up"), sysctl("net/core/somaxconn", "4096")); err != nil {
		return err
	}
	for _, port := range []int{22, 3389} {
		if err := accept(port); err != nil {
			return err
		}
	}
	return nil
}

// accept accepts connections on a port of every address, and closes them. It uses
// bare system calls, to leave the machine to what is measured.
func accept(port int) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(unix.Bind(fd, &unix.SockaddrInet4{Port: port}), unix.Listen(fd, 4096)); err != nil {
		return err
	}
	go func() {
		for {
			if c, _, err := unix.Accept4(fd, unix.SOCK_CLOEXEC); err == nil {
				_ = unix.Close(c)
			}
		}
	}()
	return nil
}

// allow says which kind of ICMP socket the cockpit gets.
func allow(kind string) error {
	groups := "1 0" // nobody: it takes a raw one
	if kind == "datagram" {
		groups = "0 2147483647"
	}
	return sysctl("net/ipv4/ping_group_range", groups)
}

// up are addresses of this machine.
func (b *bench) up(i int) string { return fmt.Sprintf("127.%d.%d.%d", 1+i/62500, i/250%250, 1+i%250) }

// silent are addresses behind a router that drops.
func (b *bench) silent(i int) string {
	return fmt.Sprintf("10.%d.%d.%d", 128+i/62500, i/250%250, 1+i%250)
}

// drop makes that router.
func (b *bench) drop() error {
	ns := dropper()
	for _, line := range []string{
		"netns add " + ns,
		"link add near type veth peer name far netns " + ns,
		"addr add 10.99.0.1/24 dev near",
		"link set near up",
		"-n " + ns + " addr add 10.99.0.2/24 dev far",
		"-n " + ns + " link set far up",
		"-n " + ns + " route add blackhole 10.128.0.0/9",
		"route add 10.128.0.0/9 via 10.99.0.2",
	} {
		if err := ip(line); err != nil {
			return err
		}
	}
	forward := exec.Command("ip", "netns", "exec", ns, "tee", "/proc/sys/net/ipv4/ip_forward")
	forward.Stdin = strings.NewReader("1")
	return forward.Run()
}

func (b *bench) tidy() { _ = ip("netns del " + dropper()) } // it may never have been made

// plan writes a plan for so many hosts.
func (b *bench) plan(hosts int, address func(int) string, ports string) (string, error) {
	var text strings.Builder
	fmt.Fprintf(&text, `change:
  id: fleet
  title: A fleet
  window: {start: 2026-01-01T00:00:00Z, end: 2036-01-01T06:00:00Z}
environments:
  A: {min_healthy: 0}
defaults:
  environment: A
  checks: {icmp: true, tcp: [%s]}
runbook:
  - {id: restart, title: Restart, reboot: true}
probe: {interval: 1s, timeout: 800ms}
hosts:
`, ports)
	for i := range hosts {
		fmt.Fprintf(&text, "  - {name: h%05d, address: %s}\n", i, address(i))
	}
	path := filepath.Join(b.dir, "plan.yaml")
	return path, os.WriteFile(path, []byte(text.String()), 0o600)
}
