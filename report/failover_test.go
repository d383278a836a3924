package report

import (
	"strings"
	"testing"

	"tminus/change"
)

// TestFailoverMetItsDeadline: a failover that was done says whether it met its
// deadline, and no last safe moment is held against the night any more.
func TestFailoverMetItsDeadline(t *testing.T) {
	for _, c := range []struct {
		end            string // when the failover is over
		says, dontSays string
	}{
		{"06:40:00", "Failover B → A: GO at 05:30 by Gao Jian, done at 06:40 after 1:10:00, 20:00 before business peak at 07:00: the deadline was met.", "last safe failover ("},
		{"07:20:00", "Failover B → A: GO at 05:30 by Gao Jian, done at 07:20 after 1:50:00, 20:00 AFTER business peak at 07:00: the deadline was MISSED.", "last safe failover ("},
		{"", "Failover B → A: GO at 05:30 by Gao Jian, not ended.", "last safe failover ("},
	} {
		in := night(t)
		in.Events = in.Events[:90] // B1 is late, nothing is closed
		in.Events = append(in.Events, change.Event{At: at(t, "05:30:00"), Type: change.FailoverDecided, By: "Gao Jian", Data: change.FailoverData{Environment: "B", Standby: "A", Go: true}})
		if c.end != "" {
			in.Events = append(in.Events, change.Event{At: at(t, c.end), Type: change.FailoverEnded, By: "Gao Jian", Data: change.FailoverData{Environment: "B", Standby: "A", Outcome: change.FailoverCompleted}})
		}
		if _, md := render(t, in); !strings.Contains(md, c.says) || strings.Contains(md, c.dontSays) {
			head, _, _ := strings.Cut(md, "###")
			t.Errorf("ended %q: want %q, and no %q:\n%s", c.end, c.says, c.dontSays, head)
		}
	}
}
