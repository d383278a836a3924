package change

import (
	"slices"
	"time"
)

func (j *judge) judgeReboot(e Event, d RebootData) {
	j.goesDown(e, d)
	switch e.Type {
	case RebootRequested:
		if j.requested[e.Host] > 0 {
			j.errorf(e, "its clock runs since second %d", j.requested[e.Host])
		}
		j.requested[e.Host] = j.second(d.Since)
		switch {
		case !d.Detected:
			j.count["reboots marked"]++
		case d.Booted:
			j.judgeMissed(e, d)
		default:
			j.count["reboots never marked"]++
			j.allLost(e)
			j.detectedInTime(e)
		}
	case RebootProven:
		j.judgeProven(e, d)
	case RebootStumbled:
		j.judgeStumble(e, d)
	case RebootUnbooted:
		j.judgeSettled(e, d)
		j.bootless(e, j.requested[e.Host], j.world)
		j.requested[e.Host] = 0
	case RebootGone, RebootBounced:
		j.allLost(e)
	case RebootSettled:
		j.judgeSettled(e, d)
		j.requested[e.Host] = 0
	}
}

// goesDown keeps for how long a host was away, each time.
func (j *judge) goesDown(e Event, d RebootData) {
	downs := j.downs[e.Host]
	switch e.Type {
	case RebootRequested:
		if !d.Again {
			downs = nil
		}
	case RebootGone, RebootBounced:
		downs = append(downs, stretch{j.second(d.Since), sceneSeconds * 10})
	case RebootAnswering:
		if n := len(downs); n > 0 && !d.Lost {
			downs[n-1].to = j.second(d.Since)
		}
	}
	j.downs[e.Host] = downs
}

// judgeLoop: a host in a boot loop was away more often than it should be, each time
// for as long as a boot takes, or truly booted meanwhile.
func (j *judge) judgeLoop(e Event) {
	norm, cycles := j.plan.Host(e.Host).Reboot, 0
	takes := int(norm.bootTakes() / time.Second)
	for _, down := range j.downs[e.Host] {
		booted := slices.ContainsFunc(j.machines[e.Host].boots, down.has)
		if booted || min(down.to, j.world)-down.from >= takes {
			cycles++
		}
	}
	for _, boot := range j.machines[e.Host].boots { // too quick to be seen gone
		if boot > j.requested[e.Host]-16 && !slices.ContainsFunc(j.downs[e.Host], func(down stretch) bool { return down.has(boot) }) {
			cycles++
		}
	}
	if cycles <= norm.ExpectedReboots {
		j.errorf(e, "it was away %v, and booted at %v: %d cycles of %d", j.downs[e.Host], j.machines[e.Host].boots, cycles, norm.ExpectedReboots)
	}
	j.count["boot loops"]++
}

// judgeStumble: a host that is said to be in the same boot has not booted since it
// went away; where nothing but the time speaks, it was away for less than a boot
// takes.
func (j *judge) judgeStumble(e Event, d RebootData) {
	if !d.Same {
		if takes := j.plan.Host(e.Host).Reboot.bootTakes(); time.Duration(d.Took) >= takes {
			j.errorf(e, "a boot takes %s", takes)
		}
		j.count["stumbles by their time"]++
		return
	}
	j.bootless(e, j.second(d.Since), j.world)
	j.count["stumbles by the same boot"]++
}

// bootless: the machine has not booted between two seconds.
func (j *judge) bootless(e Event, from, to int) {
	for _, boot := range j.machines[e.Host].boots {
		if from < boot && boot < to {
			j.errorf(e, "it booted at second %d", boot)
		}
	}
}

// judgeMissed: a host that is said to have booted while nobody saw it has, and
// between the instants that are told.
func (j *judge) judgeMissed(e Event, d RebootData) {
	from, to := j.second(d.After), j.second(d.Since)
	for _, boot := range j.machines[e.Host].boots {
		if from < boot && boot <= to {
			j.count["reboots found by their evidence"]++
			return
		}
	}
	if h := j.state.Host(e.Host); h.Boot(SignalBoot).Boot.Kind == BootInstant && j.machines[e.Host].by != 0 {
		j.count["a clock that moved while nobody looked"]++
		return
	}
	j.errorf(e, "it booted at %v, not between %d and %d", j.machines[e.Host].boots, from, to)
}

