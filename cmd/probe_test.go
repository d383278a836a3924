package cmd_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
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

const askPlan = `
change: {id: ask, timezone: Asia/Shanghai, window: {start: 2026-01-01 00:00, end: 2036-01-01 06:00}}
defaults: {checks: {icmp: false, tcp: [%[1]d], http: ['http://{address}:%[2]d/'], exec: ['%[3]s']}, boot_evidence: {exec: 'head -1 %[4]s'}}
hosts:
  - {name: A1, address: 127.0.0.1}
runbook: [{id: restart, reboot: true}]
`

// TestCheckAsks: each page, command and evidence is asked once, and what came
// is said: what it was read as, or why it is of no use.
func TestCheckAsks(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the commands of this test are those of a Unix")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "well") }))
	t.Cleanup(page.Close)
	dir := t.TempDir()
	plan, boot := filepath.Join(dir, "plan.yaml"), filepath.Join(dir, "boot")
	for _, c := range []struct {
		exec, boot, lang string
		code             int
		said             []string
	}{
		{"/bin/echo OK - fine", "2026-01-02 03:04:05", "en", 0, []string{"✓ http/1     200 OK", "✓ exec/1     OK - fine", "✓ boot       2026-01-02 03:04:05: booted 2026-01-02 03:04:05 CST"}},
		{"/bin/echo OK", "b1946ac9-2492-d234-7c62-35db2644c123", "en", 0, []string{"✓ boot       b1946ac9-2492-d234-7c62-35db2644c123: a boot id"}},
		{"/bin/echo OK", "null", "en", 1, []string{"✗ boot       unreadable: “null”, neither a boot id, nor a boot time, nor an uptime"}},
		{"/bin/echo OK", "11/1/2026 10:00:00 AM", "zh", 1, []string{"✗ boot       无法识别：“11/1/2026 10:00:00 AM”，日与月无法区分"}},
		{"/no/such/check", "b1946ac9-2492-d234-7c62-35db2644c123", "en", 1, []string{"✗ exec/1     local fault: /no/such/check:", "no such file"}},
	} {
		text := fmt.Sprintf(askPlan, l.Addr().(*net.TCPAddr).Port, page.Listener.Addr().(*net.TCPAddr).Port, c.exec, boot)
		for path, text := range map[string]string{plan: text, boot: c.boot + "\n"} {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		run := exec.Command(binary(t), "check", "--probe", "--lang", c.lang, plan)
		out, _ := run.Output() // its exit code is looked at below
		for _, want := range c.said {
			if !strings.Contains(string(out), want) {
				t.Errorf("%s, %s: it does not say %q:\n%s", c.exec, c.boot, want, out)
			}
		}
		if code := run.ProcessState.ExitCode(); code != c.code {
			t.Errorf("%s, %s: exit code %d, want %d", c.exec, c.boot, code, c.code)
		}
	}
}
