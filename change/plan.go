package change

import (
	"time"
)

// Plan is the approved work, read from the plan file with defaults filled in.
//
// What always holds, once package config has read it: it is never changed. Hosts
// have distinct names, Order names each of them once, and it is what Waves make when
// they are put together. Contacts are referred to only by keys that exist. A host may name an environment that the plan does
// not describe (see Environment).
type Plan struct {
	Change       Info
	Contacts     map[string]Contact
	Witnesses    []string
	Environments []Environment
	Hosts        []Host
	// Order names the hosts in the order in which they are worked on.
	Order []string
	// Waves are what is worked on together, in the same order. InWaves tells whether
	// the plan itself groups its hosts.
	Waves []Wave
	// Prechecks are done on each host before its gate says go.
	Prechecks []Precheck
	// Runbook has the steps of all hosts; Steps picks those of one host.
	Runbook Runbook
	Probe   Probe
	// Presence is how long the autopilot goes on with no sign of a person; 0:
	// DefaultPresence.
	Presence time.Duration
	// Digest is the SHA-256 of the plan file, in hex.
	Digest string
	// Ungated: nobody approved or rehearsed this. It only says which hosts are
	// watched; what people do is recorded as facts, and no gate stands before it.
	Ungated bool
	// index is nil until Index has been called.
	index *index
}

// Info names the change and its time frame.
type Info struct {
	ID, Title string
	Window    Window
	// Zone is the time zone in which people read the clock during the change.
	Zone *time.Location
	// Deadline is the business moment that must be met. Its zero value means none.
	Deadline Deadline
	// Others are further moments that must be met, in any order.
	Others []Deadline
	// Language is that of the messages to people outside: "en" or "zh".
	Language string
}

// Window is the time in which the change may run.
type Window struct{ Start, End time.Time }

// Deadline is a business moment that must be met, such as the morning's peak.
type Deadline struct {
	Name string
	At   time.Time
}

// Contact is a person or a desk that can be called.
type Contact struct {
	Key, Name, Role, Phone, Notify string
	// Next is the key of the contact to call when this one does not answer;
	// empty: none.
	Next string
	// Confirm: somebody must make sure, before the first host starts, that this
	// contact can be reached during the change.
	Confirm bool
}

// Environment is a set of hosts that serves together.
type Environment struct {
	Name string
	// Standby names the environment that can take over; empty means none.
	Standby string
	// MinHealthy is how many of its hosts must stay healthy while one is worked on.
	MinHealthy int
	Failover   FailoverPlan
}

// FailoverPlan says how long switching to the standby takes, and its steps.
type FailoverPlan struct {
	Takes, Margin time.Duration
	Steps         []string
}

// Host is one server of the change, with the plan's defaults filled in. Its
// Ladder has at least one rung, and none comes before the one above it. Level.To
// is what the plan approved; State.Planned has what two people changed it to.
type Host struct {
	Name, Address, Environment, Model, OS string
	Level                                 Level
	Checks                                Checks
	BootEvidence                          BootEvidence
	// Also are signals of kinds that another package brings: no key of Checks or
	// BootEvidence asks for them.
	Also   []Signal
	Reboot RebootNorm
	Ladder []Rung
}

// Level is a host's patch level: where it is, where it goes, and what was tested.
type Level struct{ From, To, Tested string }

// Checks are the signals by which a host is watched.
type Checks struct {
	ICMP bool
	TCP  []int
	HTTP []HTTPCheck
	// Exec holds command lines with Nagios exit codes.
	Exec []string
	// Any: nobody knows which of the TCP ports this host has. Those that have
	// answered count, and one of them is enough.
	Any bool
}

// HTTPCheck asks a web server, so that "listening" can mean that the
// application answers.
type HTTPCheck struct {
	URL string
	// Status is the status code that counts as an answer; 0 means any 2xx.
	Status int
	// Body is a text that the body must hold; empty means any.
	Body string
	// Insecure leaves the server's certificate unverified.
	Insecure bool
}

// BootEvidence is how a new boot can be proven. With none of them a reboot
// can be seen, but not proven.
type BootEvidence struct {
	// Exec is a command line whose first line of output is the target's boot
	// id or boot time.
	Exec string
	// SMB reads the start time from the SMB2 negotiate reply, which Windows
	// up to Server 2012 R2 offers without credentials.
	SMB bool
	// RDP reads the computer's name from the NTLM challenge inside CredSSP.
	// It proves no boot: it tells when the wrong machine answers.
	RDP bool
	// Zone is used for boot times that name no zone; nil: the plan gives none,
	// and such a time cannot be read.
	Zone *time.Location
}

// RebootNorm is what a normal reboot of a host looks like.
type RebootNorm struct {
	// Expected is the time from the request until every signal is back.
	Expected time.Duration
	// Settle is how long every signal must hold before the reboot is over.
	Settle time.Duration
	// ShutdownLimit is how long a host may go on answering after the request.
	ShutdownLimit time.Duration
	// ExpectedReboots is how many times the host goes down in one reboot step.
	ExpectedReboots int
	// Recovery is what a recovery may take on top of the slow case; it counts
	// in the arithmetic of the last safe start.
	Recovery time.Duration
}

// Precheck is one thing that is checked on a host before it starts.
type Precheck struct {
	ID, Title, Command, Expect string
	// Run is RunLocal where the cockpit carries out the command at the gate, and
	// empty where a person looks. Exit and Expect are then what success is, and
	// Timeout is how long it may take.
	Run     string
	Exit    []int
	Timeout time.Duration
}

// Probe is how often and how patiently the hosts are probed.
type Probe struct {
	Interval, Timeout  time.Duration
	DownAfter, UpAfter int
	// Working is the interval for a host that is worked on or not well, Idle
	// the one for all others; zero: Interval.
	Working, Idle time.Duration
}

// Every is the interval at which a host's signals of the network are probed.
func (p Probe) Every(h *HostState) time.Duration {
	every := p.Idle
	if h.Work == Started || h.Rebooting() || h.Stranger != "" || h.ailing() {
		every = p.Working
	}
	if every <= 0 {
		return p.Interval
	}
	return every
}

// ailing reports whether a signal that has answered is lost.
func (h *HostState) ailing() bool {
	usable, up := h.count()
	return up < usable
}

// slowest is the longest interval at which a host may be probed.
func (p Probe) slowest() time.Duration { return max(p.Interval, p.Idle) }