// allLost: a host is gone when every signal that ever answered has failed
// three times in a row, and not once answered three times since.
func (j *judge) allLost(e Event) {
	for _, check := range j.plan.Host(e.Host).Signals() {
		if j.known(signalKey{e.Host, check}) == Up {
			j.errorf(e, "%s has not been lost", check)
		}
	}
}

// detectedInTime: where nothing got lost by chance, the clock of a reboot that
// nobody marked starts within one probe of the truth.
func (j *judge) detectedInTime(e Event) {
	first := 0
	for _, check := range j.plan.Host(e.Host).Signals() {
		key := signalKey{e.Host, check}
		if j.known(key) == NeverSeen {
			continue
		}
		from := j.world
		for from > 0 && !j.life[key][from] {
			from--
		}
		if from == j.world || !j.clean(key, max(1, from-12), j.world) {
			return // by chance, or while we did not look well
		}
		if first == 0 || from+1 < first {
			first = from + 1
		}
	}
	if off := j.requested[e.Host] - first; first > 0 && (off < 0 || off > 1) {
		j.errorf(e, "the clock starts at second %d, the host went at %d", j.requested[e.Host], first)
	}
	j.count["detected within one interval"]++
}

// clean reports whether each second of a stretch has a probe that tells the truth.
func (j *judge) clean(key signalKey, from, to int) bool {
	told := map[int]bool{}
	for _, p := range j.log[key] {
		if p.gap && from <= p.sent && p.sent <= to {
			return false
		}
		if !p.gap && p.sent > 0 && (p.verdict == Answered) == j.life[key][p.sent] && p.verdict != Unknown {
			told[p.sent] = true
		}
	}
	for second := from; second <= to-int(j.plan.Probe.Timeout/time.Second); second++ {
		if !told[second] {
			return false
		}
	}
	return true
}

// judgeSettled: all that must be true of a host that is said to be back.
func (j *judge) judgeSettled(e Event, d RebootData) {
	host := j.plan.Host(e.Host)
	settle := int(host.Reboot.Settle / time.Second)
	from := j.world - settle
	if held := j.world - j.second(d.Since); held < settle {
		j.errorf(e, "held for %d s of %d", held, settle)
	}
	back, clean := 0, j.wrong[e.Host].to == 0 // it may be another machine that is back
	for _, check := range host.Signals() {
		key := signalKey{e.Host, check}
		if j.known(key) == NeverSeen {
			j.count["signals that never answered"]++
			continue
		}
		if n, _ := j.run(key, Answered); n == 0 {
			j.errorf(e, "%s does not answer", check)
		}
		j.heldTruly(e, key, from)
		since := j.backSince(key)
		back = max(back, since)
		clean = clean && j.clean(key, max(1, min(since-4, j.second(d.Since))), j.world)
	}
	j.rightMachine(e, from)
	if clean {
		if off := j.second(d.Since) - back; off < 0 || off > 1 {
			j.errorf(e, "back since second %d, in truth since %d", j.second(d.Since), back)
		}
		j.count["took within one interval"]++
	}
	if took := j.second(d.Since) - j.requested[e.Host]; e.Type == RebootSettled && took != int(time.Duration(d.Took)/time.Second) {
		j.errorf(e, "the clock ran for %d s", took)
	}
}

// backSince is when a signal truly came back, apart from outages too short to
// be told from losses.
func (j *judge) backSince(key signalKey) int {
	since, down := j.world, 0
	for second := j.world; second > 0 && down < 3; second-- {
		down++
		if j.life[key][second] {
			since, down = second, 0
		}
	}
	return since
}

