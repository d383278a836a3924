package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tminus/change"
	"tminus/examples"
)

const small = `change:
  id: CHG-1
  window: {start: 2020-11-20 23:30, end: "06:00"}
hosts:
  - {name: A1, address: 192.0.2.11}
`

// plan parses a text that must be a good plan.
func plan(t *testing.T, text string) *change.Plan {
	t.Helper()
	p, err := Parse("plan.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%v\n\nin:\n%s", err, text)
	}
	return p
}

// samePlan compares zones by name: they hold no more that one could compare.
var samePlan = cmp.Options{
	cmp.AllowUnexported(change.Runbook{}),
	cmp.Transformer("zone", func(z *time.Location) string { return z.String() }),
	cmpopts.EquateEmpty(),
	cmpopts.IgnoreUnexported(change.Plan{}), // an index of what is compared anyway
}

func utc(month time.Month, day, hour, minute int) time.Time {
	return time.Date(2020, month, day, hour, minute, 0, 0, time.UTC)
}

// All that a plan leaves out gets its default.
func TestSmallestPlan(t *testing.T) {
	sum := sha256.Sum256([]byte(small))
	want := &change.Plan{
		Change: change.Info{
			ID: "CHG-1", Title: "CHG-1", Zone: time.UTC,
			Window: change.Window{Start: utc(11, 20, 23, 30), End: utc(11, 21, 6, 0)},
		},
		Environments: []change.Environment{{Name: "all"}},
		Hosts: []change.Host{{
			Name: "A1", Address: "192.0.2.11", Environment: "all",
			Checks: change.Checks{ICMP: true},
			Reboot: change.RebootNorm{Expected: 10 * time.Minute, Settle: 90 * time.Second, ShutdownLimit: 5 * time.Minute, ExpectedReboots: 1},
		}},
		Order:  []string{"A1"},
		Waves:  []change.Wave{{Hosts: []string{"A1"}, AtOnce: change.AtOnce{Hosts: 1}}},
		Probe:  change.Probe{Interval: time.Second, Timeout: 800 * time.Millisecond, DownAfter: 3, UpAfter: 3},
		Digest: hex.EncodeToString(sum[:]),
	}
	want.Hosts[0].Ladder = change.DefaultLadder(10 * time.Minute)
	for i := range want.Hosts[0].Ladder {
		want.Hosts[0].Ladder[i].Contact = "" // there are no contacts
	}
	if diff := cmp.Diff(want, plan(t, small), samePlan); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
}

// The example of a night in waves is a plan that fits.
func TestExampleOfWaves(t *testing.T) {
	text, err := os.ReadFile("../examples/waves.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p := plan(t, string(text))
	if why := p.Infeasible(); len(why) > 0 || len(p.Waves) != 3 || p.Waves[1].AtOnce != (change.AtOnce{Percent: 50}) {
		t.Errorf("infeasible %v, waves %+v", why, p.Waves)
	}
}

func TestPatchNight(t *testing.T) {
	p := plan(t, string(examples.PatchNight))
	shanghai := time.FixedZone("", 8*60*60)
	at := func(day, hour, minute int) time.Time { return time.Date(2020, 11, day, hour, minute, 0, 0, shanghai) }
	if got := p.Change.Window; !got.Start.Equal(at(20, 23, 30)) || !got.End.Equal(at(21, 6, 0)) {
		t.Errorf("window %v", got)
	}
	if got := p.Change.Deadline; got.Name != "business peak" || !got.At.Equal(at(21, 7, 0)) {
		t.Errorf("deadline %v", got)
	}
	if lastSafe, ok := (&change.State{Plan: p}).EarliestLastSafe(); !ok || !lastSafe.Equal(at(21, 5, 45)) {
		t.Errorf("last safe failover %v", lastSafe)
	}
	if diff := cmp.Diff([]string{"A1", "A2", "B1", "B2"}, p.Order); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"icmp", "tcp/3389", "tcp/445"}, p.Host("B2").Signals()); diff != "" {
		t.Errorf("signals (-want +got):\n%s", diff)
	}
	levels := map[string]change.Level{}
	var after []string
	for _, h := range p.Hosts {
		levels[h.Name] = h.Level
		if h.Name == "A1" {
			for _, r := range h.Ladder {
				after = append(after, fmt.Sprintf("%s %v %s %s", r.Name, r.After, r.Action, r.Contact))
			}
		}
	}
	if diff := cmp.Diff(map[string]change.Level{
		"A1": {From: "2017-07", To: "2020-01", Tested: "2020-01"}, "A2": {From: "2017-07", To: "2020-01", Tested: "2020-01"},
		"B1": {From: "2017-08", To: "2020-01", Tested: "2020-01"}, "B2": {From: "2017-08", To: "2020-01", Tested: "2020-01"},
	}, levels); diff != "" {
		t.Errorf("levels (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{
		"late 10m0s  ", "stop 15m0s stop lead", "vendor 20m0s vendor vendor", "business 30m0s business business", "failover 45m0s failover manager",
	}, after); diff != "" {
		t.Errorf("ladder (-want +got):\n%s", diff)
	}
	reboots := 0
	for s := range p.Runbook.All() {
		if s.Reboot {
			reboots++
		}
		if got := p.Hosts[0].Command(s); strings.ContainsAny(got, "{}") {
			t.Errorf("step %s: not all is filled in: %s", s.ID, got)
		}
	}
	if p.Runbook.Len() != 5 || reboots != 1 {
		t.Errorf("%d steps, %d of them reboot", p.Runbook.Len(), reboots)
	}
}

