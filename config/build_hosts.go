package config

import (
	"slices"
	"time"

	"tminus/change"
	"tminus/hostaddr"
)

// What a host is like unless the plan says otherwise.
const (
	defaultExpected      = 10 * time.Minute
	defaultSettle        = 90 * time.Second
	defaultShutdownLimit = 5 * time.Minute
	defaultReboots       = 1
	// lonelyEnvironment is the one environment of a plan that names none.
	lonelyEnvironment = "all"
)

func (b *builder) hostList() {
	hosts := b.f.hosts
	if hosts.ok && len(hosts.val) == 0 {
		b.problem(hosts.at, change.Stated(planNoHosts, "example", "hosts: [{name: A1, address: 192.0.2.11}]"))
	}
	for i := range hosts.val {
		if hosts.val[i].at.line > 0 { // else it is no section, which has been told
			b.plan.Hosts = append(b.plan.Hosts, b.host(&hosts.val[i]))
		}
	}
}

func (b *builder) host(h *hostPart) change.Host {
	if h.name.ok {
		b.firstName(hostNames, h.name.val, h.name.at)
	}
	if h.address.ok {
		b.first(addressNames, hostaddr.Same(h.address.val), h.address.at)
	}
	if !h.address.written() {
		b.problem(h.at, change.Stated(planNoAddress, "given", clip(h.name.val)))
	}
	out := change.Host{
		Name: h.name.val, Address: h.address.val, Environment: b.environment(h), Model: h.model.val, OS: h.os.val,
		Level:        change.Level{From: h.from.val, To: h.to.val, Tested: h.tested.val},
		Checks:       b.checks(h),
		BootEvidence: change.BootEvidence{Exec: h.boot.val, SMB: h.smb.val, RDP: h.rdp.val, Zone: b.bootZone(h)},
		Reboot: change.RebootNorm{
			Expected: h.expected.or(defaultExpected), Settle: h.settle.or(defaultSettle),
			ShutdownLimit: h.shutdownLimit.or(defaultShutdownLimit), ExpectedReboots: h.expectedReboots.or(defaultReboots),
			Recovery: h.recovery.val,
		},
	}
	out.Ladder = b.ladder(h, out.Reboot.Expected)
	return out
}

// bootZone is the zone in which boot times without a zone are read. If nobody wrote
// one there is none: to assume UTC may be hours off.
func (b *builder) bootZone(h *hostPart) *time.Location {
	if !h.bootZone.ok {
		if b.f.change.timezone.ok {
			return b.plan.Change.Zone
		}
		return nil
	}
	zone, wrong := zoneOf(h.bootZone.val)
	if wrong.Said() {
		b.problem(h.bootZone.at, wrong)
		return nil
	}
	return zone
}

// environment finds the environment of a host. A plan that describes its
// environments describes all of them; in others a name is enough.
func (b *builder) environment(h *hostPart) string {
	env := h.environment
	if b.f.environments.written() {
		switch {
		case !b.f.environments.ok:
		case !env.written():
			b.problem(h.at, change.Stated(planNoEnvironment, "known", clipped(b.environments)))
		case env.ok && !slices.Contains(b.environments, env.val):
			b.problem(env.at, change.Stated(planUnknownEnvironment, "given", clip(env.val), "try", didYouMean(env.val, b.environments)))
		}
		return env.val
	}
	name := env.or(lonelyEnvironment)
	if !slices.ContainsFunc(b.plan.Environments, func(e change.Environment) bool { return e.Name == name }) {
		b.plan.Environments = append(b.plan.Environments, change.Environment{Name: name})
		if env.ok {
			b.firstName(environmentNames, name, env.at)
		}
	}
	return name
}

func (b *builder) checks(h *hostPart) change.Checks {
	checks := change.Checks{ICMP: h.icmp.or(true), TCP: values(h.tcp.val), Any: h.any.val, Exec: values(h.exec.val)}
	for _, p := range h.http.val {
		if p.url.ok {
			checks.HTTP = append(checks.HTTP, change.HTTPCheck{URL: p.url.val, Status: p.status.val, Body: p.body.val, Insecure: p.insecure.val})
		}
	}
	for i, port := range h.tcp.val {
		if port.ok && slices.ContainsFunc(h.tcp.val[:i], func(p given[int]) bool { return p.ok && p.val == port.val }) {
			b.problem(port.at, change.Stated(planPortTwice, "n", port.val))
		}
	}
	mistyped := len(h.tcp.val)+len(h.http.val)+len(h.exec.val) > 0 // which is an error of its own
	if host := (&change.Host{Checks: checks}); len(host.Signals()) == 0 && !mistyped {
		b.problem(h.icmp.at, change.Stated(planUnwatched, "given", clip(h.name.val), "example", "checks: {icmp: false, tcp: [3389]}"))
	}
	return checks
}

