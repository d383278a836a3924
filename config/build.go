package config

import (
	"cmp"
	"slices"
	"time"

	"tminus/change"
	"tminus/hostaddr"
)

// builder turns what is written into the plan: it fills in the defaults and checks
// what depends on more than one key. It goes on after each problem, and does not
// report what merely follows from a problem that it has reported.
type builder struct {
	*decoder
	f    *planFile
	plan *change.Plan
	// contacts and environments are the names that may be referred to.
	contacts, environments []string
	// firsts holds, for each kind of name, where each name was written first.
	firsts map[string]place
	// spellings holds the same by the folded form of the name (see alike).
	spellings map[string]spelling
}

func newBuilder(d *decoder, f *planFile) *builder {
	return &builder{decoder: d, f: f, plan: &change.Plan{}, firsts: map[string]place{}, spellings: map[string]spelling{}}
}

func build(d *decoder, f *planFile) *change.Plan {
	b := newBuilder(d, f)
	b.info()
	b.contactBook()
	b.environmentList()
	b.hostList()
	b.countHosts()
	b.witnesses()
	b.order()
	b.waves()
	b.plan.Index()
	b.prechecks()
	b.runbook()
	b.probe()
	b.plan.Presence = b.f.presence.val
	return b.plan
}

func (b *builder) info() {
	c := &b.f.change
	zone := time.UTC
	if c.timezone.ok {
		var wrong change.Statement
		if zone, wrong = zoneOf(c.timezone.val); wrong.Said() {
			b.problem(c.timezone.at, wrong)
		}
	}
	b.errs.zone = zone
	b.plan.Ungated = c.ungated.val
	info := change.Info{ID: c.id.val, Title: c.title.or(c.id.val), Zone: zone}
	if c.start.ok {
		var wrong *change.ClockFault
		if info.Window.Start, wrong = moment(c.start.val, zone, time.Time{}); wrong != nil {
			b.problem(c.start.at, clockFault(wrong))
		}
	}
	start := info.Window.Start
	info.Window.End = b.after(c.end, zone, start, endEarly)
	if at := b.after(c.deadlineAt, zone, start, deadlineEarly); !at.IsZero() {
		info.Deadline = change.Deadline{Name: c.deadlineName.or("deadline"), At: at}
		b.firstName(deadlineNames, info.Deadline.Name, cmp.Or(c.deadlineName.at, c.deadlineAt.at))
	}
	for _, d := range c.others.val {
		if at := b.after(d.at, zone, start, deadlineEarly); !at.IsZero() {
			info.Others = append(info.Others, change.Deadline{Name: d.name.val, At: at})
			b.firstName(deadlineNames, d.name.val, d.name.at)
		}
	}
	info.Language = c.language.val
	b.plan.Change = info
}

func endEarly(start time.Time, zone string) change.Statement {
	return change.Stated(planEndEarly, "start", start, "zone", zone)
}

func deadlineEarly(start time.Time, zone string) change.Statement {
	return change.Stated(planDeadlineEarly, "start", start, "zone", zone)
}

// after reads a moment that must come after the start of the window.
func (b *builder) after(g given[string], zone *time.Location, start time.Time, early func(start time.Time, zone string) change.Statement) time.Time {
	if !g.ok {
		return time.Time{}
	}
	at, wrong := moment(g.val, zone, start)
	switch {
	case wrong != nil && wrong.Kind == change.ClockNoDate: // what is wrong with the start has been told
		return time.Time{}
	case wrong != nil:
		b.problem(g.at, clockFault(wrong))
		return time.Time{}
	case !start.IsZero() && !at.After(start):
		b.problem(g.at, early(start, zone.String()))
		return time.Time{}
	}
	return at
}

func (b *builder) contactBook() {
	b.plan.Contacts = map[string]change.Contact{}
	for _, c := range b.f.contacts.val {
		b.contacts = append(b.contacts, c.key.val)
		if c.key.ok {
			b.firstName(contactNames, c.key.val, c.key.at)
		}
		b.plan.Contacts[c.key.val] = change.Contact{
			Key: c.key.val, Name: c.name.val, Role: c.role.val, Phone: c.phone.val, Notify: c.notify.val,
			Next: c.next.val, Confirm: c.confirm.val,
		}
	}
	for _, c := range b.f.contacts.val {
		switch next := c.next; {
		case !next.ok:
		case next.val == c.key.val:
			b.problem(next.at, change.Stated(planOwnNext, "given", clip(next.val)))
		default:
			b.knownContact(next)
		}
	}
}

func (b *builder) knownContact(key given[string]) {
	if key.ok && !slices.Contains(b.contacts, key.val) {
		b.problem(key.at, change.Stated(planUnknownContact, "given", clip(key.val), "try", didYouMean(key.val, b.contacts)))
	}
}

func (b *builder) environmentList() {
	for _, e := range b.f.environments.val {
		b.environments = append(b.environments, e.name.val)
		if e.name.ok {
			b.firstName(environmentNames, e.name.val, e.name.at)
		}
	}
	for _, e := range b.f.environments.val {
		b.standby(e)
		b.plan.Environments = append(b.plan.Environments, change.Environment{
			Name: e.name.val, Standby: e.standby.val, MinHealthy: e.minHealthy.val,
			Failover: change.FailoverPlan{Takes: e.takes.val, Margin: e.margin.val, Steps: values(e.steps.val)},
		})
	}
}

