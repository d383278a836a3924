package cmd_test

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

const probePlan = `
change: {id: probe, window: {start: 2026-01-01T00:00:00Z, end: 2036-01-01T06:00:00Z}}
defaults: {checks: {icmp: false, tcp: [%d]}}
hosts:
  - {name: A1, address: 127.0.0.1}
runbook: [{id: restart, reboot: true}]
`

// TestCheckProbes: the hosts are probed, and what does not answer fails the check.
func TestCheckProbes(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	plan := filepath.Join(t.TempDir(), "plan.yaml")
	if err := os.WriteFile(plan, fmt.Appendf(nil, probePlan, l.Addr().(*net.TCPAddr).Port), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, open := range []bool{true, false} {
		if !open {
			_ = l.Close()
		}
		c := exec.Command(binary(t), "check", "--probe", "--json", plan)
		out, _ := c.Output() // its exit code is looked at below
		var got struct {
			Probes []struct {
				Host, Address string
				Ports         []struct {
					Open  bool
					Took  float64 `json:"connect_ms"`
					Cause string
				}
			}
		}
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		want := map[bool]int{true: 0, false: 1}[open]
		if c.ProcessState.ExitCode() != want || len(got.Probes) != 1 || got.Probes[0].Address != "127.0.0.1" || got.Probes[0].Ports[0].Open != open {
			t.Errorf("open %v: exit code %d, %+v", open, c.ProcessState.ExitCode(), got)
		}
	}
}