// ladder fills a host's ladder: the default one where none is written, and
// the parts of the default rungs that the plan's rungs of those names leave out.
func (b *builder) ladder(h *hostPart, norm time.Duration) []change.Rung {
	defaults := b.defaultLadder(norm)
	if !h.ladder.written() {
		return defaults
	}
	if h.ladder.ok && len(h.ladder.val) == 0 {
		b.problem(h.ladder.at, change.Stated(planNoRungs))
	}
	var rungs []change.Rung
	names, actions := map[string]bool{}, map[string]bool{}
	for i := range h.ladder.val {
		part := &h.ladder.val[i]
		rung, ok := b.rung(part, defaults)
		if !ok {
			continue
		}
		b.once(names, change.Stated(planARung), string(rung.Name), part.name.at)
		b.once(actions, change.Stated(planAAction), string(rung.Action), eitherPlace(part.action.at, part.name.at))
		for n, task := range rung.Also {
			at := eitherPlace(part.action.at, part.name.at)
			if part.also.ok {
				at = part.also.val[n].action.at
			}
			b.once(actions, change.Stated(planAAction), string(task.Action), at)
		}
		if n := len(rungs); n > 0 && rung.After < rungs[n-1].After {
			b.problem(eitherPlace(part.after.at, part.at), change.Stated(planRungOrder,
				"given", clip(string(rung.Name)), "value", short(rung.After), "near", clip(string(rungs[n-1].Name)), "other", short(rungs[n-1].After)))
		}
		rungs = append(rungs, rung)
	}
	return rungs
}

// once refuses a name that the ladder has already.
func (b *builder) once(seen map[string]bool, kind change.Statement, name string, at place) {
	if name != "" && seen[name] {
		b.problem(at, change.Stated(planRungTwice, "is", kind, "given", clip(name)))
	}
	seen[name] = true
}

// rung reads one rung; false if it is too broken to be compared with others.
func (b *builder) rung(r *rungPart, defaults []change.Rung) (change.Rung, bool) {
	if !r.name.ok {
		return change.Rung{}, false
	}
	rung := change.Rung{Name: change.RungName(r.name.val)}
	i := slices.IndexFunc(defaults, func(d change.Rung) bool { return d.Name == rung.Name })
	if i >= 0 {
		rung = defaults[i]
	}
	rung.After = r.after.or(rung.After)
	rung.Action = change.ActionKind(r.action.or(string(rung.Action)))
	rung.Contact = r.contact.or(rung.Contact)
	rung.Say = r.say.or(rung.Say)
	b.knownContact(r.contact)
	if r.also.ok {
		rung.Also = b.tasks(r.also.val, rung.Also)
	}
	if unused := eitherPlace(r.contact.at, r.say.at); rung.Action == "" && !r.action.written() && unused.line > 0 {
		b.problem(unused, change.Stated(planRungNoAction, "given", clip(string(rung.Name))))
	}
	if i < 0 && !r.after.written() {
		b.problem(r.at, change.Stated(planRungNoTime, "given", clip(string(rung.Name))))
		return rung, false
	}
	return rung, r.after.ok || !r.after.written()
}

// tasks reads what comes due along with a rung. What the plan leaves out of a task
// that has a default is taken from the default.
func (b *builder) tasks(parts []taskPart, defaults []change.Task) []change.Task {
	var tasks []change.Task
	for i := range parts {
		p := &parts[i]
		b.knownContact(p.contact)
		task := change.Task{Action: change.ActionKind(p.action.val)}
		if i := slices.IndexFunc(defaults, func(d change.Task) bool { return d.Action == task.Action }); i >= 0 {
			task = defaults[i]
		}
		task.Contact, task.Say = p.contact.or(task.Contact), p.say.or(task.Say)
		tasks = append(tasks, task)
	}
	return tasks
}

// defaultLadder calls only the contacts that the plan has.
func (b *builder) defaultLadder(norm time.Duration) []change.Rung {
	rungs := change.DefaultLadder(norm)
	for i := range rungs {
		if _, known := b.plan.Contacts[rungs[i].Contact]; !known {
			rungs[i].Contact = ""
		}
	}
	return rungs
}

// eitherPlace is the first of two places, or the second if the first was not
// written.
func eitherPlace(a, b place) place {
	if a.line > 0 {
		return a
	}
	return b
}
