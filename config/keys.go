package config

import (
	"time"

	"tminus/wording"
)

// planFile is the plan as it is written: what is not written is not there.
// The tables beside the types are the keys of the plan.
type planFile struct {
	change       changePart
	contacts     given[[]contactPart]
	witnesses    given[[]given[string]]
	environments given[[]environmentPart]
	defaults     hostPart
	hosts        given[[]hostPart]
	order        given[[]given[string]]
	prechecks    given[[]precheckPart]
	runbook      given[[]stepPart]
	probe        probePart
}

// keys has defaults before hosts: each host starts from them.
func (f *planFile) keys() section {
	return section{
		{"change", `the approved work: change: {id: CHG-1, window: {start: 2020-11-20 23:30, end: "06:00"}}`, f.change.keys(), true},
		{"contacts", "who is called: contacts: {vendor: {name: Kim Lee, phone: 555-0100}}", named[contactPart]{&f.contacts, contactEntry}, false},
		{"witnesses", "addresses that never reboot, such as the gateway; with a port, TCP is used: witnesses: [192.0.2.1, '192.0.2.2:443']", list[given[string]]{into: &f.witnesses, each: witness}, false},
		{"environments", "sets of hosts that serve together: environments: {A: {standby: B}, B: {standby: A}}", named[environmentPart]{&f.environments, environmentEntry}, false},
		{"defaults", "what hosts share: defaults: {checks: {tcp: [3389]}}", f.defaults.keys(), false},
		{"hosts", "the servers of the change: hosts: [{name: A1, address: 192.0.2.11}]", hostList{f}, true},
		{"order", "the order of work: order: [A1, A2]; without it, the order of hosts", list[given[string]]{into: &f.order, each: name}, false},
		{"prechecks", "what somebody looks at on each host before it starts: prechecks: [{id: disk, title: 10 GB are free}]", list[precheckPart]{into: &f.prechecks, each: func(p *precheckPart) reader { return p.keys() }}, false},
		{"runbook", "the steps of each host: runbook: [{id: install, title: Install the update}]", list[stepPart]{into: &f.runbook, each: func(s *stepPart) reader { return s.keys() }}, false},
		{"probe", "how often hosts are probed: probe: {interval: 1s, timeout: 800ms}", f.probe.keys(), false},
	}
}

type changePart struct {
	id, title    given[string]
	start, end   given[string]
	timezone     given[string]
	deadlineName given[string]
	deadlineAt   given[string]
	others       given[[]deadlinePart]
	language     given[string]
}

// deadlinePart is a further moment that must be met.
type deadlinePart struct{ name, at given[string] }

func deadlineEntry(d *deadlinePart) reader {
	return section{
		{"name", "name: bank files", phrase(&d.name), true},
		{"at", `at: 2020-11-21 06:50, or at: "06:50" for the first 06:50 after the start`, phrase(&d.at), true},
	}
}

func (c *changePart) keys() section {
	return section{
		{"id", "names the change and the folder of its record: id: CHG-2020-1120", id(&c.id), true},
		{"title", "one line for people: title: Patch the order servers", phrase(&c.title), false},
		{"window", `when the change may run: window: {start: 2020-11-20 23:30, end: "06:00"}`, section{
			{"start", "start: 2020-11-20 23:30, or with its offset: 2020-11-20T23:30:00+08:00", phrase(&c.start), true},
			{"end", `end: 2020-11-21 06:00, or end: "06:00" for the first 06:00 after the start`, phrase(&c.end), true},
		}, true},
		{"timezone", "the zone in which times are read and shown: timezone: Asia/Shanghai; without it, UTC", phrase(&c.timezone), false},
		{"deadline", `a business moment that must be met: deadline: {name: business peak, at: "07:00"}`, section{
			{"name", "name: business peak", phrase(&c.deadlineName), false},
			{"at", `at: 2020-11-21 07:00, or at: "07:00" for the first 07:00 after the start`, phrase(&c.deadlineAt), true},
		}, false},
		{"deadlines", `further moments that must be met: deadlines: [{name: bank files, at: "06:50"}]`, list[deadlinePart]{into: &c.others, each: deadlineEntry}, false},
		{"language", "the language of the messages to the people who are called: language: zh; without it, en", oneOf(&c.language, wording.Languages()...), false},
	}
}

type contactPart struct {
	key                       given[string]
	name, role, phone, notify given[string]
	next                      given[string]
	confirm                   given[bool]
}

func contactEntry(key given[string], c *contactPart) reader {
	c.key = key
	return section{
		{"name", "name: Kim Lee", phrase(&c.name), false},
		{"role", "role: vendor support", phrase(&c.role), false},
		{"phone", "phone: +86 000 5550 0100", phrase(&c.phone), false},
		{"notify", "where messages are sent", phrase(&c.notify), false},
		{"next", "who is called when this one does not answer, a key of contacts: next: desk", name(&c.next), false},
		{"confirm", "whether somebody makes sure before the first start that this contact can be reached tonight: confirm: true", boolean(&c.confirm), false},
	}
}

type environmentPart struct {
	name, standby given[string]
	minHealthy    given[int]
	takes, margin given[time.Duration]
	steps         given[[]given[string]]
}

