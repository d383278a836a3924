package ui

import (
	"slices"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// second is the moment in which A2 reboots, after A1 took 8:21.
func second(t *testing.T) *night {
	return newNight(t, nightPlan()).work("A1").finish("A1").work("A2").reboot("A2").pass(4 * time.Minute)
}

// TestGhost: on the bar of a reboot stands where those before it ended, of the
// same class, tonight rather than earlier.
func TestGhost(t *testing.T) {
	class := change.Class{Model: "IBM x3650 M4", OS: "Windows Server 2008 R2 SP1"}
	earlier := []change.Pace{{Host: "A1", Class: class, Source: change.PaceEarlier, Phases: change.Phases{Took: 30 * time.Minute}}}
	stranger := []change.Pace{{Host: "X", Class: change.Class{Model: "other"}, Source: change.PaceEarlier, Phases: change.Phases{Took: 30 * time.Minute}}}
	first := newNight(t, nightPlan()).work("A1").reboot("A1").pass(4 * time.Minute)
	tests := []struct {
		name    string
		night   *night
		earlier []change.Pace
		host    int
		want    int // the cell of the ghost on a bar of 45 cells for 45 minutes; -1: none
	}{
		{"the first of its class", first, nil, 0, -1},
		{"after an earlier night", first, earlier, 0, 30},
		{"after another class", first, stranger, 0, -1},
		{"after one tonight", second(t), nil, 1, 8},
		{"tonight says more than an earlier night", second(t), earlier, 1, 8},
	}
	for _, tt := range tests {
		s := newScreen(t, tt.night, "en", 200, 60)
		s.m.pace = paceBook{earlier: func() change.History { return change.History{Paces: tt.earlier} }}
		s.m.pull()
		bar := []rune(ansi.Strip(s.m.barCell(&s.m.plan().Hosts[tt.host], s.m.state().Hosts.At(tt.host), 45)))
		if got := slices.Index(bar, []rune(glyphGhost)[0]); got != tt.want {
			t.Errorf("%s: the ghost is at %d, want %d: %s", tt.name, got, tt.want, string(bar))
		}
	}
}

func TestPaceCard(t *testing.T) {
	class := change.Class{Model: "IBM x3650 M4", OS: "Windows Server 2008 R2 SP1"}
	past := []change.Pace{
		{Host: "A1", Class: class, Source: change.PaceEarlier, Phases: change.Phases{Leaving: time.Minute, Dark: 6 * time.Minute, Services: time.Minute, Took: 8 * time.Minute}},
		{Host: "A2", Class: class, Source: change.PaceEarlier, Phases: change.Phases{Leaving: time.Minute, Dark: 8 * time.Minute, Services: time.Minute, Took: 10 * time.Minute}},
		{Host: "A2", Class: class, Source: change.PaceRehearsal, Phases: change.Phases{Leaving: 30 * time.Second, Dark: 7 * time.Minute, Services: time.Minute, Took: 8*time.Minute + 30*time.Second}},
	}
	for _, lang := range []string{"en", "zh"} {
		s := newScreen(t, second(t), lang, 100, 30)
		s.m.pace = paceBook{earlier: func() change.History { return change.History{Paces: past} }}
		s.m.pull()
		s.press("P")
		golden(t, "pace-"+lang+"-100x30", s.frame())
	}
}
