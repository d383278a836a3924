package forecast

import (
	"time"

	"tminus/change"
)

// outlookDraws is how many reboots an outlook draws: enough for its two instants to be
// right to a few minutes, and few enough to be made again with every fact.
const outlookDraws = 40_000

// Outlook says by when the change is likely done, from where it stands at an instant;
// nothing where nothing is left. It takes some ten milliseconds for a few hundred hosts
// and some hundred for 5,000.
func Outlook(s *change.State, now time.Time, h change.History) change.Statement {
	left := 0
	for _, host := range s.Hosts.All() {
		if host.Work == change.Waiting || host.Work == change.Started {
			left++
		}
	}
	if left == 0 || !s.Open() || s.Plan.Ungated {
		return change.Statement{}
	}
	f := Of(Options{State: s, Now: now, History: h, Nights: max(100, min(2000, outlookDraws/left)), Seed: 1})
	switch {
	case f.End.P50.IsZero():
		return change.Stated(change.OutlookNever, "n", f.Reboots)
	case f.Reboots == 0:
		return change.Stated(change.OutlookNorm, "at", f.End.P50)
	}
	return change.Stated(change.OutlookDone, "at", f.End.P50, "until", f.End.P80, "n", f.Reboots)
}
