package report

import (
	"math/rand/v2"
	"slices"
	"testing"

	"tminus/change"
	"tminus/change/changetest"
)

// TestAnyRecordGivesAReport: whatever somebody has written into a record, as
// far as it can be read at all, gives a report.
func TestAnyRecordGivesAReport(t *testing.T) {
	base := night(t)
	told := 0
	for seed := range uint64(150) {
		random := rand.New(rand.NewPCG(14, seed))
		throws := make([]byte, 600)
		for i := range throws {
			throws[i] = byte(random.UintN(256))
		}
		d := &changetest.Dice{Throws: throws}
		in := base
		in.Events = slices.Clone(base.Events[:random.IntN(len(base.Events))])
		wild := changetest.NewWild(d, in.Plan, base.Events[0].At)
		for d.Left() {
			if e, ok := wild.Event(uint64(len(in.Events) + 1)); ok {
				in.Events = append(in.Events, e)
				told++
			}
		}
		in.History = Reboots(in.Plan, in.Events)
		render(t, in)
		change.NewTape(in.Plan, in.Events).Snapshot(len(in.Events), 0)
	}
	if told < 1000 {
		t.Errorf("only %d wild events were told", told)
	}
}
