package change

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestJump(t *testing.T) {
	const quarter = 250 * time.Millisecond
	asleep := func(gap time.Duration) string { return "observer.asleep " + gap.String() }
	stepped := func(by time.Duration) string { return "observer.stepped " + by.String() }
	for name, c := range map[string]struct {
		wall, mono time.Duration // that passed between the looks
		sleeps     bool
		want       []string
	}{
		"watched":                          {quarter, quarter, false, nil},
		"watched, on a clock that sleeps":  {quarter, quarter, true, nil},
		"a busy machine":                   {5 * time.Second, 5 * time.Second, false, nil},
		"drift of two seconds forward":     {2*time.Second + quarter, quarter, false, nil},
		"drift of two seconds back":        {quarter - 2*time.Second, quarter, false, nil},
		"drift of two seconds, sleeps":     {2*time.Second + quarter, quarter, true, nil},
		"stopped":                          {30 * time.Second, 30 * time.Second, false, []string{asleep(30 * time.Second)}},
		"stopped, on a clock that sleeps":  {30 * time.Second, 30 * time.Second, true, []string{asleep(30 * time.Second)}},
		"just too long":                    {5001 * time.Millisecond, 5001 * time.Millisecond, false, []string{asleep(5001 * time.Millisecond)}},
		"suspended, and the clock too":     {25 * time.Minute, quarter, true, []string{asleep(25 * time.Minute)}},
		"suspended, the clock went on":     {25 * time.Minute, 25 * time.Minute, false, []string{asleep(25 * time.Minute)}},
		"set forward":                      {time.Hour + quarter, quarter, false, []string{stepped(time.Hour)}},
		"set back":                         {quarter - time.Hour, quarter, false, []string{stepped(-time.Hour)}},
		"set back, on a clock that sleeps": {quarter - time.Hour, quarter, true, []string{stepped(-time.Hour)}},
		"just beyond drift":                {quarter + 2001*time.Millisecond, quarter, false, []string{stepped(2001 * time.Millisecond)}},
		"just beyond drift, back":          {quarter - 2001*time.Millisecond, quarter, false, []string{stepped(-2001 * time.Millisecond)}},
		"stopped and set forward":          {time.Hour + 30*time.Second, 30 * time.Second, false, []string{stepped(time.Hour), asleep(30 * time.Second)}},
		"stopped and set back":             {30*time.Second - time.Hour, 30 * time.Second, false, []string{stepped(-time.Hour), asleep(30 * time.Second)}},
		"stopped and suspended":            {time.Hour, 30 * time.Second, true, []string{asleep(time.Hour)}},
		"stopped and set back, it sleeps":  {30*time.Second - time.Hour, 30 * time.Second, true, []string{stepped(-time.Hour), asleep(30 * time.Second)}},
		"stopped by drift and all":         {31 * time.Second, 30 * time.Second, false, []string{asleep(30 * time.Second)}},
	} {
		t.Run(name, func(t *testing.T) {
			last := Reading{Wall: clockOn("02:00"), Mono: time.Hour, Sleeps: c.sleeps}
			now := Reading{Wall: last.Wall.Add(c.wall), Mono: last.Mono + c.mono, Sleeps: c.sleeps}
			var got []string
			for _, e := range Jump(last, now) {
				d := e.Data.(ObserverData)
				got = append(got, string(e.Type)+" "+time.Duration(d.Gap).String())
				if !e.At.Equal(now.Wall) || !d.Since.Equal(last.Wall) || !Gaps([]Event{e}) {
					t.Errorf("%s at %s since %s", e.Type, e.At, d.Since)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What began before a step moves with it; what the business reads does not.
func TestShift(t *testing.T) {
	at := clockOn("02:00")
	events := append(everything(at), Event{At: at, Type: RungDue, Data: RungData{Incident: "F-1", Due: at}}, Event{At: at, Type: SignalLost, Host: "A1", Data: SignalData{Check: SignalRDP, Name: "CLONE", Since: at}})
	s := NewState(nightPlan())
	s.Witnesses = []SignalState{{Check: "gw", State: Up, Since: at}}
	s = Fold(s, events...)
	s.Closed, s.Blind = time.Time{}, at
	s.Incidents[0].AckedUntil = time.Time{}
	s.Host("A1").Reboot.Back = at
	before := image(t, s)
	got := Fold(s, Event{At: at.Add(time.Hour), Type: ObserverStepped, Data: ObserverData{Since: at, Gap: Duration(time.Hour)}})
	if image(t, s) != before {
		t.Error("the older state was modified")
	}
	h, r, inc := got.Host("A1"), got.Host("A1").Reboot, got.Incidents[0]
	want := at.Add(time.Hour)
	for name, instant := range map[string]time.Time{
		"blind": got.Blind, "witness": got.Witnesses[0].Since, "signal": h.Signals[0].Since, "started": h.Started,
		"step since": h.Steps[0].Since, "step ended": h.Steps[1].Ended, "stranger": h.StrangerAt,
		"requested": r.Requested, "reboot since": r.Since, "held from": r.HeldFrom, "gone": r.Gone, "back": r.Back,
		"opened": inc.Opened, "raised": inc.Raised, "rung": inc.Rungs[0].At, "rung due": inc.Rungs[0].Due, "looking": got.Looking,
	} {
		if !instant.Equal(want) {
			t.Errorf("%s is %s, want %s", name, instant, want)
		}
	}
	if !inc.AckedUntil.IsZero() || !r.Proven.IsZero() || !h.Steps[1].Since.IsZero() {
		t.Error("an instant that never was has come")
	}
	if !got.Plan.Change.Deadline.At.Equal(clockOn("07:00")) {
		t.Error("the deadline moved")
	}
}
