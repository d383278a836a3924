package config

import (
	"time"

	"tminus/change"
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
	waves        given[[]wavePart]
	prechecks    given[[]precheckPart]
	runbook      given[[]stepPart]
	probe        probePart
	presence     given[time.Duration]
}

// keys has defaults before hosts: each host starts from them.
func (f *planFile) keys() section {
	return section{
		{"change", "change", changeSection{&f.change}, true},
		{"contacts", "contacts", named[contactPart]{&f.contacts, contactEntry}, false},
		{"witnesses", "witnesses", list[given[string]]{into: &f.witnesses, each: witness}, false},
		{"environments", "environments", named[environmentPart]{&f.environments, environmentEntry}, false},
		{"defaults", "defaults", f.defaults.keys(), false},
		{"hosts", "hosts", hostList{f}, true},
		{"order", "order", list[given[string]]{into: &f.order, each: name}, false},
		{"waves", "waves", list[wavePart]{into: &f.waves, each: waveEntry}, false},
		{"prechecks", "prechecks", list[precheckPart]{into: &f.prechecks, each: func(p *precheckPart) reader { return p.keys() }}, false},
		{"runbook", "runbook", list[stepPart]{into: &f.runbook, each: func(s *stepPart) reader { return s.keys() }}, false},
		{"probe", "probe", f.probe.keys(), false},
		{"presence", "presence", duration(&f.presence, time.Minute), false},
	}
}

// changePart is the section change of a plan. Its times are texts until the zone is
// known; windowAt is where the window stands, for faults of the window as a whole.
type changePart struct {
	windowAt     place
	ungated      given[bool]
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
		{"name", "deadlines.name", phrase(&d.name), true},
		{"at", "deadlines.at", phrase(&d.at), true},
	}
}

func (c *changePart) keys() section {
	return section{
		{"id", "change.id", id(&c.id), true},
		{"title", "change.title", phrase(&c.title), false},
		{"window", "change.window", noted{&c.windowAt, section{
			{"start", "change.window.start", phrase(&c.start), true},
			{"end", "change.window.end", phrase(&c.end), true},
		}}, false}, // unless nothing is gated: see builder.info
		{"timezone", "change.timezone", phrase(&c.timezone), false},
		{"deadline", "change.deadline", section{
			{"name", "change.deadline.name", phrase(&c.deadlineName), false},
			{"at", "change.deadline.at", phrase(&c.deadlineAt), true},
		}, false},
		{"deadlines", "change.deadlines", list[deadlinePart]{into: &c.others, each: deadlineEntry}, false},
		{"language", "change.language", oneOf(&c.language, wording.Languages()...), false},
		{"ungated", "change.ungated", boolean(&c.ungated), false},
	}
}

// contactPart is one entry of contacts; next is the key of another one.
type contactPart struct {
	key                       given[string]
	name, role, phone, notify given[string]
	next                      given[string]
	confirm                   given[bool]
}

func contactEntry(key given[string], c *contactPart) reader {
	c.key = key
	return section{
		{"name", "contacts.name", phrase(&c.name), false},
		{"role", "contacts.role", phrase(&c.role), false},
		{"phone", "contacts.phone", phrase(&c.phone), false},
		{"notify", "contacts.notify", phrase(&c.notify), false},
		{"next", "contacts.next", name(&c.next), false},
		{"confirm", "contacts.confirm", boolean(&c.confirm), false},
	}
}

// environmentPart is one entry of environments; takes, margin and steps are those of
// its failover, standby is the name of another environment.
type environmentPart struct {
	name, standby given[string]
	minHealthy    given[int]
	takes, margin given[time.Duration]
	steps         given[[]given[string]]
}

func environmentEntry(key given[string], e *environmentPart) reader {
	e.name = key
	return section{
		{"standby", "environments.standby", name(&e.standby), false},
		{"min_healthy", "environments.min_healthy", whole(&e.minHealthy, change.Stated(planWantHosts), 0, 10000), false},
		{"failover", "environments.failover", section{
			{"takes", "environments.failover.takes", duration(&e.takes, time.Second), false},
			{"margin", "environments.failover.margin", duration(&e.margin, 0), false},
			{"steps", "environments.failover.steps", list[given[string]]{into: &e.steps, each: message}, false},
		}, false},
	}
}

