package cmd_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

const secretPlan = `
change: {id: secret, window: {start: 2026-01-01T00:00:00Z, end: 2036-01-01T06:00:00Z}}
contacts: {lead: {name: Li Wei, phone: 555-0100, notify: 'https://chat/${env:TMINUS_TEST_HOOK}'}}
environments: {A: {min_healthy: 0}}
hosts:
  - name: A1
    address: 127.0.0.1
    environment: A
    checks: {icmp: false, exec: ['/bin/sh PROBE ${env:TMINUS_TEST_TOKEN} ${file:FILE}']}
    boot_evidence: {exec: '/bin/sh PROBE ${env:TMINUS_TEST_TOKEN} boot'}
  - {name: A2, address: 127.0.0.2, environment: A, checks: {icmp: false, exec: ['/bin/sh PROBE ${env:TMINUS_TEST_UNSET}']}}
probe: {interval: 500ms, timeout: 400ms, up_after: 1}
`

// TestSecretsStayWhereTheyAre gives a check its secrets, has it blurt them out,
// and looks for them in everything that the night leaves behind.
func TestSecretsStayWhereTheyAre(t *testing.T) {
	once(t)
	const token, hook, inFile = "hunter2-in-the-env", "hook-in-the-env", "hunter3-in-a-file"
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	given := filepath.Join(dir, "given")
	probe := write("probe.sh", `echo "$1 $2" >>`+given+`; echo "denied: $1 $2"; echo "$1" >&2; exit 0`)
	text := strings.NewReplacer("PROBE", probe, "FILE", write("token", inFile+"\n")).Replace(secretPlan)
	plan, record := write("plan.yaml", text), filepath.Join(dir, "rec")
	t.Setenv("TMINUS_TEST_TOKEN", token)
	t.Setenv("TMINUS_TEST_HOOK", hook)

	said := []string{}
	out, _ := exec.Command(binary(t), "check", plan).CombinedOutput()
	said = append(said, string(out))
	if !bytes.Contains(out, []byte("TMINUS_TEST_UNSET")) {
		t.Errorf("check does not say which secret is missing:\n%s", out)
	}
	screen := newPty(t)
	screen.start(binary(t), "run", plan, "--record", record, "--operator", "li")
	boot := ""
	for end := time.Now().Add(waitPatience); boot == ""; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("no boot evidence")
		}
		for _, e := range recorded(t, record) {
			if d, ok := e.Data.(change.SignalData); ok {
				boot += d.Boot
			}
		}
	}
	if !strings.Contains(boot, "[secret]") {
		t.Errorf("what the command printed is recorded as %q", boot)
	}
	screen.see("A1", "A2")
	said = append(said, screen.text())
	for _, args := range [][]string{{"status", record}, {"status", "--json", record}, {"verify", record}} {
		out, _ := exec.Command(binary(t), args...).CombinedOutput()
		said = append(said, string(out))
	}
	err := filepath.WalkDir(record, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		said = append(said, path+string(text))
		return err
	})
	if err != nil {
		t.Error(err)
	}
	got, _ := os.ReadFile(given)
	if !bytes.Contains(got, []byte(token+" "+inFile)) {
		t.Errorf("the check was given %q", got)
	}
	for _, text := range said {
		for _, value := range []string{token, hook, inFile} {
			if strings.Contains(text, value) {
				t.Errorf("%s is told in: %.300s", value, text)
			}
		}
	}
}

// TestSealedPlanCannotBeSwapped: commands run from the plan that the change was
// opened with, or not at all.
func TestSealedPlanCannotBeSwapped(t *testing.T) {
	outside(t)
	_, plan, record := planned(t, killPlan)
	run, _ := headless(t, nil, plan, "--record", record)
	await(t, record, change.SignalBack, "A1")
	_ = run.Process.Kill()
	_ = run.Wait()
	other := strings.Replace(killPlan, "title: Restart", "title: Restart, command: 'rm -rf /'", 1)
	sealed := filepath.Join(record, "plan.yaml")
	if err := os.WriteFile(sealed, []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"run", sealed, "--headless", "--record", record, "--operator", "li"},
		{"do", record, "note", "x", "--by", "li"},
	} {
		c := shortly(t, args...)
		out, _ := c.CombinedOutput()
		if c.ProcessState.ExitCode() != 3 || !bytes.Contains(out, []byte("was changed after")) {
			t.Errorf("%s: %v: %s", args[0], c.ProcessState, out)
		}
	}
}

// shortly runs the program for a while: what is refused ends at once.
func shortly(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	program := binary(t) // the first one builds it
	ctx, cancel := context.WithTimeout(t.Context(), waitPatience/4)
	t.Cleanup(cancel)
	return exec.CommandContext(ctx, program, args...)
}

// TestRecordIsOurs: who else can read or alter a record, or points it
// elsewhere, is kept out.
func TestRecordIsOurs(t *testing.T) {
	outside(t)
	dir, plan, record := planned(t, killPlan)
	run, _ := headless(t, nil, plan, "--record", record)
	await(t, record, change.SignalBack, "A1")
	err := filepath.WalkDir(record, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s can be used by others: %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	_ = run.Process.Kill()
	_ = run.Wait()
	link := filepath.Join(dir, "link")
	if err := os.Symlink(record, link); err != nil {
		t.Fatal(err)
	}
	refused := func(dir string) {
		t.Helper()
		for _, args := range [][]string{
			{"run", plan, "--headless", "--record", dir, "--operator", "li"},
			{"do", dir, "note", "x", "--by", "li"},
			{"status", dir},
		} {
			c := shortly(t, args...)
			if out, _ := c.CombinedOutput(); c.ProcessState.ExitCode() <= 0 {
				t.Errorf("%s %s: %s", args[0], dir, out)
			}
		}
	}
	refused(link)
	for _, mode := range []os.FileMode{0o777, 0o770, 0o1777} {
		if err := os.Chmod(record, mode); err != nil {
			t.Fatal(err)
		}
		refused(record)
	}
}