func environmentEntry(key given[string], e *environmentPart) reader {
	e.name = key
	return section{
		{"standby", "the environment that can take over: standby: B", name(&e.standby), false},
		{"min_healthy", "how many hosts must stay healthy while one is worked on: min_healthy: 1", whole(&e.minHealthy, "a number of hosts", 0, 10000), false},
		{"failover", "the switch to the standby: failover: {takes: 60m, margin: 15m, steps: [...]}", section{
			{"takes", "how long the switch takes: takes: 60m", duration(&e.takes, time.Second), false},
			{"margin", "the reserve before the deadline: margin: 15m", duration(&e.margin, 0), false},
			{"steps", "what to do, in order: steps: [Stop the jobs, Switch the addresses]", list[given[string]]{into: &e.steps, each: message}, false},
		}, false},
	}
}

// hostPart is what is written of a host, or of the defaults.
type hostPart struct {
	at                              place
	name                            given[string]
	address, environment, model, os given[string]
	from, to, tested                given[string]
	icmp                            given[bool]
	tcp                             given[[]given[int]]
	http                            given[[]httpPart]
	exec                            given[[]given[string]]
	boot                            given[string]
	smb, rdp                        given[bool]
	bootZone                        given[string]
	expected, settle, shutdownLimit given[time.Duration]
	recovery                        given[time.Duration]
	expectedReboots                 given[int]
	ladder                          given[[]rungPart]
}

func (h *hostPart) keys() section {
	return section{
		{"address", "an IP address or a host name: address: 192.0.2.11", address(&h.address), false},
		{"environment", "the environment it belongs to: environment: A", name(&h.environment), false},
		{"model", "the hardware: model: IBM x3650 M4", phrase(&h.model), false},
		{"os", "the operating system: os: Windows Server 2008 R2", phrase(&h.os), false},
		{"level", `the patch level: level: {from: "2017-07", to: "2020-01", tested: "2020-01"}`, section{
			{"from", `where it is: from: "2017-07"`, phrase(&h.from), false},
			{"to", `where it goes: to: "2020-01"`, phrase(&h.to), false},
			{"tested", `what was rehearsed: tested: "2020-01"`, phrase(&h.tested), false},
		}, false},
		{"checks", "the signals by which it is watched: checks: {icmp: true, tcp: [3389, 445]}", section{
			{"icmp", "whether it is pinged: icmp: true", boolean(&h.icmp), false},
			{"tcp", "ports to connect to: tcp: [3389, 445]", list[given[int]]{into: &h.tcp, each: port}, false},
			{"http", "pages that a web server must give: http: ['http://{address}:8080/health']", list[httpPart]{into: &h.http, each: httpEntry}, false},
			{"exec", "commands with Nagios exit codes: exec: [check_http -H 192.0.2.11]", list[given[string]]{into: &h.exec, each: func(line *given[string]) reader { return command(line) }}, false},
		}, false},
		{"boot_evidence", "what proves a reboot: boot_evidence: {smb: true, rdp: true}, or {exec: COMMAND}", section{
			{"exec", "a command whose first line of output is the boot time, the boot id or the uptime", optional(command(&h.boot)), false},
			{"timezone", "the zone of boot times that are written without one: timezone: Asia/Shanghai; without it, that of the change if the plan says it", phrase(&h.bootZone), false},
			{"smb", "whether port 445 is asked when the file server started, which Windows up to 2012 R2 tells: smb: true", boolean(&h.smb), false},
			{"rdp", "whether port 3389 is asked for the computer's name, which proves that it is the right one: rdp: true", boolean(&h.rdp), false},
		}, false},
		{"reboot", "what a normal reboot looks like: reboot: {expected: 10m, settle: 90s, shutdown_limit: 5m}", section{
			{"expected", "from the request until every signal is back: expected: 10m", duration(&h.expected, time.Second), false},
			{"settle", "how long every signal must hold: settle: 90s", duration(&h.settle, time.Second), false},
			{"shutdown_limit", "how long it may go on answering: shutdown_limit: 5m", duration(&h.shutdownLimit, time.Second), false},
			{"recovery", "what a recovery may take on top of the slow case, for the last safe start: recovery: 20m", duration(&h.recovery, 0), false},
			{"expected_reboots", "how often it goes down in one reboot: expected_reboots: 1", whole(&h.expectedReboots, "a number of reboots", 1, 20), false},
		}, false},
		{"ladder", "the prompts when it is late: ladder: [{rung: late, after: 10m}]", list[rungPart]{into: &h.ladder, each: rungEntry}, false},
	}
}

func port(into *given[int]) reader { return whole(into, "a port", 1, 65535) }

type httpPart struct {
	url, body given[string]
	status    given[int]
	insecure  given[bool]
}

func httpEntry(p *httpPart) reader {
	url := pageURL(&p.url)
	return shorthand{url, section{
		{"url", "the page, with {address} or {name} of the host: url: 'http://{address}:8080/health'", url, true},
		{"status", "the status that counts as an answer: status: 200; without it, any from 200 to 299", whole(&p.status, "a status", 200, 599), false},
		{"body", "a text that the page must hold: body: all is well", phrase(&p.body), false},
		{"insecure", "leaves the server's certificate unverified: insecure: true", boolean(&p.insecure), false},
	}}
}

