package checks

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
)

func TestPlaceholdersAreFilledAfterSplitting(t *testing.T) {
	h := &change.Host{Name: `db 1" {address}`, Address: "10.0.0.1 --evil 'x"}
	line, err := newCommandLine(`check -H {address} --name={name} '{other}'`, h)
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := line.argv()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"check", "-H", "10.0.0.1 --evil 'x", `--name=db 1" {address}`, "{other}"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Out of a CMDB a host may be called anything: its name reads no secret.
func TestNamesAreNoReferences(t *testing.T) {
	t.Setenv("TMINUS_TEST_TOKEN", "hunter2")
	h := &change.Host{Name: "e${env:TMINUS_TEST_TOKEN}", Address: "${env:TMINUS_TEST_TOKEN}"}
	line, err := newCommandLine("check {name} {address} ${env:TMINUS_TEST_TOKEN} ${{name}}", h)
	if err != nil {
		t.Fatal(err)
	}
	got, secrets, err := line.argv()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"check", h.Name, h.Address, "hunter2", "${" + h.Name + "}"}
	if diff := cmp.Diff(want, got); diff != "" || len(secrets) != 1 {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
