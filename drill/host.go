package drill

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"strings"
	"time"

	"tminus/change"
)

// trouble is what goes wrong with a simulated host at its reboot.
type trouble int

const (
	smooth trouble = iota
	// hangs: it stays dark while configuring updates, until a hard reset.
	hangs
	// unbootable: it stays dark until its boot entries are reset.
	unbootable
)

// Course is how the signals of a kind behave in a simulated reboot, as fractions of
// its expected duration: services stop first, then the network; the network comes
// back first, then services.
type Course struct {
	// Stops and Back count from the request, Recovered from a recovery that
	// works, which starts from a dark machine.
	Stops, Back, Recovered float64
	// Tells fills in what an answer of a host that booted at the given instant says;
	// nil: it says nothing.
	Tells func(o *change.Observation, h *change.Host, booted time.Time)
}

// backAfter is when services are back, as a fraction of the expected duration.
const backAfter = 0.92

// courses is how the signals of each kind are simulated: one entry a kind.
func courses(more map[change.KindID]Course) map[change.KindID]Course {
	service := func(tells func(*change.Observation, *change.Host, time.Time)) Course {
		return Course{Stops: 0.03, Back: backAfter, Recovered: 0.60, Tells: tells}
	}
	all := map[change.KindID]Course{
		change.KindICMP: {Stops: 0.06, Back: 0.78, Recovered: 0.45},
		change.KindTCP:  service(nil),
		change.KindHTTP: service(nil),
		change.KindExec: service(nil),
		change.KindBoot: service(func(o *change.Observation, h *change.Host, booted time.Time) {
			id := sha256.Sum256([]byte(h.Name + booted.UTC().Format(time.RFC3339)))
			o.Boot = fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:16])
		}),
		change.KindSMB: service(func(o *change.Observation, _ *change.Host, booted time.Time) {
			o.Boot = booted.UTC().Format(time.RFC3339)
		}),
		change.KindRDP: service(func(o *change.Observation, h *change.Host, _ time.Time) { o.Name = h.Name }),
	}
	maps.Copy(all, more)
	return all
}

// host is one simulated server. Its state follows from when its reboot was asked for
// and when a recovery worked, both as the journal has them.
type host struct {
	plan    *change.Host
	signals []change.Signal
	trouble trouble
	pace    float64 // how its reboots compare with the norm
	asked   time.Time
	rescued time.Time
	// before is when it booted before this night.
	before time.Time
	// known is what was last learnt from, and turns when its answers change next;
	// zero: not by the time alone.
	known *change.HostState
	turns time.Time
}

// learn takes from the journal's fold what was done to the host.
func (h *host) learn(s *change.HostState) {
	r := s.Reboot
	if r == nil || r.Detected {
		return
	}
	if !r.Requested.Equal(h.asked) {
		if !h.asked.IsZero() {
			h.trouble = smooth // what was repaired stays repaired
		}
		h.asked, h.rescued = r.Requested, time.Time{}
	}
	if h.trouble == smooth || !h.rescued.IsZero() {
		return
	}
	tries := 0
	for _, attempt := range s.Recoveries {
		if attempt.At.Before(h.asked) {
			continue
		}
		tries++
		if h.rescuedBy(attempt.What, tries) {
			h.rescued = attempt.At
			return
		}
	}
}

// rescuedBy reports whether an attempt brings the host back. A rehearsal does not
// insist on the right wording for ever: any second try rescues a host that hangs,
// any fourth one that does not boot.
func (h *host) rescuedBy(what string, tries int) bool {
	what = strings.ToLower(what)
	if h.trouble == hangs {
		return tries >= 2 || containsAny(what, "reset", "power", "重启", "复位")
	}
	return tries >= 4 || containsAny(what, "boot entr", "bcd", "bootrec", "启动项")
}

func containsAny(text string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// answers is the truth about a signal of a kind at an instant.
func (h *host) answers(c Course, now time.Time) bool {
	switch {
	case h.asked.IsZero() || now.Before(h.after(h.asked, c.Stops)):
		return true
	case h.trouble == smooth:
		return !now.Before(h.after(h.asked, c.Back*h.pace))
	case h.rescued.IsZero():
		return false
	}
	return !now.Before(h.after(h.rescued, c.Recovered))
}

func (h *host) after(at time.Time, part float64) time.Time {
	return at.Add(time.Duration(part * float64(h.plan.Reboot.Expected)).Round(time.Millisecond))
}

// booted is when the host booted last, as seen at an instant at which a signal
// of this kind answers.
func (h *host) booted(c Course, now time.Time) time.Time {
	if !h.asked.IsZero() && !now.Before(h.after(h.asked, backAfter*h.pace)) && h.answers(c, now) {
		return h.asked.Truncate(time.Second)
	}
	return h.before
}

// turnsAfter is the first instant after another one at which any answer of the host
// changes; zero: there is none.
func (h *host) turnsAfter(courses map[change.KindID]Course, now time.Time) (first time.Time) {
	at := func(from time.Time, part float64) {
		if t := h.after(from, part); !from.IsZero() && t.After(now) {
			first = earliest(first, t)
		}
	}
	for _, s := range h.signals {
		c := courses[s.Kind.ID]
		at(h.asked, c.Stops)
		at(h.asked, c.Back*h.pace)
		at(h.rescued, c.Recovered)
	}
	at(h.asked, backAfter*h.pace) // its boot is told from then on
	return first
}
