package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// settleTime is how long a program runs before it is measured: by then the baseline
// of the largest fleet is in the journal.
const settleTime = 8 * time.Second

// bench measures one program after the other.
type bench struct {
	dir    string
	window time.Duration
	only   string
}

// run is what one program cost within the window, and what it printed at its end.
type run struct {
	cpu    time.Duration
	echoes int64
	// most is the most memory that it held.
	most string
	said string
}

// perEcho is the CPU time of one echo.
func (r run) perEcho() float64 { return r.cpu.Seconds() / float64(max(r.echoes, 1)) * 1e6 }

func (r run) cores(window time.Duration) float64 { return r.cpu.Seconds() / window.Seconds() }

// watch runs a program and measures it for the window.
func (b *bench) watch(name string, args ...string) (run, error) {
	var said bytes.Buffer
	c := exec.Command(name, args...)
	c.Stderr = &said
	if err := c.Start(); err != nil {
		return run{}, err
	}
	time.Sleep(settleTime)
	before, sent, err := cost(c.Process.Pid)
	time.Sleep(b.window)
	after, sentAfter, err2 := cost(c.Process.Pid)
	r := run{cpu: after - before, echoes: sentAfter - sent, most: memory(c.Process.Pid)}
	_ = c.Process.Signal(unix.SIGINT)
	_ = c.Wait() // both end with an error when they are interrupted
	r.said = said.String()
	if err = errors.Join(err, err2); err != nil {
		return r, fmt.Errorf("%s: %w\n%s", name, err, r.said)
	}
	return r, nil
}

// cost is the CPU time of a process so far, and the echo requests that have left
// this namespace: the kernel counts what a program really sent.
func cost(pid int) (time.Duration, int64, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, errors.New("it has ended early")
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	const tick = 10 * time.Millisecond // of /proc, whatever the kernel's own is
	snmp, err := os.ReadFile("/proc/net/snmp")
	return time.Duration(user+system) * tick, counter(string(snmp), "Icmp", "OutEchos"), err
}

// counter reads one number of /proc/net/snmp: a line of names, a line of values.
func counter(snmp, group, name string) int64 {
	var names []string
	for line := range strings.Lines(snmp) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] != group+":" {
			continue
		}
		if names == nil {
			names = fields
			continue
		}
		for i := range min(len(names), len(fields)) {
			if names[i] == name {
				n, _ := strconv.ParseInt(fields[i], 10, 64)
				return n
			}
		}
	}
	return 0
}

func memory(pid int) string {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	return number(string(status), `VmHWM:\s+(\d+) kB`)
}

// number is what a pattern finds, "?" if nothing.
func number(text, pattern string) string {
	if found := regexp.MustCompile(pattern).FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return "?"
}

func (b *bench) cockpit(plan string) (run, error) {
	record := filepath.Join(b.dir, "record")
	defer func() { _ = os.RemoveAll(record) }()
	return b.watch(filepath.Join(b.dir, "tminus"), "run", plan, "--headless", "--record", record, "--operator", "bench")
}

// fping watches the same addresses, with an -i that lets it send them all in a
// second.
func (b *bench) fping(hosts int) (run, error) {
	var list strings.Builder
	for i := range hosts {
		fmt.Fprintln(&list, b.up(i))
	}
	path := filepath.Join(b.dir, "addresses")
	if err := os.WriteFile(path, []byte(list.String()), 0o600); err != nil {
		return run{}, err
	}
	gap := strconv.FormatFloat(0.75*1000/float64(hosts), 'f', -1, 64)
	return b.watch("fping", "-l", "-q", "-s", "-p", "1000", "-i", gap, "-f", path)
}