func TestLoopbackExample(t *testing.T) {
	p, text, err := Load("../examples/loopback.yaml")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(text)
	if p.Digest != hex.EncodeToString(sum[:]) {
		t.Error("the digest is not that of the bytes")
	}
	for _, h := range p.Hosts {
		if !strings.HasPrefix(h.Address, "127.") {
			t.Errorf("%s is at %s, not on this machine", h.Name, h.Address)
		}
	}
}

// A host's own values go over the defaults, key by key; lists are replaced.
func TestHostsOverDefaults(t *testing.T) {
	p := plan(t, `hosts:
  - {name: A1, address: 192.0.2.11}
  - name: A2
    address: 192.0.2.12
    os: Linux
    level: {from: "1"}
    checks: {icmp: false, tcp: [22]}
    reboot: {expected: 2m}
    boot_evidence: {exec: ""}
    ladder: [{rung: late}, {rung: vendor, after: 5m}]
defaults:
  os: Windows
  level: {to: 3, tested: 2.10}
  checks: {tcp: [3389, 445], exec: [check_load]}
  reboot: {settle: 30s}
  boot_evidence: {exec: boottime -H gw}
change:
  id: CHG-1
  window: {start: 2020-11-20 23:30, end: "06:00"}
`)
	got := p.Host("A2")
	got.Ladder = nil
	want := &change.Host{
		Name: "A2", Address: "192.0.2.12", Environment: "all", OS: "Linux",
		Level:  change.Level{From: "1", To: "3", Tested: "2.10"},
		Checks: change.Checks{TCP: []int{22}, Exec: []string{"check_load"}},
		Reboot: change.RebootNorm{Expected: 2 * time.Minute, Settle: 30 * time.Second, ShutdownLimit: 5 * time.Minute, ExpectedReboots: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("A2 (-want +got):\n%s", diff)
	}
	a1 := p.Host("A1")
	if diff := cmp.Diff(change.Checks{ICMP: true, TCP: []int{3389, 445}, Exec: []string{"check_load"}}, a1.Checks); diff != "" {
		t.Errorf("A1's checks (-want +got):\n%s", diff)
	}
	if a1.OS != "Windows" || a1.BootEvidence.Exec != "boottime -H gw" {
		t.Errorf("A2's values reached A1: %+v", a1)
	}
}

// Pages are written in short or in full, and replace those of the defaults.
func TestHTTPChecks(t *testing.T) {
	p := plan(t, small+`  - name: A2
    address: 192.0.2.12
    checks:
      icmp: false
      http:
        - http://{address}:8080/health
        - {url: "https://{name}/", status: 401, body: "log in", insecure: true}
  - {name: A3, address: 192.0.2.13, checks: {http: []}}
defaults: {checks: {http: ["https://{address}/"]}}
`)
	for name, want := range map[string]change.Checks{
		"A1": {ICMP: true, HTTP: []change.HTTPCheck{{URL: "https://{address}/"}}},
		"A2": {HTTP: []change.HTTPCheck{{URL: "http://{address}:8080/health"}, {URL: "https://{name}/", Status: 401, Body: "log in", Insecure: true}}},
		"A3": {ICMP: true},
	} {
		if diff := cmp.Diff(want, p.Host(name).Checks); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestBootEvidence(t *testing.T) {
	p := plan(t, small+`  - {name: A2, address: 192.0.2.12, boot_evidence: {smb: false, exec: boottime, timezone: Asia/Kolkata}}
defaults: {boot_evidence: {smb: true, rdp: true}}
`)
	kolkata := p.Host("A2").BootEvidence.Zone
	if kolkata.String() != "Asia/Kolkata" || p.Host("A1").BootEvidence.Zone != nil { // nobody said UTC
		t.Errorf("zones of boot times: %s and %s", kolkata, p.Host("A1").BootEvidence.Zone)
	}
	for name, want := range map[string]change.BootEvidence{
		"A1": {SMB: true, RDP: true},
		"A2": {RDP: true, Exec: "boottime", Zone: kolkata},
	} {
		if diff := cmp.Diff(want, p.Host(name).BootEvidence, samePlan); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// The example offers HTTP checks and boot evidence in comments: without the
// comment signs they must be what a plan takes.
func TestWhatTheExampleOffers(t *testing.T) {
	lines := strings.Split(string(examples.PatchNight), "\n")
	var commands []string
	for i, line := range lines {
		bare := strings.Replace(line, "# ", "", 1)
		switch trimmed := strings.TrimSpace(line); {
		case strings.HasPrefix(trimmed, "#     "):
			commands = append(commands, strings.TrimSpace(strings.TrimPrefix(trimmed, "#")))
			lines[i] = ""
		case strings.HasPrefix(trimmed, "# http:"), strings.HasPrefix(trimmed, "#   - "), strings.HasPrefix(trimmed, "# boot_evidence:"),
			strings.HasPrefix(trimmed, "# prechecks:"), strings.HasPrefix(trimmed, "# deadlines:"), strings.HasPrefix(trimmed, "# language:"),
			strings.HasPrefix(trimmed, "# confirm:"), strings.HasPrefix(trimmed, "# recovery:"), strings.HasPrefix(trimmed, "#   smb:"), strings.HasPrefix(trimmed, "#   rdp:"),
			strings.HasPrefix(trimmed, "#   timezone:"):
			lines[i] = bare
		case strings.HasPrefix(trimmed, "#   exec:"):
			lines[i] = "    exec: COMMAND"
		}
	}
	text := strings.Join(lines, "\n")
	if len(commands) != 3 {
		t.Fatalf("commands %q", commands)
	}
	if p := plan(t, strings.Replace(text, "COMMAND", commands[0], 1)); len(p.Prechecks) != 3 || p.Prechecks[2].Timeout != 30*time.Second || len(p.Change.Others) != 1 || !p.Contacts["lead"].Confirm || p.Host("A1").Reboot.Recovery == 0 {
		t.Errorf("not all that the example offers is taken: %+v", p.Prechecks)
	}
	for _, command := range commands {
		p := plan(t, strings.Replace(text, "COMMAND", command, 1))
		if diff := cmp.Diff(change.BootEvidence{Exec: command, SMB: true, RDP: true, Zone: p.Change.Zone}, p.Host("A1").BootEvidence, samePlan); diff != "" {
			t.Errorf("boot evidence (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]change.HTTPCheck{
			{URL: "http://{address}:8080/health"}, {URL: "https://{name}/", Status: 200, Body: "all is well", Insecure: true},
		}, p.Host("A1").Checks.HTTP); diff != "" {
			t.Errorf("pages (-want +got):\n%s", diff)
		}
	}
}

func TestWitnesses(t *testing.T) {
	want := []string{"192.0.2.1", "gw.example.net:22", "2001:db8::1", "[2001:db8::2]:443"}
	p := plan(t, small+"witnesses: [192.0.2.1, 'gw.example.net:22', '2001:db8::1', '[2001:db8::2]:443']\n")
	if diff := cmp.Diff(want, p.Witnesses); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A rung of a default name takes what it leaves out from the default ladder.
func TestLadder(t *testing.T) {
	p := plan(t, small+`    
contacts: {vendor: {phone: "1"}, boss: {phone: "2"}}
defaults:
  reboot: {expected: 2m}
  ladder:
    - {rung: late}
    - {rung: coffee, after: 150s}
    - {rung: vendor, say: Help}
    - {rung: business, contact: boss, after: 8m}
    - {rung: board, after: 8m, action: board}
`)
	standard := change.DefaultLadder(2 * time.Minute)
	want := []change.Rung{
		{Name: "late", After: 2 * time.Minute},
		{Name: "coffee", After: 150 * time.Second},
		{Name: "vendor", After: 4 * time.Minute, Action: "vendor", Contact: "vendor", Say: "Help"},
		{Name: "business", After: 8 * time.Minute, Action: "business", Contact: "boss", Say: standard[3].Say},
		{Name: "board", After: 8 * time.Minute, Action: "board"},
	}
	if diff := cmp.Diff(want, p.Hosts[0].Ladder); diff != "" {
		t.Errorf("ladder (-want +got):\n%s", diff)
	}
}

func TestDefaultLadderCallsOnlyKnownContacts(t *testing.T) {
	p := plan(t, small+"contacts: {vendor: {phone: 0123}}\n")
	var contacts []string
	for _, r := range p.Hosts[0].Ladder {
		contacts = append(contacts, r.Contact)
	}
	if diff := cmp.Diff([]string{"", "", "vendor", "", ""}, contacts); diff != "" {
		t.Errorf("contacts (-want +got):\n%s", diff)
	}
	if got := p.Contacts["vendor"].Phone; got != "0123" {
		t.Errorf("the phone number 0123 became %s", got)
	}
}

func TestEnvironments(t *testing.T) {
	hosts := "hosts:\n  - {name: A1, address: 192.0.2.11, environment: A}\n  - {name: A2, address: 192.0.2.12, environment: A}\n  - {name: B1, address: 192.0.2.13, environment: B}\n"
	head, _, _ := strings.Cut(small, "hosts:")
	for _, c := range []struct {
		name, text string
		want       []change.Environment
	}{
		{"implicit", "", []change.Environment{{Name: "A", MinHealthy: 1}, {Name: "B"}}},
		{"described", "environments: {B: {standby: A}, A: }\n", []change.Environment{{Name: "B", Standby: "A"}, {Name: "A", MinHealthy: 1}}},
		{"written", "environments: {A: {min_healthy: 0}, B: {min_healthy: 1}}\n", []change.Environment{{Name: "A"}, {Name: "B", MinHealthy: 1}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, plan(t, head+hosts+c.text).Environments); diff != "" {
				t.Errorf("environments (-want +got):\n%s", diff)
			}
		})
	}
}

// The default timeout stays well within a short interval.
func TestProbeTimeout(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"probe: {interval: 500ms}\n":                 400 * time.Millisecond,
		"probe: {interval: 5s}\n":                    800 * time.Millisecond,
		"probe: {interval: 500ms, timeout: 500ms}\n": 500 * time.Millisecond,
	} {
		if got := plan(t, small+text).Probe.Timeout; got != want {
			t.Errorf("%s timeout %v, want %v", text, got, want)
		}
	}
}

// What editors on Windows do to a file does not change the plan.
func TestWindowsFiles(t *testing.T) {
	text := "\xef\xbb\xbf" + strings.ReplaceAll(small, "\n", "\r\n")
	got := plan(t, text)
	if diff := cmp.Diff(plan(t, small), got, samePlan, cmpopts.IgnoreFields(change.Plan{}, "Digest")); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
}

// Texts for people may be folded over lines; a long command, too.
func TestFoldedTexts(t *testing.T) {
	p := plan(t, small+`runbook:
  - id: a
    expect: |
      first line
      second line
    command: >-
      one
      two
`)
	if s := p.Steps(&p.Hosts[0])[0]; s.Expect != "first line second line" || s.Command != "one two" || s.Title != "a" {
		t.Errorf("%+v", s)
	}
}

func TestLargePlan(t *testing.T) {
	var b strings.Builder
	b.WriteString(small)
	for i := range 5000 {
		fmt.Fprintf(&b, "  - {name: h%d, address: 10.1.%d.%d, environment: E%d}\n", i, i/250, i%250, i/100)
	}
	if p := plan(t, b.String()); len(p.Hosts) != 5001 {
		t.Errorf("%d hosts", len(p.Hosts))
	}
}

func TestSchemaIsCurrent(t *testing.T) {
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/schema.json", string(text))
	again, err := Schema()
	if err != nil || string(again) != string(text) {
		t.Errorf("the schema is not the same each time: %v", err)
	}
	if _, err := os.Stat("testdata/schema.json"); err != nil {
		t.Error(err)
	}
}

// Busy hosts may be probed more often, idle ones less.
func TestPaces(t *testing.T) {
	got := plan(t, small+"probe: {interval: 2s, working: 200ms, idle: 5s}\n").Probe
	want := change.Probe{
		Interval: 2 * time.Second, Timeout: 800 * time.Millisecond, DownAfter: 3, UpAfter: 3,
		Working: 200 * time.Millisecond, Idle: 5 * time.Second,
	}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

const inWaves = `change:
  id: CHG-1
  window: {start: 2020-11-20 23:30, end: "06:00"}
environments: {A: {}, B: {}}
hosts:
  - {name: web1, address: 192.0.2.11, environment: A, model: NF5280}
  - {name: web2, address: 192.0.2.12, environment: A, os: Linux}
  - {name: db1, address: 192.0.2.13, environment: B, os: Linux}
  - {name: db2, address: 192.0.2.14, environment: B, model: R740}
  - {name: db3, address: 192.0.2.15, environment: B, model: R740}
  - {name: log1, address: 192.0.2.16, environment: A}
waves:
  - {name: canary, hosts: [web2], soak: 30m}
  - {name: web, hosts: [class:NF5280, "lo[a-z]?"], at_once: 2, max_failed: 1}
  - {name: databases, hosts: [db2, environment:B], at_once: 25%}
`

// A wave takes its hosts by name, pattern, environment or class, each once, in the order of
// the entries; the order of the plan is what the waves make.
func TestWaves(t *testing.T) {
	p := plan(t, inWaves)
	want := []change.Wave{
		{Name: "canary", Hosts: []string{"web2"}, AtOnce: change.AtOnce{Hosts: 1}, Soak: 30 * time.Minute},
		{Name: "web", Hosts: []string{"web1", "log1"}, AtOnce: change.AtOnce{Hosts: 2}, MaxFailed: 1},
		{Name: "databases", Hosts: []string{"db2", "db1", "db3"}, AtOnce: change.AtOnce{Percent: 25}},
	}
	if diff := cmp.Diff(want, p.Waves); diff != "" {
		t.Errorf("waves (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"web2", "web1", "log1", "db2", "db1", "db3"}, p.Order); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	for i, wave := range p.Waves {
		for _, host := range wave.Hosts {
			if p.WaveOf(host) != i {
				t.Errorf("%s is in wave %d, want %d", host, p.WaveOf(host), i)
			}
		}
	}
	if p.WaveOf("nobody") != -1 {
		t.Error("a host that the plan does not name has a wave")
	}
}

// What a command must meet is read in each of its forms.
func TestWhatSuccessIs(t *testing.T) {
	p := plan(t, small+`prechecks:
  - {id: a, run: local, command: x, expect: 0}
  - {id: b, run: local, command: x, exit: 3, expect: /^OK$/}
  - {id: c, run: local, command: x, exit: [0, -1], timeout: 5s}
runbook:
  - {id: a, run: local, auto: true, command: x, exit: [0, 3010], expect: done}
  - {id: b, run: local, command: x, expect: the page opens}
`)
	steps := p.Steps(&p.Hosts[0])
	got := []change.Success{p.Prechecks[0].Success(), p.Prechecks[1].Success(), p.Prechecks[2].Success(), steps[0].Success(), steps[1].Success()}
	want := []change.Success{
		{Exits: []int{0}}, {Exits: []int{3}, Expect: "/^OK$/"}, {Exits: []int{0, -1}}, {Exits: []int{0, 3010}, Expect: "done"}, {},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if p.Prechecks[0].Timeout != change.DefaultPrecheckTimeout || p.Prechecks[2].Timeout != 5*time.Second || !steps[0].Auto {
		t.Errorf("%+v %+v", p.Prechecks, steps[0])
	}
}
