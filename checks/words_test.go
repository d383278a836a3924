package checks

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
)

func TestPlaceholdersAreFilledAfterSplitting(t *testing.T) {
	h := &change.Host{Name: `db 1" {address}`, Address: "10.0.0.1 --evil 'x"}
	got, err := commandWords(`check -H {address} --name={name} '{other}'`, h)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"check", "-H", "10.0.0.1 --evil 'x", `--name=db 1" {address}`, "{other}"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
