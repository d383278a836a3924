package report

import (
	"slices"
	"strconv"
	"time"

	"tminus/change"
)

// Past is a reboot of an earlier record.
type Past struct {
	Host, Model string
	At          time.Time
	Took        time.Duration
}

// Reboots lists the reboots of a record that came to their end, for the
// history of a later report. Those that nobody asked for are left out.
func Reboots(p *change.Plan, events []change.Event) []Past {
	var list []Past
	for _, h := range read(Input{Plan: p, Events: events}).hosts {
		for _, r := range h.reboots {
			if r.over && !r.unplanned && !r.unbooted {
				list = append(list, Past{h.plan.Name, h.plan.Model, r.requested, r.took})
			}
		}
	}
	return list
}

// tonight is how long the other hosts of the same model took in this change.
func (t *teller) tonight(h *host, than *reboot) string {
	var took []time.Duration
	for _, other := range t.hosts {
		for _, r := range other.reboots {
			if r != than && r.over && !r.unplanned && !r.unbooted && other.plan.Model == h.plan.Model {
				took = append(took, r.took)
			}
		}
	}
	return t.spread(took)
}

// earlier is how long hosts of the same model took in earlier records.
func (t *teller) earlier(h *host) string {
	var took []time.Duration
	for _, past := range t.in.History {
		if past.Host == h.plan.Name || past.Model != "" && past.Model == h.plan.Model {
			took = append(took, past.Took)
		}
	}
	return t.spread(took)
}

// spread is the median and the longest of some durations.
func (t *teller) spread(took []time.Duration) string {
	if len(took) == 0 {
		return "–"
	}
	slices.Sort(took)
	longest, median := took[len(took)-1], took[(len(took)-1)/2]
	if len(took) == 1 {
		return timer(longest)
	}
	return t.Say("reboots.spread", "median", timer(median), "max", timer(longest), "n", strconv.Itoa(len(took)))
}
