package change

import (
	"strings"
	"unicode"
)

// SamePerson reports whether two names are of one person: they differ at most by
// case, by the width of their letters or by spaces, as names do that are typed
// on different keyboards. No name is of nobody.
func SamePerson(a, b string) bool {
	if a == b {
		return a != ""
	}
	a, b = plainName(a), plainName(b)
	return a != "" && strings.EqualFold(a, b)
}

// firstWide and lastWide bound the full-width forms of ASCII, which stand in its
// order.
const (
	firstWide = '！'
	lastWide  = '～'
)

// plainName is a name without spaces, in letters of ordinary width.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r >= firstWide && r <= lastWide:
			return r - firstWide + '!'
		}
		return r
	}, Clean(name))
}

// CheckPerson refuses a name that reads as that of an autopilot, however it is typed: what
// an autopilot does is no sign of a person.
func CheckPerson(name string) error {
	if strings.HasPrefix(strings.ToLower(plainName(name)), plainName(pilotPrefix)) {
		return invalid(InvalidPilotName, "given", Clean(name))
	}
	return nil
}

// seconded checks the second name beside that of who acts.
func seconded(by, second string) error {
	if SamePerson(second, by) {
		return invalid(InvalidSecond)
	}
	return CheckPerson(second)
}

// Owner is whose a host at work is: who started it, until it is handed over.
type Owner struct {
	Name string
	// Since is from when it is that person's.
	Since ClockTime
	// HandedBy is who handed it over; empty: the owner started it.
	HandedBy string
}

// Whose is who works on the host; empty: nobody does, or an older journal does
// not say who started it.
func (h *HostState) Whose() string {
	if h.Work != Started {
		return ""
	}
	return h.Owner.Name
}

// IsOf reports whether the host is at work and that person's.
func (h *HostState) IsOf(person string) bool { return SamePerson(h.Whose(), person) }

// Working are the people who have a host at work, each once, in the order of
// the plan's hosts.
func (s *State) Working() []string {
	var people []string
	for _, h := range s.Hosts.All() {
		if who := h.Whose(); who != "" && !hasPerson(people, who) {
			people = append(people, who)
		}
	}
	return people
}

func hasPerson(people []string, who string) bool {
	for _, p := range people {
		if SamePerson(p, who) {
			return true
		}
	}
	return false
}

// HostHanded is the type of the event that a host at work has another owner.
const HostHanded Type = "host.handed"

// HandedData belongs to host.handed. From is whose it was, Reason why it was
// handed over: the owner needs none.
type HandedData struct {
	From   string `json:"from,omitempty"`
	To     string `json:"to"`
	Reason string `json:"reason,omitempty"`
}

// Hand makes a host at work somebody else's. Whoever does that with a host that
// is not theirs, be it to take it over, says why.
type Hand struct {
	By, Host, To, Reason string
	Seen                 Seen
}

func (Hand) command() {}

func (d *decider) hand(c Hand, h *HostState) error {
	to, reason := Clean(c.To), Clean(c.Reason)
	if err := d.atWork(h); err != nil {
		return err
	}
	if h.Work != Started {
		return refuse(Stated(RefuseUngated), Stated(TryMarkReboot, "host", h.Name)).by(MarkReboot{Host: h.Name})
	}
	if err := stillOwned(h, c.Seen); err != nil {
		return err
	}
	switch {
	case to == "":
		return invalid(InvalidHand)
	case h.IsOf(to):
		return refuse(Stated(RefuseHasIt, "host", h.Name, "by", h.Owner.Name, "since", h.Owner.Since.Time), Statement{})
	case h.Owner.Name != "" && !h.IsOf(c.By) && reason == "":
		return helped(Stated(RefuseTheirs, "host", h.Name, "by", h.Owner.Name, "since", h.Owner.Since.Time), Hand{Host: h.Name, To: to})
	}
	if err := CheckPerson(to); err != nil {
		return err
	}
	d.add(HostHanded, h.Name, Clean(c.By), HandedData{From: h.Owner.Name, To: to, Reason: reason})
	return nil
}

func (h *HostState) applyHanded(e Event, d HandedData) {
	if h.Work == Started {
		h.Owner = Owner{Name: d.To, Since: ClockTime{e.At}, HandedBy: e.By}
	}
}
