//go:build linux

// Command bench watches fleets on loopback with the whole headless cockpit and
// with fping, one after the other, and prints what each costs. Run it with
// `make bench-fleet`; it needs Linux, root and fping, and touches nothing but
// network namespaces of its own. docs/performance.md explains its tables.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// insideEnv marks the process that runs in the namespace.
const insideEnv = "TMINUS_BENCH_INSIDE"

func main() {
	seconds := flag.Int("seconds", 30, "how long each fleet is measured")
	only := flag.String("only", "", "measure only one: echoes, up or silent")
	flag.Parse()
	err := enter()
	if err == nil && os.Getenv(insideEnv) != "" {
		err = measure(time.Duration(*seconds)*time.Second, *only)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// enter starts this program again in a network namespace of its own, with a
// cockpit that was built from this tree.
func enter() error {
	if os.Getenv(insideEnv) != "" {
		return nil
	}
	if os.Geteuid() != 0 {
		return errors.New("network namespaces need root: run it with sudo")
	}
	for tool, from := range map[string]string{"fping": "fping", "ip": "iproute2"} {
		if _, err := exec.LookPath(tool); err != nil {
			return fmt.Errorf("%s is missing: install the package %s", tool, from)
		}
	}
	dir, err := os.MkdirTemp("", "tminus-bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "tminus"), ".")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("build the cockpit, from the root of the tree: %w", err)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	inside := exec.Command(self, os.Args[1:]...)
	inside.Stdout, inside.Stderr = os.Stdout, os.Stderr
	inside.Env = append(os.Environ(), insideEnv+"="+dir)
	inside.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	return inside.Run()
}

func measure(window time.Duration, only string) error {
	b := bench{dir: os.Getenv(insideEnv), window: window, only: only}
	if err := b.prepare(); err != nil {
		return err
	}
	defer b.tidy()
	return errors.Join(b.echoes(), b.ports("up", b.up), b.ports("silent", b.silent))
}