// hostPart is what is written for a host, or under defaults.
type hostPart struct {
	at                              place
	name                            given[string]
	address, environment, model, os given[string]
	from, to, tested                given[string]
	icmp                            given[bool]
	tcp                             given[[]given[int]]
	any                             given[bool]
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
		{"address", "hosts.address", address(&h.address), false},
		{"environment", "hosts.environment", name(&h.environment), false},
		{"model", "hosts.model", phrase(&h.model), false},
		{"os", "hosts.os", phrase(&h.os), false},
		{"level", "hosts.level", section{
			{"from", "hosts.level.from", phrase(&h.from), false},
			{"to", "hosts.level.to", phrase(&h.to), false},
			{"tested", "hosts.level.tested", phrase(&h.tested), false},
		}, false},
		{"checks", "hosts.checks", section{
			{"icmp", "hosts.checks.icmp", boolean(&h.icmp), false},
			{"tcp", "hosts.checks.tcp", list[given[int]]{into: &h.tcp, each: port}, false},
			{"any", "hosts.checks.any", boolean(&h.any), false},
			{"http", "hosts.checks.http", list[httpPart]{into: &h.http, each: httpEntry}, false},
			{"exec", "hosts.checks.exec", list[given[string]]{into: &h.exec, each: func(line *given[string]) reader { return command(line) }}, false},
		}, false},
		{"boot_evidence", "hosts.boot_evidence", section{
			{"exec", "hosts.boot_evidence.exec", optional(command(&h.boot)), false},
			{"timezone", "hosts.boot_evidence.timezone", phrase(&h.bootZone), false},
			{"smb", "hosts.boot_evidence.smb", boolean(&h.smb), false},
			{"rdp", "hosts.boot_evidence.rdp", boolean(&h.rdp), false},
		}, false},
		{"reboot", "hosts.reboot", section{
			{"expected", "hosts.reboot.expected", duration(&h.expected, time.Second), false},
			{"settle", "hosts.reboot.settle", duration(&h.settle, time.Second), false},
			{"shutdown_limit", "hosts.reboot.shutdown_limit", duration(&h.shutdownLimit, time.Second), false},
			{"recovery", "hosts.reboot.recovery", duration(&h.recovery, 0), false},
			{"expected_reboots", "hosts.reboot.expected_reboots", whole(&h.expectedReboots, change.Stated(planWantReboots), 1, 20), false},
		}, false},
		{"ladder", "hosts.ladder", list[rungPart]{into: &h.ladder, each: rungEntry}, false},
	}
}

func port(into *given[int]) reader { return whole(into, change.Stated(planWantPorts), 1, 65535) }

// httpPart is one HTTP check: a URL alone, or with the status, from 200 to 599, and
// the text that its answer must have.
type httpPart struct {
	url, body given[string]
	status    given[int]
	insecure  given[bool]
}

func httpEntry(p *httpPart) reader {
	url := pageURL(&p.url)
	return shorthand{url, section{
		{"url", "http.url", url, true},
		{"status", "http.status", whole(&p.status, change.Stated(planWantStatus), 200, 599), false},
		{"body", "http.body", phrase(&p.body), false},
		{"insecure", "http.insecure", boolean(&p.insecure), false},
	}}
}

// rungPart is one rung of a ladder; after counts from the reboot request. What it
// leaves out is that of the default rung of its name.
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
		{"action", "also.action", name(&t.action), true},
		{"contact", "also.contact", name(&t.contact), false},
		{"say", "also.say", message(&t.say), false},
	}
}

func rungEntry(r *rungPart) reader {
	return placed{&r.at, section{
		{"rung", "ladder.rung", name(&r.name), true},
		{"after", "ladder.after", duration(&r.after, time.Second), false},
		{"action", "ladder.action", name(&r.action), false},
		{"contact", "ladder.contact", name(&r.contact), false},
		{"say", "ladder.say", message(&r.say), false},
		{"also", "ladder.also", list[taskPart]{into: &r.also, each: taskEntry}, false},
	}}
}

// wavePart is what is written for a wave.
type wavePart struct {
	at        place
	name      given[string]
	hosts     given[[]memberPart]
	atOnce    given[change.AtOnce]
	soak      given[time.Duration]
	maxFailed given[int]
}

func waveEntry(w *wavePart) reader {
	return placed{&w.at, section{
		{"name", "waves.name", name(&w.name), true},
		{"hosts", "waves.hosts", list[memberPart]{into: &w.hosts, each: memberEntry}, true},
		{"at_once", "waves.at_once", atOnce(&w.atOnce), false},
		{"soak", "waves.soak", duration(&w.soak, 0), false},
		{"max_failed", "waves.max_failed", whole(&w.maxFailed, change.Stated(planWantHosts), 0, 10000), false},
	}}
}

