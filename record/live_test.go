package record

import "testing"

// TestMachinesOfOneName: a name alone does not make a process one of this machine.
func TestMachinesOfOneName(t *testing.T) {
	if Kernel() == "" {
		t.Skip("SKIPPED: this system does not identify its boot")
	}
	for _, tt := range []struct {
		live Live
		here bool
	}{
		{Live{Host: Machine(), Kernel: Kernel()}, true},
		{Live{Host: Machine()}, true}, // of an earlier program
		{Live{Host: Machine(), Kernel: "another"}, false},
		{Live{Host: Machine() + "x", Kernel: Kernel()}, false},
	} {
		if got := tt.live.Here(); got != tt.here {
			t.Errorf("%+v is here: %t", tt.live, got)
		}
	}
}
