package change

import (
	"testing"
	"time"
)

// minute is a minute of the night, counted from its beginning.
func minute(n int) time.Time { return clockOn("23:00").Add(time.Duration(n) * time.Minute) }

// TestWhatCutsAWait: until when a reboot was waited for without help, and whether the
// host was back by itself then.
func TestWhatCutsAWait(t *testing.T) {
	took := func(n int) Reboot {
		return Reboot{Phase: Settled, Requested: minute(0), Back: minute(n), Settled: minute(n + 2), Took: time.Duration(n) * time.Minute}
	}
	help := func(n int) []Recovery { return []Recovery{{At: minute(n)}} }
	over, away := took(10), Reboot{Phase: Gone, Requested: minute(0)}
	bounded, accepted, unbooted, detected := took(10), took(10), took(10), took(10)
	bounded.After, unbooted.Phase, detected.Detected = minute(-5), Unbooted, true
	accepted.Accepted, accepted.Back, accepted.Settled = true, minute(30), minute(30)
	for name, c := range map[string]struct {
		h    HostState
		want int // minutes; 0: it teaches nothing
		back bool
	}{
		"back by itself":        {HostState{Reboot: &over}, 10, true},
		"help after it":         {HostState{Reboot: &over, Recoveries: help(11)}, 10, true},
		"help before":           {HostState{Reboot: &over, Recoveries: help(-5)}, 10, true},
		"helped":                {HostState{Reboot: &over, Recoveries: help(7)}, 7, false},
		"helped twice":          {HostState{Reboot: &over, Recoveries: append(help(9), help(6)...)}, 6, false},
		"the record ends":       {HostState{Reboot: &away}, 60, false},
		"away, with help":       {HostState{Reboot: &away, Recoveries: help(20)}, 20, false},
		"given up":              {HostState{Reboot: &away, Work: Failed, Finished: minute(45)}, 45, false},
		"back by a word":        {HostState{Reboot: &accepted}, 30, false},
		"in a gap of the watch": {HostState{Reboot: &bounded}, 0, false},
		"no boot":               {HostState{Reboot: &unbooted}, 0, false},
		"nobody issued it":      {HostState{Reboot: &detected}, 0, false},
		"none":                  {HostState{}, 0, false},
	} {
		s := NewState(nightPlan())
		s.At = minute(60)
		c.h.Name = s.Hosts.At(0).Name
		*s.Hosts.At(0) = c.h
		got := Waits(&s)
		switch {
		case c.want == 0 && len(got) > 0:
			t.Errorf("%s: %+v", name, got)
		case c.want > 0 && (len(got) != 1 || got[0].For != time.Duration(c.want)*time.Minute || got[0].Back != c.back):
			t.Errorf("%s: %+v, want %d minutes, back %v", name, got, c.want, c.back)
		}
	}
}

// TestEarlierRebootsOfAHostAreWaits, too.
func TestEarlierRebootsOfAHostAreWaits(t *testing.T) {
	s := NewState(nightPlan())
	s.At = minute(60)
	s.Hosts.At(2).Reboots = []Reboot{{Phase: Settled, Requested: minute(0), Settled: minute(11), Took: 9 * time.Minute}}
	s.Hosts.At(2).Reboot = &Reboot{Phase: Gone, Requested: minute(40)}
	got := Waits(&s)
	if len(got) != 2 || got[0].For != 9*time.Minute || !got[0].Back || got[1].For != 20*time.Minute || got[1].Back {
		t.Errorf("%+v", got)
	}
}

// TestChoresOfANight: how long people took for each thing, by the truth of a night that
// is worked by hand.
func TestChoresOfANight(t *testing.T) {
	p := nightPlan().only("A1", "A2", "B1")
	p.Runbook = NewRunbook(Step{ID: "patch"}, Step{ID: "boot", Reboot: true})
	s := NewState(p)
	s.Opened = minute(0)
	done := func(h *HostState, start, patch, asked, back, boot, finish int) {
		h.Work, h.Started, h.Finished = FinishedOK, minute(start), minute(finish)
		h.Steps = []StepState{{Result: StepOK, Ended: minute(patch)}, {Result: StepOK, Ended: minute(boot)}}
		h.Reboot = &Reboot{Phase: Settled, Requested: minute(asked), Settled: minute(back), Took: time.Duration(back-asked) * time.Minute}
	}
	done(s.Hosts.At(0), 3, 8, 10, 20, 24, 25)
	done(s.Hosts.At(1), 31, 36, 37, 60, 61, 65) // later than the rung that stops the change
	s.Hosts.At(2).Work, s.Hosts.At(2).Started = Started, minute(90)
	want := []Chore{
		{Kind: ChoreStart, Took: 3 * time.Minute},
		{Kind: ChoreStep, Step: "patch", Took: 5 * time.Minute},
		{Kind: ChoreIssue, Step: "boot", Took: 2 * time.Minute},
		{Kind: ChoreVerify, Step: "boot", Took: 4 * time.Minute},
		{Kind: ChoreFinish, Took: time.Minute},
		{Kind: ChoreStart, Took: 6 * time.Minute},
		{Kind: ChoreStep, Step: "patch", Took: 5 * time.Minute},
		{Kind: ChoreIssue, Step: "boot", Took: time.Minute},
		{Kind: ChoreVerify, Step: "boot", Took: time.Minute},
		{Kind: ChoreFinish, Took: 4 * time.Minute},
		{Kind: ChoreResume, Took: 25 * time.Minute},
	}
	got := Chores(&s)
	if len(got) != len(want) {
		t.Fatalf("%d chores, want %d: %+v", len(got), len(want), got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("chore %d: %+v, want %+v", i, got[i], want[i])
		}
	}
}

// TestRelevantHistory: rehearsals teach a real change nothing, and a rehearsal only
// where no real night is known.
func TestRelevantHistory(t *testing.T) {
	of := func(sources ...PaceSource) History {
		var h History
		for _, source := range sources {
			h.Paces = append(h.Paces, Pace{Source: source})
			h.Waits = append(h.Waits, Wait{Source: source})
			h.Chores = append(h.Chores, Chore{Source: source})
		}
		return h
	}
	for _, c := range []struct {
		h         History
		rehearsal bool
		want      int
	}{
		{of(PaceTonight, PaceEarlier, PaceRehearsal), false, 2},
		{of(PaceTonight, PaceRehearsal), false, 1},
		{of(PaceTonight, PaceEarlier, PaceRehearsal), true, 2},
		{of(PaceTonight, PaceRehearsal), true, 2},
	} {
		got := c.h.Relevant(c.rehearsal)
		if len(got.Paces) != c.want || len(got.Waits) != c.want || len(got.Chores) != c.want {
			t.Errorf("rehearsal %v: %+v", c.rehearsal, got)
		}
	}
}