// heldTruly: within the settle time the signal was down for no longer than
// can go unnoticed, and it was looked at all the time.
func (j *judge) heldTruly(e Event, key signalKey, from int) {
	lost, last := 0, from
	for _, p := range j.log[key] {
		switch {
		case p.sent <= from:
		case p.gap:
			j.errorf(e, "nobody looked at second %d", p.sent)
		case p.verdict == Unknown:
		case p.verdict == Lost && !j.life[key][p.sent]:
			lost, last = lost+1, p.sent
			if lost >= 3 {
				j.errorf(e, "%s was down at second %d", key.check, p.sent)
			}
		default:
			lost = 0
			if p.sent-last > j.hole() {
				j.errorf(e, "%s was not looked at between second %d and %d", key.check, last, p.sent)
			}
			last = p.sent
		}
	}
	for second := from - 30; second < from; second++ {
		if j.isFaulty(key.host, second) {
			j.count["settled after a hole in the probing"]++
			return
		}
	}
}

// rightMachine: no other machine was seen to answer within the settle time.
func (j *judge) rightMachine(e Event, from int) {
	if !j.plan.Host(e.Host).BootEvidence.RDP {
		return
	}
	for _, p := range j.log[signalKey{e.Host, SignalRDP}] {
		if p.sent >= from && p.name == "CLONE" {
			j.errorf(e, "another machine answered at second %d", p.sent)
		}
	}
}

// eachSecond: the clock of a reboot runs as fast as the world, and a spell of
// blindness is found out by the core itself.
func (j *judge) eachSecond() {
	for i := range j.state.Hosts.Len() {
		h := j.state.Hosts.At(i)
		if began := j.requested[h.Name]; h.Rebooting() && int(h.Reboot.Elapsed(j.now)/time.Second) != j.world-began {
			j.t.Errorf("seed %d second %d: the clock of %s shows %s, it began at second %d", j.seed, j.world, h.Name, h.Reboot.Elapsed(j.now), began)
		}
	}
	for _, spell := range j.blind {
		if j.world != spell.to-1 || spell.to-spell.from < 5+int(j.plan.Probe.Timeout/time.Second) {
			continue
		}
		if log := j.log[signalKey{"", "gw"}]; slices.ContainsFunc(log, func(p probed) bool { return p.gap && spell.has(p.sent) }) {
			continue // a sleep in the dark: the count began again
		}
		j.count["blind spells found"]++
		if j.state.Blind.IsZero() {
			j.t.Errorf("seed %d second %d: cut off since second %d, and nobody noticed", j.seed, j.world, spell.from)
		}
	}
}

// theEnd: all has been well for long, so no reboot is left, no blindness and
// no incident.
func (j *judge) theEnd() {
	if !j.state.Blind.IsZero() {
		j.t.Errorf("seed %d: still blind at the end", j.seed)
	}
	for i := range j.state.Hosts.Len() {
		h := j.state.Hosts.At(i)
		if h.Rebooting() && h.Provable() && h.Reboot.Proven.IsZero() {
			j.count["waits for its proof at the end"]++ // lost by chance: there was no boot
			continue
		}
		if h.Rebooting() && h.Reboot.Phase != Requested {
			j.t.Errorf("seed %d: %s is %s at the end", j.seed, h.Name, h.Reboot.Phase)
		}
		if h.Rebooting() {
			continue
		}
		never := j.neverAnswers(&j.plan.Hosts[i])
		inc := j.state.OpenIncident(j.plan.Hosts[i].Environment)
		if inc != nil && never == "" {
			j.t.Errorf("seed %d: %s is open at the end", j.seed, inc.ID)
		}
		if inc == nil && never != "" && h.Work != Started {
			j.t.Errorf("seed %d: %s of %s has never answered, and nobody is told", j.seed, never, h.Name)
		}
	}
}

// neverAnswers is a signal that is silent from the beginning to the end. A ping
// alone is filtered, where anything else answers.
func (j *judge) neverAnswers(h *Host) string {
	answers := func(check string) bool { return slices.Contains(j.life[signalKey{h.Name, check}], true) }
	silent := slices.DeleteFunc(h.Signals(), answers)
	if len(silent) == 1 && silent[0] == SignalICMP && len(h.Signals()) > 1 {
		return ""
	}
	for _, check := range silent {
		return check
	}
	return ""
}