// memberPart is what a wave names: a host or a pattern, or else an environment or a
// class. YAML reads environment:B as a text in some places and as a key in others.
type memberPart struct {
	at                       place
	text, environment, class given[string]
}

func memberEntry(m *memberPart) reader {
	return shorthand{phrase(&m.text), placed{&m.at, section{
		{"environment", "waves.hosts.environment", name(&m.environment), false},
		{"class", "waves.hosts.class", phrase(&m.class), false},
	}}}
}

// precheckPart is one check of a host before its work begins, run by a person or, with
// run, from here.
type precheckPart struct {
	id, title, command, expect given[string]
	run                        given[string]
	exit                       given[[]given[int]]
	timeout                    given[time.Duration]
}

func (p *precheckPart) keys() section {
	return section{
		{"id", "prechecks.id", name(&p.id), true},
		{"title", "prechecks.title", phrase(&p.title), false},
		{"command", "prechecks.command", command(&p.command), false},
		{"expect", "prechecks.expect", message(&p.expect), false},
		{"run", "prechecks.run", runWhere(&p.run), false},
		{"exit", "prechecks.exit", exitCodes(&p.exit), false},
		{"timeout", "prechecks.timeout", duration(&p.timeout, time.Second), false},
	}
}

// stepPart is one step of the runbook; takes is how long it lasts, timeout how long its
// command may run here.
type stepPart struct {
	id                                         given[string]
	title, command, expect, evidence, rollback given[string]
	reboot, evidenceRequired                   given[bool]
	takes                                      given[time.Duration]
	only                                       onlyPart
	run                                        given[string]
	timeout                                    given[time.Duration]
	shell, auto                                given[bool]
	exit                                       given[[]given[int]]
}

// onlyPart restricts a step to some hosts.
type onlyPart struct {
	hosts                  given[[]given[string]]
	environment, model, os given[string]
}

func (o *onlyPart) keys() section {
	return section{
		{"hosts", "only.hosts", list[given[string]]{into: &o.hosts, each: name}, false},
		{"environment", "only.environment", name(&o.environment), false},
		{"model", "only.model", phrase(&o.model), false},
		{"os", "only.os", phrase(&o.os), false},
	}
}

func (s *stepPart) keys() section {
	return section{
		{"id", "runbook.id", name(&s.id), true},
		{"title", "runbook.title", phrase(&s.title), false},
		{"command", "runbook.command", command(&s.command), false},
		{"expect", "runbook.expect", message(&s.expect), false},
		{"reboot", "runbook.reboot", boolean(&s.reboot), false},
		{"takes", "runbook.takes", duration(&s.takes, 0), false},
		{"evidence", "runbook.evidence", message(&s.evidence), false},
		{"evidence_required", "runbook.evidence_required", boolean(&s.evidenceRequired), false},
		{"rollback", "runbook.rollback", message(&s.rollback), false},
		{"only", "runbook.only", s.only.keys(), false},
		{"run", "runbook.run", runWhere(&s.run), false},
		{"timeout", "runbook.timeout", duration(&s.timeout, time.Second), false},
		{"shell", "runbook.shell", boolean(&s.shell), false},
		{"auto", "runbook.auto", boolean(&s.auto), false},
		{"exit", "runbook.exit", exitCodes(&s.exit), false},
	}
}

// probePart is how often hosts are probed, how long an answer may take, and how many
// probes in a row make a fact. working replaces the interval for hosts that are worked
// on or not well, idle for all others.
type probePart struct {
	interval, timeout  given[time.Duration]
	working, idle      given[time.Duration]
	downAfter, upAfter given[int]
}

func (p *probePart) keys() section {
	return section{
		{"interval", "probe.interval", duration(&p.interval, 100*time.Millisecond), false},
		{"timeout", "probe.timeout", duration(&p.timeout, 10*time.Millisecond), false},
		{"working", "probe.working", duration(&p.working, 100*time.Millisecond), false},
		{"idle", "probe.idle", duration(&p.idle, 100*time.Millisecond), false},
		{"down_after", "probe.down_after", whole(&p.downAfter, change.Stated(planWantProbes), 1, 100), false},
		{"up_after", "probe.up_after", whole(&p.upAfter, change.Stated(planWantProbes), 1, 100), false},
	}
}
