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