func (b *builder) standby(e environmentPart) {
	switch s := e.standby; {
	case !s.ok:
	case s.val == e.name.val:
		b.problem(s.at, change.Stated(planOwnStandby, "given", clip(s.val)))
	case !slices.Contains(b.environments, s.val):
		b.problem(s.at, change.Stated(planUnknownStandby, "given", clip(s.val), "try", didYouMean(s.val, b.environments)))
	}
}

// countHosts sets min_healthy of each environment that does not state it: where
// there are two hosts or more, one must stay.
func (b *builder) countHosts() {
	hosts := map[string]int{}
	for _, h := range b.plan.Hosts {
		hosts[h.Environment]++
	}
	for i := range b.plan.Environments {
		e := &b.plan.Environments[i]
		described := i < len(b.f.environments.val) && b.f.environments.val[i].minHealthy.ok
		if !described && hosts[e.Name] >= 2 {
			e.MinHealthy = 1
		}
	}
}

func (b *builder) witnesses() {
	for _, w := range b.f.witnesses.val {
		if !w.ok {
			continue
		}
		address, _ := splitWitness(w.val)
		address = hostaddr.Same(address) // two ports of one machine are not two witnesses
		if !b.first(witnessNames, address, w.at) {
			continue
		}
		if host, is := b.firsts[string(addressNames)+"\x00"+address]; is {
			b.problem(w.at, change.Stated(planWitnessHost, "given", clip(w.val), "line", host.line))
		}
		b.plan.Witnesses = append(b.plan.Witnesses, w.val)
	}
}

func (b *builder) order() {
	known := b.hostNames()
	if !b.f.order.written() {
		if !b.f.waves.written() {
			b.plan.Order = known
		}
		return
	}
	if !b.f.order.ok || slices.Contains(known, "") || len(known) < len(b.f.hosts.val) {
		return // what is wrong there has been told
	}
	listed := map[string]bool{}
	for _, name := range b.f.order.val {
		if !name.ok || !b.first(orderedNames, name.val, name.at) {
			continue
		}
		if _, is := b.firsts[string(hostNames)+"\x00"+name.val]; !is {
			b.problem(name.at, change.Stated(planUnknownHost, "given", clip(name.val), "try", didYouMean(name.val, known)))
		}
		listed[name.val] = true
		b.plan.Order = append(b.plan.Order, name.val)
	}
	for _, name := range known {
		if !listed[name] {
			b.problem(b.f.order.at, change.Stated(planNotInOrder, "given", clip(name)))
		}
	}
}

func (b *builder) prechecks() {
	for _, p := range b.f.prechecks.val {
		if p.id.ok {
			b.firstName(precheckNames, p.id.val, p.id.at)
		}
		b.plan.Prechecks = append(b.plan.Prechecks, change.Precheck{
			ID: p.id.val, Title: cmp.Or(p.title.val, p.id.val), Command: p.command.val, Expect: p.expect.val,
			Run: p.run.val, Exit: values(p.exit.val), Timeout: b.precheckTimeout(&p),
		})
	}
}

func (b *builder) runbook() {
	var steps []change.Step
	for _, s := range b.f.runbook.val {
		if s.id.ok {
			b.firstName(stepNames, s.id.val, s.id.at)
		}
		steps = append(steps, change.Step{
			ID: s.id.val, Title: cmp.Or(s.title.val, s.id.val), Command: s.command.val, Expect: s.expect.val,
			Evidence: s.evidence.val, EvidenceRequired: s.evidenceRequired.val, Rollback: s.rollback.val, Reboot: s.reboot.val, Takes: s.takes.val,
			Only: b.only(&s.only), Run: s.run.val, Timeout: b.runTimeout(&s), Shell: s.shell.val,
			Auto: s.auto.val, Exit: values(s.exit.val),
		})
	}
	b.plan.Runbook = change.NewRunbook(steps...)
}

// What probes do unless the plan says otherwise.
const (
	defaultInterval = time.Second
	defaultTimeout  = 800 * time.Millisecond
	defaultConfirm  = 3
)

// probe keeps the default timeout within four fifths of the interval: a probe
// that ends with its interval makes the next one skip.
func (b *builder) probe() {
	p := &b.f.probe
	interval := p.interval.or(defaultInterval)
	timeout := p.timeout.or(min(defaultTimeout, interval*4/5))
	if timeout > interval && p.timeout.ok && (p.interval.ok || !p.interval.written()) {
		b.problem(p.timeout.at, change.Stated(planTimeout, "given", short(timeout), "value", short(interval), "near", short(interval*4/5)))
	}
	b.paces(interval)
	b.plan.Probe = change.Probe{
		Interval: interval, Timeout: timeout, Working: p.working.val, Idle: p.idle.val,
		DownAfter: p.downAfter.or(defaultConfirm), UpAfter: p.upAfter.or(defaultConfirm),
	}
}

// paces checks the intervals other than the ordinary one.
func (b *builder) paces(interval time.Duration) {
	p := &b.f.probe
	if p.working.ok && p.working.val > interval {
		b.problem(p.working.at, change.Stated(planWorking, "given", short(p.working.val), "value", short(interval)))
	}
	if p.idle.ok && p.idle.val < interval {
		b.problem(p.idle.at, change.Stated(planIdle, "given", short(p.idle.val), "value", short(interval)))
	}
}

// values returns the values of those entries that are valid.
func values[T any](list []given[T]) []T {
	var out []T
	for _, g := range list {
		if g.ok {
			out = append(out, g.val)
		}
	}
	return out
}
