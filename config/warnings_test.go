package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tminus/examples"
	"tminus/wording"
)

func TestWarnings(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"the smallest plan", small, []string{
			"There is no witness: without one the cockpit cannot tell its own lost connection from lost hosts.",
			"There is no deadline: the last safe moment for a failover is unknown.",
			"A1: no target level is given.",
			"A1: no boot evidence, so a reboot can be seen but not proven.",
			"A1: watched by ping alone, so the end of a reboot is seen too early.",
			"The runbook is empty: nobody will be told what to do on a host.",
			"Action vendor has no contact with a phone: who would be called?",
			"Action business has no contact with a phone: who would be called?",
			"Action failover has no contact with a phone: who would be called?",
		}},
		{"the example", string(examples.PatchNight), []string{
			"A1, A2, B1, B2: no boot evidence, so a reboot can be seen but not proven.",
			"Lin Yue, Zhou Ming: notify is kept, and nothing is sent there yet: they must be called.",
		}},
		{"evidence of many kinds", small + `  - {name: A2, address: 192.0.2.12, boot_evidence: {smb: true}, checks: {http: ['http://{address}/', 'http://192.0.2.12:81/', 'http://a2./']}}
  - {name: A3, address: 192.0.2.13, boot_evidence: {rdp: true}, checks: {icmp: false, http: ['http://{name}:80/', 'https://shop.example.net/']}}
  - {name: A4, address: 192.0.2.14, boot_evidence: {exec: x}, checks: {icmp: false, exec: [x]}}
  - {name: A5, address: face.b00c.dead, checks: {tcp: [1]}}
witnesses: [192.0.2.1]
runbook: [{id: a, reboot: true}]
contacts: {vendor: {phone: 1}, business: {phone: 1}, manager: {phone: 1}}
defaults: {ladder: [{rung: late}]}
`, []string{
			"There is no deadline: the last safe moment for a failover is unknown.",
			"A1, A2, A3, A4, A5: no target level is given.",
			"A1, A3, A5: no boot evidence, so a reboot can be seen but not proven.",
			"A1: watched by ping alone, so the end of a reboot is seen too early.",
			"A3: an HTTP check asks another machine, which may answer while the host is down.",
			"A5: the address is a name: if it is resolved again, another machine may answer.",
		}},
		{"a plan with a bit of everything", `change:
  id: C
  window: {start: 2020-11-20 23:30, end: "06:00"}
  deadline: {name: peak, at: "05:00"}
witnesses: [192.0.2.1]
contacts: {boss: {phone: 1}}
environments:
  A: {standby: B, min_healthy: 2, failover: {takes: 6h}}
  B: {standby: C}
  C: {failover: {takes: 1h}}
defaults:
  checks: {tcp: [22]}
  boot_evidence: {exec: boottime}
  level: {to: "2", tested: "2"}
  ladder: [{rung: late}, {rung: call, after: 20m, action: call, contact: boss}, {rung: vendor, say: "{hots} is gone", contact: boss}]
hosts:
  - {name: A1, address: 192.0.2.11, environment: A, level: {to: "3"}}
  - {name: A2, address: a2.example.net, environment: A}
  - {name: B1, address: "2001:db8::b1", environment: B}
runbook: [{id: a, command: "echo {nams} {name} {x}"}]
probe: {timeout: 900ms}
`, []string{
			"The deadline (peak, 2020-11-21 05:00) is before the end of the window (2020-11-21 06:00).",
			"The last safe failover of environment A (2020-11-20 23:00) is over before the window starts (2020-11-20 23:30).",
			"Environment B has a standby and no failover.takes: its last safe moment is unknown.",
			"Environment A must keep 2 of 2 hosts healthy while one is worked on: its gates will say no-go.",
			"Environment C, the standby of B, has no host in this plan: nobody can see whether it is healthy, and the gates of B will say no-go.",
			"Environment C has a failover but no standby to fail over to.",
			"A1: the target level is not the tested one, so the gate will say no-go.",
			"A2: the address is a name: if it is resolved again, another machine may answer.",
			"No step of the runbook has reboot: true.",
			"Step a says {nams}, which is not filled in: did you mean {name}?",
			"Rung call has no text to say.",
			`Rung vendor says {hots}, which is not filled in: did you mean {host}?`,
			"The probe timeout 900ms is close to the interval 1s: probes would be skipped in an outage; 800ms is safe.",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			p := plan(t, c.text)
			english, chinese := wording.NewSpeaker("en", p.Change.Zone), wording.NewSpeaker("zh", p.Change.Zone)
			for _, w := range Warnings(p) {
				got = append(got, english.Say(w))
				if chinese.Say(w) == english.Say(w) {
					t.Errorf("not translated: %s", w)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
		})
	}
}
