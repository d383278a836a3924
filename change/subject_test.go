package change

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStepCommand(t *testing.T) {
	h := nightHost("B1")
	got := h.Command(Step{Command: "wusa /to:{to} /from:{from} \\\\{address}\\{name} {host} {environment} {model} {os} {level} {x}"})
	want := `wusa /to:2020-01 /from:2017-08 \\10.0.0.1\B1 B1 B NF5280M4 Windows Server 2008 R2 2020-01 {x}`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
