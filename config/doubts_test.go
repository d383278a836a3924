package config

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tminus/examples"
)

// doubtful are the doubts about a plan, each with its place and nothing else.
func doubtful(t *testing.T, text string) []string {
	t.Helper()
	plan(t, text) // it is valid all the same
	d := Doubts("p", []byte(text))
	if d == nil {
		return nil
	}
	var list []string
	words := english()
	for _, p := range d.Problems {
		what, _ := d.Say(words, p)
		list = append(list, fmt.Sprintf("%d:%d %s", p.Line, p.Column, what))
	}
	return list
}

// A # behind a blank cuts a text, and nobody sees it: the phone number, the
// flag of a command, the number of the ticket.
func TestDoubtsAboutNotes(t *testing.T) {
	text := `change:
  id: HASH #1
  title: Patch order servers, ticket #4711
  window: {start: 2036-12-20 23:30, end: "06:00"} # no text
contacts:
  vendor:
    name: 张 #3 柜台
    role: "vendor" # in quotes it is whole
    phone: 010 5550 0102	#3
    notify: 42 #3
environments:
  A: {failover: {steps: [Stop the jobs, Switch #2
    ]}}
  B: {standby: A}   # set off
hosts:
  - name: A1 #2
    address: 192.0.2.1 # no free text
    environment: A
    checks: {exec: [check_x, check_y]} #
runbook:
  - id: restart
    title: Restart
      the server #2
    command: powershell -c Restart-Computer # -Force
    expect: exit code #3010
    evidence: >
      a folded text #1
      keeps it
    rollback: 'none #1'
    reboot: true
    # a comment of its own
`
	want := []string{
		`3:38 the text ends before "#4711", which YAML takes for a comment`,
		`7:13 the text ends before "#3 柜台", which YAML takes for a comment`,
		`9:26 the text ends before "#3", which YAML takes for a comment`,
		`10:16 the text ends before "#3", which YAML takes for a comment`,
		`12:48 the text ends before "#2", which YAML takes for a comment`,
		`16:14 the text ends before "#2", which YAML takes for a comment`,
		`23:18 the text ends before "#2", which YAML takes for a comment`,
		`24:45 the text ends before "# -Force", which YAML takes for a comment`,
		`25:23 the text ends before "#3010", which YAML takes for a comment`,
	}
	if diff := cmp.Diff(want, doubtful(t, text)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, doubtful(t, strings.ReplaceAll(text, "\n", "\r\n"))); diff != "" {
		t.Errorf("with the line ends of Windows (-want +got):\n%s", diff)
	}
}

// A secret is filled in where the program itself runs the command.
func TestDoubtsAboutSecrets(t *testing.T) {
	text := `change: {id: C, window: {start: 2020-11-20 23:30, end: "06:00"}}
hosts:
  - name: A1
    address: 192.0.2.11
    checks: {exec: ['check -p ${env:A}']}
    boot_evidence: {exec: 'boot -p ${env:A}'}
prechecks:
  - {id: disk, command: 'df -p ${env:A}'}
runbook:
  - {id: here, run: local, command: 'x ${env:A}', rollback: 'y ${file:/A}'}
  - {id: there, command: 'x ${env:A} ${HOME}'}
`
	const says = " the reference to a secret stays as it is here"
	want := []string{"8:25" + says, "10:61" + says, "11:26" + says}
	if diff := cmp.Diff(want, doubtful(t, text)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNoDoubts(t *testing.T) {
	if d := doubtful(t, string(examples.PatchNight)); d != nil {
		t.Errorf("about the example: %q", d)
	}
	if d := Doubts("p", []byte("change: {id: C, title: a #b\n")); d != nil {
		t.Errorf("about a file that is refused: %v", d)
	}
	out, _ := imported(t, "name,address,model\nA1,192.0.2.1,a #b\n")
	if d := doubtful(t, string(out.Plan)); d != nil {
		t.Errorf("about an inventory's plan: %q", d)
	}
}