type rungPart struct {
	at                         place
	name, action, contact, say given[string]
	after                      given[time.Duration]
	also                       given[[]taskPart]
}

// taskPart is a further obligation that comes due with a rung.
type taskPart struct{ action, contact, say given[string] }

func taskEntry(t *taskPart) reader {
	return section{
		{"action", "the obligation: action: console", name(&t.action), true},
		{"contact", "who is called, a key of contacts: contact: lead", name(&t.contact), false},
		{"say", "what to say; {host}, {since}, {elapsed} and others are filled in", message(&t.say), false},
	}
}

func rungEntry(r *rungPart) reader {
	return placed{&r.at, section{
		{"rung", "its name: rung: vendor", name(&r.name), true},
		{"after", "the time since the reboot was asked for: after: 20m", duration(&r.after, time.Second), false},
		{"action", "the obligation that it raises: action: vendor", name(&r.action), false},
		{"contact", "who is called, a key of contacts: contact: vendor", name(&r.contact), false},
		{"say", "what to say; {hosts}, {since}, {elapsed} and others are filled in", message(&r.say), false},
		{"also", "further obligations that come due with it: also: [{action: console, contact: lead}]", list[taskPart]{into: &r.also, each: taskEntry}, false},
	}}
}

type precheckPart struct{ id, title, command, expect given[string] }

func (p *precheckPart) keys() section {
	return section{
		{"id", "a short name, to be typed: id: disk", name(&p.id), true},
		{"title", "what must hold: title: 10 GB are free on C", phrase(&p.title), false},
		{"command", "one line that can be copied and run", command(&p.command), false},
		{"expect", "the expected result", message(&p.expect), false},
	}
}

type stepPart struct {
	id                                         given[string]
	title, command, expect, evidence, rollback given[string]
	reboot, evidenceRequired                   given[bool]
	takes                                      given[time.Duration]
	only                                       onlyPart
	run                                        given[string]
	timeout                                    given[time.Duration]
	shell                                      given[bool]
}

// onlyPart restricts a step to some hosts.
type onlyPart struct {
	hosts                  given[[]given[string]]
	environment, model, os given[string]
}

func (o *onlyPart) keys() section {
	return section{
		{"hosts", "the hosts by name: hosts: [A1, A2]", list[given[string]]{into: &o.hosts, each: name}, false},
		{"environment", "those of an environment: environment: A", name(&o.environment), false},
		{"model", "those of a model: model: IBM x3650 M4", phrase(&o.model), false},
		{"os", "those with an operating system: os: Windows Server 2008 R2", phrase(&o.os), false},
	}
}

func (s *stepPart) keys() section {
	return section{
		{"id", "a short name, to be typed: id: install", name(&s.id), true},
		{"title", "what is done: title: Install the update", phrase(&s.title), false},
		{"command", "one line that can be copied and run", command(&s.command), false},
		{"expect", "the expected result: expect: exit code 0 or 3010", message(&s.expect), false},
		{"reboot", "whether this step restarts the host: reboot: true", boolean(&s.reboot), false},
		{"takes", "how long it takes when it goes well, without the reboot: takes: 20m", duration(&s.takes, 0), false},
		{"evidence", "what to keep as proof: evidence: screenshot of the version", message(&s.evidence), false},
		{"evidence_required", "whether it can be marked done only with evidence: evidence_required: true", boolean(&s.evidenceRequired), false},
		{"rollback", "how to undo it", message(&s.rollback), false},
		{"only", "for which hosts the step is, all by default: only: {model: IBM x3650 M4}", s.only.keys(), false},
		{"run", "local, if the cockpit may run the command on its own machine, on a key: run: local", runWhere(&s.run), false},
		{"timeout", "how long it may run here: timeout: 10m", duration(&s.timeout, time.Second), false},
		{"shell", "whether a shell reads the command: shell: true; without it nothing is expanded", boolean(&s.shell), false},
	}
}

type probePart struct {
	interval, timeout  given[time.Duration]
	working, idle      given[time.Duration]
	downAfter, upAfter given[int]
}

func (p *probePart) keys() section {
	return section{
		{"interval", "the time between two probes of a signal: interval: 1s", duration(&p.interval, 100*time.Millisecond), false},
		{"timeout", "how long an answer may take, at most the interval: timeout: 800ms", duration(&p.timeout, 10*time.Millisecond), false},
		{"working", "the interval for a host that is worked on or not well: working: 200ms; without it, interval", duration(&p.working, 100*time.Millisecond), false},
		{"idle", "the interval for all other hosts: idle: 5s; without it, interval", duration(&p.idle, 100*time.Millisecond), false},
		{"down_after", "losses in a row until a signal counts as lost: down_after: 3", whole(&p.downAfter, "a number of probes", 1, 100), false},
		{"up_after", "answers in a row until it counts as back: up_after: 3", whole(&p.upAfter, "a number of probes", 1, 100), false},
	}
}
