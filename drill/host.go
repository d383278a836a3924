package drill

import (
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

// The course of a simulated reboot, as parts of the expected time: services
// stop first, then the network; the network comes back first, then services.
const (
	portsStop   = 0.03
	networkStop = 0.06
	networkBack = 0.78
	portsBack   = 0.92
)

// The same after a recovery that works, which starts from a dark machine.
const (
	recoveredNetwork = 0.45
	recoveredPorts   = 0.60
)

// host is one simulated server. Its truth follows from when its reboot was
// asked for and when a recovery worked, both as the journal tells them.
type host struct {
	plan    *change.Host
	trouble trouble
	pace    float64 // how its reboots compare with the norm
	asked   time.Time
	rescued time.Time
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

// rescuedBy reports whether an attempt brings the host back. A rehearsal does
// not insist on a wording for ever: the second try helps a host that hangs,
// the fourth one that does not boot.
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

// answers is the truth about one signal at an instant.
func (h *host) answers(check string, now time.Time) bool {
	stop, back := portsStop, portsBack
	if check == change.SignalICMP {
		stop, back = networkStop, networkBack
	}
	if h.asked.IsZero() || now.Before(h.after(h.asked, stop)) {
		return true
	}
	if h.trouble == smooth {
		return !now.Before(h.after(h.asked, back*h.pace))
	}
	if h.rescued.IsZero() {
		return false
	}
	back = recoveredPorts
	if check == change.SignalICMP {
		back = recoveredNetwork
	}
	return !now.Before(h.after(h.rescued, back))
}

func (h *host) after(at time.Time, part float64) time.Time {
	return at.Add(time.Duration(part * float64(h.plan.Reboot.Expected)))
}

// testify adds boot evidence and identity to an answer.
func (h *host) testify(o *change.Observation) {
	booted := o.At.Add(-90 * 24 * time.Hour).Truncate(24 * time.Hour) // long ago, and every time the same
	if !h.asked.IsZero() && h.backSince(o.At) {
		booted = h.asked.Truncate(time.Second)
	}
	switch o.Check {
	case change.SignalRDP:
		o.Name = h.plan.Name
	case change.SignalSMB:
		o.Boot = booted.UTC().Format(time.RFC3339)
	default:
		o.Boot = h.plan.Name + "-" + booted.UTC().Format("20060102T150405")
	}
}

// backSince reports whether the host has come up again since it was asked to reboot.
func (h *host) backSince(now time.Time) bool {
	return !now.Before(h.after(h.asked, portsBack*h.pace)) && h.answers(change.SignalBoot, now)
}
