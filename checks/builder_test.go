package checks

import (
	"strings"
	"testing"
	"time"

	"tminus/change"
)

func TestEveryKindHasAMaker(t *testing.T) {
	all := makers(nil)
	for _, k := range change.Kinds() {
		if all[k.ID] == nil {
			t.Errorf("nothing probes signals of the kind %s", k.ID)
		}
	}
}

// A check that silently never runs is a trap.
func TestAKindThatNobodyProbesIsSaid(t *testing.T) {
	h := change.Host{Name: "db1", Address: "127.0.0.1", Also: []change.Signal{{Name: "power", Kind: &change.Kind{ID: "power", Role: change.TellsState}}}}
	notices := texts(New(&change.Plan{Probe: change.Probe{Interval: time.Second}, Hosts: []change.Host{h}}, Options{}).Notices())
	if len(notices) != 1 || !strings.Contains(notices[0], `power of db1 is not watched`) {
		t.Errorf("notices %q", notices)
	}
}
