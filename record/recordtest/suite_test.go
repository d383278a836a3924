package recordtest

import (
	"slices"
	"testing"
)

func TestMemory(t *testing.T) {
	Run(t, (&memory{records: map[string]*kept{}}).backend())
}

// TestTheSuiteCanFail breaks the double in one way after the other: the check
// that is for it, at least, must notice.
func TestTheSuiteCanFail(t *testing.T) {
	for check, wrong := range map[string][]faults{
		"events come back as they were appended": {{forgetsZones: true}, {showsOnlyItsOwn: true}},
		"each line follows the one before it":    {{breaksChain: true}},
		"a batch is written whole or not at all": {{leavesHalf: true}},
		"who is behind writes nothing":           {{takesThoseBehind: true}},
		"who is ahead is told":                   {{takesThoseAhead: true}},
		"what is appended is there for all":      {{showsOnlyItsOwn: true}, {tellsTwice: true}},
		"writers side by side lose nothing":      {{losesAppends: true}},
		"who follows gets each event once":       {{tellsTwice: true}},
		"one process at a time has the role":     {{lendsTheRole: true}, {keepsTheRole: true}, {hidesTheHolder: true}, {hidesThatItIsHeld: true}},
		"a sign of life reaches others":          {{hidesLife: true}, {inventsLife: true}},
		"evidence comes back byte for byte":      {{altersEvidence: true}, {keepsFolders: true}},
		"evidence is never written over":         {{overwrites: true}},
		"evidence that was discarded is gone":    {{keepsDiscarded: true}},
		"the plan is sealed":                     {{changesPlan: true}},
		"a record is made once":                  {{makesAnew: true}},
		"verify vouches for a sound record":      {{doubtsAll: true}},
		"verify finds evidence that was altered": {{trustsAll: true}},
		"a record that was closed takes nothing": {{outlivesItsEnd: true}},
	} {
		i := slices.IndexFunc(Checks(), func(c Check) bool { return c.Name == check })
		if i < 0 {
			t.Fatalf("no check %q", check)
		}
		for _, f := range wrong {
			err := Checks()[i].Try((&memory{faults: f, records: map[string]*kept{}}).backend())
			t.Logf("%s: %v", check, err)
			if err == nil {
				t.Errorf("%q does not notice %+v", check, f)
			}
		}
	}
}
