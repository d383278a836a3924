package wording

import (
	"strconv"
	"strings"
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
		{"environment", func(t *telling) string { return t.Incident.Environment }},
		{"standby", func(t *telling) string { return t.env.Standby }},
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
		{"takes", func(t *telling) string { return t.rough(t.env.Failover.Takes) }},
		{"failover", (*telling).failover},
		{"healthy", func(t *telling) string { return t.healthy(t.Incident.Environment) }},
		{"standby_healthy", func(t *telling) string { return t.healthy(t.env.Standby) }},
		{"operator", func(t *telling) string { return t.Operator }},
		{"phone", (*telling).phone},
		{"reply_by", func(t *telling) string { return t.minute(t.replyBy()) }},
		{"next_update", func(t *telling) string { return t.minute(t.Now.Add(change.UpdateEvery)) }},
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

// rough is a stretch of time as people say it, to the minute.
func (t *telling) rough(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	m := int(d.Round(time.Minute) / time.Minute)
	switch h := m / 60; {
	case m == 0:
		return t.words.Say("about.moment")
	case h == 0:
		return t.words.Say("about.minutes", "n", strconv.Itoa(m))
	case m%60 == 0:
		return t.words.Say("about.hours", "h", strconv.Itoa(h))
	default:
		return t.words.Say("about.both", "h", strconv.Itoa(h), "n", strconv.Itoa(m%60))
	}
}

func level(l change.Level) string {
	if l.From == "" || l.To == "" {
		return l.From + l.To
	}
	return l.From + " → " + l.To
}

// reboot is the one that the message is about; false: there was none.
func (t *telling) reboot() (change.Reboot, bool) {
	if t.host == nil || t.host.Reboot == nil {
		return change.Reboot{}, false
	}
	return *t.host.Reboot, true
}

func (t *telling) since() string {
	r, _ := t.reboot()
	return t.minute(r.Requested)
}

func (t *telling) elapsed() string {
	r, ok := t.reboot()
	if !ok {
		return ""
	}
	return t.rough(max(time.Second, r.Elapsed(t.Now)))
}

// away says since when the host is not back, and from what.
func (t *telling) away() string {
	r, ok := t.reboot()
	key := "telling.away.reboot"
	switch {
	case !ok:
		return ""
	case !t.host.Rebooting():
		key = "telling.away.back"
	case r.Unplanned:
		key = "telling.away.lost"
	}
	return t.words.Say(key, "since", t.since(), "elapsed", t.elapsed())
}

// hosts names the hosts of an incident; of several, each with its own since.
func (t *telling) hosts() string {
	if len(t.Incident.Hosts) == 1 {
		return t.Incident.Hosts[0]
	}
	return t.listed(t.Incident.Hosts)
}

// others are the hosts beside the one that the message is about.
func (t *telling) others() string {
	var others []string
	for _, name := range t.Incident.Hosts {
		if name != t.plan.Name {
			others = append(others, name)
		}
	}
	return t.listed(others)
}

func (t *telling) listed(names []string) string {
	said := make([]string, len(names))
	for i, name := range names {
		said[i] = name
		switch h := t.State.Host(name); {
		case h == nil || h.Reboot == nil:
		case !h.Rebooting():
			said[i] = t.words.Say("telling.host.back", "host", name)
		case h.Reboot.Unplanned:
			said[i] = t.words.Say("telling.host.lost", "host", name, "since", t.minute(h.Reboot.Requested))
		default:
			said[i] = t.words.Say("telling.host.away", "host", name, "since", t.minute(h.Reboot.Requested))
		}
	}
	return strings.Join(said, t.words.Say("say.join.list"))
}
