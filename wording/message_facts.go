package wording

import (
	"cmp"
	"strconv"
	"time"

	"tminus/change"
)

// fact is a placeholder of a message, and what is filled in for it. An empty
// text means that there is nothing to say.
type fact struct {
	name string
	of   func(*telling) string
}

// facts are all placeholders of messages.
func facts() []fact {
	return []fact{
		{"change", func(t *telling) string { return t.State.Plan.Change.Title }},
		{"id", func(t *telling) string { return t.State.Plan.Change.ID }},
		{"host", func(t *telling) string { return t.plan.Name }},
		{"hosts", (*telling).hosts},
		{"others", (*telling).others},
		{"environment", func(t *telling) string { return t.inc.Environment }},
		{"standby", (*telling).standby},
		{"model", func(t *telling) string { return t.plan.Model }},
		{"os", func(t *telling) string { return t.plan.OS }},
		{"address", func(t *telling) string { return t.plan.Address }},
		{"level", func(t *telling) string { return level(t.plan.Level) }},
		{"since", (*telling).since},
		{"elapsed", (*telling).elapsed},
		{"away", (*telling).away},
		{"signals", (*telling).signals},
		{"tried", (*telling).tried},
		{"attempt", (*telling).attempt},
		{"deadline", (*telling).deadline},
		{"last_safe", (*telling).lastSafe},
		{"takes", (*telling).takes},
		{"failover", (*telling).failover},
		{"ready", (*telling).ready},
		{"healthy", func(t *telling) string { return t.healthy(t.env) }},
		{"standby_healthy", func(t *telling) string { return t.healthy(t.Situation.Environment(t.standby())) }},
		{"operator", func(t *telling) string { return t.Operator }},
		{"phone", (*telling).phone},
		{"reply_by", func(t *telling) string { return t.minute(t.replyBy()) }},
		{"next_update", func(t *telling) string { return t.minute(t.now.Add(change.UpdateEvery)) }},
	}
}

// Placeholders are the names that a message of the plan may have in braces.
func Placeholders() []string {
	var names []string
	for _, f := range facts() {
		names = append(names, f.name)
	}
	return names
}

func (t *telling) fact(name, _ string) (string, bool) {
	for _, f := range facts() {
		if f.name == name {
			return change.Clean(f.of(t)), true
		}
	}
	return "", false
}

// minute is an instant as people agree on it: "02:31".
func (t *telling) minute(at time.Time) string { return t.instant(at, "hm") }

// rough is a duration as people say it, to the minute.
func (t *telling) rough(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	m := int(d.Round(time.Minute) / time.Minute)
	switch h := m / 60; {
	case m == 0:
		return t.catalog.Say("about.moment")
	case h == 0:
		return t.catalog.Say("about.minutes", "n", strconv.Itoa(m))
	case m%60 == 0:
		return t.catalog.Say("about.hours", "h", strconv.Itoa(h))
	default:
		return t.catalog.Say("about.both", "h", strconv.Itoa(h), "n", strconv.Itoa(m%60))
	}
}

func level(l change.Level) string {
	if l.From == "" || l.To == "" {
		return l.From + l.To
	}
	return l.From + " → " + l.To
}

// clock is the clock of the reboot that the message is about; its zero value means
// that there was none.
func (t *telling) clock() change.RebootClock {
	if t.view == nil {
		return change.RebootClock{}
	}
	return t.view.Clock
}

func (t *telling) since() string { return t.minute(t.clock().From) }

func (t *telling) elapsed() string {
	c := t.clock()
	if c.Counts == change.CountsNothing {
		return ""
	}
	return t.catalog.Bounded(c.Bound, t.rough(max(time.Second, c.For)))
}

// away says since when the host is not back, and from what.
func (t *telling) away() string {
	key := ""
	switch t.clock().Counts {
	case change.CountsNothing:
		return ""
	case change.CountsFromRequest:
		return t.overdue()
	case change.CountsFromLoss:
		key = "telling.away.lost"
		if t.host.Reboot.Unplanned {
			key = "telling.away.unplanned"
		}
	case change.CountsFromSilence:
		key = "telling.away.silent"
	case change.CountsBack:
		key = "telling.away.holds"
	case change.CountsTook, change.CountsAway:
		key = "telling.away.back"
		if t.view.Down { // and nobody waited long enough to say that it stays like that
			key = "telling.away.partly"
		}
	}
	return t.catalog.Say(key, "since", t.since(), "elapsed", t.elapsed())
}

// overdue says how far a host has come that was told to reboot.
func (t *telling) overdue() string {
	key := map[change.Condition]string{
		change.HostBetween: "telling.away.between", change.HostListening: "telling.away.unproven",
		change.HostLeaving: "telling.away.stays", change.HostNeverLeft: "telling.away.stays",
	}[t.view.Condition]
	n, all := t.host.Reboot.Cycles(), t.host.Reboot.Expected(t.plan.Reboot)
	return t.catalog.Say(cmp.Or(key, "telling.away.reboot"), "since", t.since(), "elapsed", t.elapsed(), "n", strconv.Itoa(n), "all", strconv.Itoa(all))
}

// hosts names the hosts of an incident; of several, each with its own since.
func (t *telling) hosts() string {
	if len(t.inc.Hosts) == 1 {
		return t.inc.Hosts[0]
	}
	return t.listed(t.inc.Members)
}

// others are the hosts beside the one that the message is about.
func (t *telling) others() string {
	var others []change.Member
	for _, m := range t.inc.Members {
		if m.Host != t.plan.Name && m.Stand != change.StandBack {
			others = append(others, m)
		}
	}
	return t.listed(others)
}

func (t *telling) listed(members []change.Member) string {
	said := make([]string, len(members))
	for i, m := range members {
		key := map[change.Stand]string{
			change.StandBack: "telling.host.back", change.StandSettling: "telling.host.holds", change.StandLate: "telling.host.away",
			change.StandLost: "telling.host.lost", change.StandStranger: "telling.host.stranger", change.StandWorking: "telling.host.working",
			change.StandSilent: "telling.host.silent", change.StandDead: "telling.host.dead", change.StandBetween: "telling.host.between",
			change.StandStaying: "telling.host.stays", change.StandUnproven: "telling.host.unproven",
		}[m.Stand]
		said[i] = t.catalog.Say(key, "host", m.Host, "since", t.minute(t.now.Add(-m.For)))
	}
	return t.catalog.List(said)
}
