package change

import (
	"strconv"
	"strings"
	"time"
)

// KindID identifies a kind of signals. Signals are named after it, in the
// journal too: "icmp", or "tcp/3389" where a host can have several.
type KindID string

// The kinds of signals that a plan can ask for.
const (
	KindICMP KindID = "icmp"
	KindTCP  KindID = "tcp"
	KindHTTP KindID = "http"
	KindExec KindID = "exec"
	// KindBoot is boot evidence from a command, KindSMB from the SMB2 negotiate
	// reply. KindRDP is the computer's name from the remote desktop.
	KindBoot KindID = "boot"
	KindSMB  KindID = "boot/smb"
	KindRDP  KindID = "name/rdp"
)

// Names of signals, as the journal and the screen have them.
const (
	SignalICMP = string(KindICMP)
	SignalBoot = string(KindBoot)
	SignalSMB  = string(KindSMB)
	SignalRDP  = string(KindRDP)
)

// TCPSignal names the signal of a TCP port, such as "tcp/3389".
func TCPSignal(port int) string { return nth(KindTCP, port) }

// HTTPSignal names the signal of the nth HTTP check, counted from 1.
func HTTPSignal(n int) string { return nth(KindHTTP, n) }

// ExecSignal names the signal of the nth exec check, counted from 1.
func ExecSignal(n int) string { return nth(KindExec, n) }

func nth(id KindID, n int) string { return string(id) + "/" + strconv.Itoa(n) }

// KindOf splits the name of a signal into its kind and which one of that kind it
// is on its host; the latter is empty where a host has only one.
func KindOf(check string) (id KindID, which string) {
	for _, k := range Kinds() {
		if string(k.ID) == check {
			return k.ID, ""
		}
	}
	kind, which, _ := strings.Cut(check, "/")
	return KindID(kind), which
}

// Role is what an answer of a signal is taken to mean.
type Role uint8

const (
	// Reaches means that an answer shows that the host can be reached. These
	// signals are the baseline: a host is gone when all of them are lost, and
	// back when all of them answer.
	Reaches Role = iota
	// ProvesBoot means that an answer identifies a boot, by its time or its id.
	// It is never taken to mean that the host can be reached.
	ProvesBoot
	// TellsName means that an answer gives the computer's own name, which reveals
	// a wrong machine. It proves no boot.
	TellsName
	// TellsState means that an answer gives the state of the machine in one word,
	// from a source beside it, such as its power. It is journaled and shown. No
	// phase of a reboot follows from it, and it neither proves a boot nor shows
	// that a host can be reached; but like every check that the plan asks for, it
	// must have worked once before the host may start (gateWorked), unless its
	// kind is Assumed.
	TellsState
)

// Kind is everything that the core knows about one kind of signal. How signals of
// the kind are probed, simulated and shown is one entry each in packages checks,
// drill and ui, under the same ID: see docs/codebase.md.
type Kind struct {
	ID   KindID
	Role Role
	// Every is the shortest time between two probes; zero: the probe is a packet,
	// sent at the pace of its host. Timeout is how long an answer may take; zero:
	// as the plan says.
	Every, Timeout time.Duration
	// Sees: an answer shows that the cockpit is not blind. It does not where
	// answers may come without the network, or are asked for too seldom.
	Sees bool
	// Bare: an answer shows only that the network is there, not that a service
	// is.
	Bare bool
	// Assumed: it is probed by default, and firewalls often drop it. A host that
	// never answers it is watched without it; any other check that has never
	// worked keeps its host from starting.
	Assumed bool

	// of lists the signals of this kind that the keys of a plan ask for.
	of func(h *Host) []string
}

// The pace of probes that cost more than a packet.
const (
	// PageInterval is the least time between two questions to a web server.
	PageInterval = time.Second
	// ExecInterval is the least time between two runs of one command, and
	// between two questions for boot evidence; ExecTimeout is what one may take.
	ExecInterval = 10 * time.Second
	ExecTimeout  = 8 * time.Second
)

// Kinds lists what a plan can ask for, in the order in which the signals of a
// host are listed.
func Kinds() []Kind {
	command := func(id KindID, role Role, of func(*Host) []string) Kind {
		return Kind{ID: id, Role: role, Every: ExecInterval, Timeout: ExecTimeout, of: of}
	}
	return []Kind{
		{ID: KindICMP, Sees: true, Bare: true, Assumed: true, of: func(h *Host) []string { return single(SignalICMP, h.Checks.ICMP) }},
		{ID: KindTCP, Sees: true, of: func(h *Host) []string { return ports(h.Checks.TCP) }},
		{ID: KindHTTP, Sees: true, Every: PageInterval, of: func(h *Host) []string { return several(HTTPSignal, len(h.Checks.HTTP)) }},
		command(KindExec, Reaches, func(h *Host) []string { return several(ExecSignal, len(h.Checks.Exec)) }),
		command(KindBoot, ProvesBoot, func(h *Host) []string { return single(SignalBoot, h.BootEvidence.Exec != "") }),
		command(KindSMB, ProvesBoot, func(h *Host) []string { return single(SignalSMB, h.BootEvidence.SMB) }),
		command(KindRDP, TellsName, func(h *Host) []string { return single(SignalRDP, h.BootEvidence.RDP) }),
	}
}

func single(name string, is bool) []string {
	if !is {
		return nil
	}
	return []string{name}
}

func ports(list []int) []string {
	names := make([]string, len(list))
	for i, port := range list {
		names[i] = TCPSignal(port)
	}
	return names
}

func several(name func(n int) string, n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = name(i + 1)
	}
	return names
}

// Signal is one thing by which a host is watched.
type Signal struct {
	// Name is what the journal and the screen call it.
	Name string
	Kind *Kind
	// N is its place among the host's signals of its kind, counted from 0.
	N int
}

// Watched lists the signals of the host: those of reachability first, in the
// order of Kinds, then what else is asked of it.
func (h *Host) Watched() []Signal {
	var reach, beside []Signal
	add := func(s Signal) {
		if s.Kind.Role == Reaches {
			reach = append(reach, s)
		} else {
			beside = append(beside, s)
		}
	}
	kinds := Kinds()
	for i := range kinds {
		for n, name := range kinds[i].of(h) {
			add(Signal{name, &kinds[i], n})
		}
	}
	for _, s := range h.Also {
		add(s)
	}
	return append(reach, beside...)
}

// Signals lists the names of the host's signals of reachability.
func (h *Host) Signals() []string { return h.named(Reaches) }

// Testifies reports whether anything of the host can prove a boot.
func (h *Host) Testifies() bool { return len(h.named(ProvesBoot)) > 0 }

func (h *Host) named(role Role) []string {
	var names []string
	for _, s := range h.Watched() {
		if s.Kind.Role == role {
			names = append(names, s.Name)
		}
	}
	return names
}

// fresh is the age beyond which what was seen of a signal of this kind no
// longer counts as now, when it is probed at an interval; zero: the plan's.
// A witness has no kind and is probed as packets are.
func (k *Kind) fresh(p Probe, every time.Duration) time.Duration {
	timeout := p.Timeout
	switch {
	case k != nil && k.Every > 0:
		every = max(p.Interval, k.Every)
		if k.Timeout > 0 {
			timeout = k.Timeout
		}
	case every <= 0:
		every = p.Interval
	}
	return 3*every + timeout
}
