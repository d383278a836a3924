package drill

import (
	"testing"

	"tminus/change"
)

func TestEveryKindHasACourse(t *testing.T) {
	all := courses(nil)
	for _, k := range change.Kinds() {
		if c, ok := all[k.ID]; !ok || (c.Tells != nil) != (k.Role != change.Reaches) {
			t.Errorf("%s: its course is %+v", k.ID, c)
		}
	}
}
