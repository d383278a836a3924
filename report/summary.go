package report

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tminus/change"
)

// summary answers what a reader wants to know in the first two minutes.
func (t *teller) summary(p *page) {
	info := t.in.Plan.Change
	p.Title = info.Title
	if p.Title == "" {
		p.Title = info.ID
	}
	p.Badges = []cell{t.outcome()}
	if t.state.Rehearsal {
		p.Badges = append(p.Badges, cell{Text: t.Say("badge.rehearsal"), Tone: toneMute})
	}
	if len(t.in.Check.Faults) > 0 {
		p.Badges = append(p.Badges, cell{Text: t.Say("badge.faults"), Tone: toneBad})
	}
	zone := "UTC"
	if info.Zone != nil {
		zone = info.Zone.String()
	}
	if t.in.Plan.Ungated {
		p.Badges = append(p.Badges, cell{Text: t.Say("badge.ungated"), Tone: toneWarn})
	}
	if p.Where = t.Say("head.where_ungated", "id", info.ID, "date", t.day(t.begin), "zone", zone); !t.in.Plan.Ungated {
		p.Where = t.Say("head.where", "id", info.ID, "date", t.day(t.begin), "from", t.moment(info.Window.Start), "to", t.moment(info.Window.End), "zone", zone)
	}
	p.Failures = t.failures()
	p.Story = t.sentences(len(p.Failures))
	p.Facts = t.facts()
}

func (t *teller) outcome() cell {
	switch {
	case t.state.Closed.IsZero():
		return cell{Text: t.Say("badge.open"), Tone: toneWarn}
	case t.state.Outcome == "ok":
		if left := t.speaker().SayAll(t.sit.LeftOpen); len(left) > 0 {
			return cell{Text: t.Say("badge.left_open", "left", strings.Join(left, " · ")), Tone: toneWarn}
		}
		return cell{Text: t.Say("badge.ok"), Tone: toneGood}
	}
	return cell{Text: t.Say("badge.closed", "outcome", t.Outcome(t.state.Outcome)), Tone: toneWarn}
}

func (t *teller) sentences(failed int) []string {
	took := t.end.Sub(t.begin) - t.set
	list := []string{t.Say("story.open", "from", t.minute(t.begin), "at", t.minute(t.end))}
	if !t.state.Closed.IsZero() {
		key := "story.closed"
		if end := t.state.Window().End; !end.IsZero() && t.state.Closed.After(end) {
			key = "story.closed_late"
		}
		list[0] = t.Say(key, "from", t.minute(t.begin), "at", t.minute(t.state.Closed), "took", timer(took), "outcome", t.Outcome(t.state.Outcome))
	}
	list = append(list, t.hostsSentence())
	if failed == 0 {
		list = append(list, t.Say("story.no_failure"))
	}
	if n := len(t.state.Deviations); n > 0 {
		list = append(list, t.Say("story.deviations", "n", strconv.Itoa(n), "what", t.deviationList()))
	} else if !t.in.Plan.Ungated {
		list = append(list, t.Say("story.no_deviation"))
	}
	began := false
	for i := range t.state.Failovers {
		if w := &t.state.Failovers[i]; w.Go {
			list = append(list, t.failoverSentence(w))
			began = began || w.Outcome != change.FailoverAborted
		}
	}
	if last := t.margin(); last != "" && !began { // whether a failover met its deadline is told with it
		list = append(list, last)
	}
	return list
}

// hostsSentence says how many hosts were finished, or that none had to be.
func (t *teller) hostsSentence() string {
	done, all := 0, len(t.hosts)
	var others []string
	for _, h := range t.hosts {
		if h.result == string(change.FinishedOK) {
			done++
			continue
		}
		others = append(others, h.plan.Name+" "+t.result(h.result))
	}
	values := []string{"done", strconv.Itoa(done), "all", strconv.Itoa(all), "others", t.List(others)}
	switch {
	case t.in.Plan.Ungated:
		return t.Say("story.watched", values...)
	case len(others) > 0 && len(others) <= 6:
		return t.Say("story.hosts_but", values...)
	}
	return t.Say("story.hosts", values...)
}

// failoverSentence tells of a failover, and whether it met its deadline.
func (t *teller) failoverSentence(w *change.Failover) string {
	f := t.state.ViewFailover(w, t.end)
	key := "story.switch_open"
	switch {
	case w.Outcome == change.FailoverAborted:
		key = "story.switch_aborted"
	case w.Outcome == change.FailoverCompleted && f.Timing == change.TimingMet:
		key = "story.switch_met"
	case w.Outcome == change.FailoverCompleted && f.Timing == change.TimingMissed:
		key = "story.switch_missed"
	case w.Outcome == change.FailoverCompleted:
		key = "story.switch_done"
	}
	return t.Say(key, "spare", timer(f.Spare.Abs()), "name", f.Deadline.Name, "deadline", t.minute(f.Deadline.At), "env", w.Environment, "standby", w.Standby, "at", t.minute(w.Decided), "by", w.By, "end", t.minute(w.Ended), "took", timer(w.Ended.Sub(w.Decided)), "why", w.Why)
}

func (t *teller) deviationList() string {
	var what []string
	for _, d := range t.state.Deviations {
		what = append(what, change.Clean(d.What))
	}
	return t.Also(what)
}

// margin says how close the night came to the last safe failover.
func (t *teller) margin() string {
	f := t.sit.Failover("")
	if f == nil {
		return ""
	}
	last := f.LastSafe
	what, until := t.Say("story.end"), t.end
	if over, all := t.resolved(); all {
		what, until = t.Say("story.incident_end"), over
	}
	key, far := "story.margin", last.Sub(until)
	if far < 0 {
		key = "story.margin_passed"
	}
	return t.Say(key, "what", what, "far", timer(far.Abs()), "at", t.minute(last), "name", f.Deadline.Name, "deadline", t.minute(f.Deadline.At))
}

// resolved is when the last incident was over, if there were any and all are.
func (s *story) resolved() (last time.Time, all bool) {
	for _, inc := range s.incidents {
		if inc.resolved.IsZero() {
			return last, false
		}
		if inc.resolved.After(last) {
			last = inc.resolved
		}
	}
	return last, len(s.incidents) > 0
}

func (t *teller) failures() []failure {
	var list []failure
	for _, h := range t.hosts {
		if h.late(t.end) {
			list = append(list, t.failure(h))
		}
	}
	return list
}

func (t *teller) failure(h *host) failure {
	f := failure{
		Host:  h.plan.Name,
		Where: t.place(h.plan),
		Norm:  timer(h.plan.Reboot.Expected), Title: h.plan.Name, From: "–", To: "–",
	}
	if h.result != string(change.FinishedOK) {
		f.Ended = t.result(h.result)
	}
	if r := h.worst(t.end); r != nil {
		f.Title, f.From, f.To = t.awayTitle(h, r), t.clock(r.requested), t.clock(r.back())
		if !r.over {
			f.To = t.Say("fail.not_back")
		}
		f.Calls = t.calls(h, r)
		f.Saved, f.Good = t.savedBy(h, r)
	}
	return f
}

// place is where a host stands, as far as the plan says it.
func (t *teller) place(plan *change.Host) string {
	switch {
	case plan.Environment == "":
		return plan.Model
	case plan.Model == "":
		return t.Say("fail.where_only", "environment", plan.Environment)
	}
	return t.Say("fail.where", "environment", plan.Environment, "model", plan.Model)
}

// awayTitle says how long a host was not there, and since what that counts: its
// reboot, or the moment in which it was lost.
func (t *teller) awayTitle(h *host, r *reboot) string {
	key := "fail.rebooted"
	if r.detected {
		key = "fail.lost"
	}
	switch {
	case !r.over:
		key += ".still"
	case r.unbooted:
		key += ".unbooted"
	}
	return t.Say(key, "host", h.plan.Name, "away", t.away(r))
}

// calls tells who was called about a reboot, and when.
func (t *teller) calls(h *host, r *reboot) []called {
	var list []called
	for _, inc := range t.incidents {
		if !slices.Contains(inc.hosts, h.plan.Name) || inc.opened.Before(r.requested) || r.over && inc.opened.After(r.settled) {
			continue
		}
		for _, c := range inc.calls {
			for _, u := range c.unanswered {
				list = append(list, called{
					at: u.at, At: t.minute(u.at), Tone: toneBad,
					Text: t.Say("fail.unanswered", "who", t.contact(u.contact), "what", t.Action(c.kind)),
				})
			}
			if len(c.unanswered) == 0 || !c.answered().IsZero() {
				list = append(list, t.called(c))
			}
		}
	}
	slices.SortStableFunc(list, func(a, b called) int { return a.at.Compare(b.at) })
	return list
}

// called says of an obligation only what is known for certain: that somebody was
// reached, or that the thing was done.
func (t *teller) called(c *call) called {
	who, what := t.contact(c.contact), t.Action(c.kind)
	told := func(key string, at time.Time, tone string) called {
		return called{at: at, At: t.minute(at), Text: t.Say(key, "who", who, "what", what, "by", c.takenBy), Sub: t.tell(c.outcome), Tone: tone}
	}
	switch {
	case who != "" && !c.reached.IsZero():
		return told("fail.reached", c.reached, "")
	case !c.done.IsZero():
		return told("fail.done", c.done, "")
	case !c.taken.IsZero() && !c.over.IsZero():
		return told("fail.overtaken", c.taken, "")
	case !c.taken.IsZero():
		return told("fail.taken", c.taken, toneWarn)
	}
	return told("fail.nobody", c.due, toneBad)
}

func (t *teller) contact(key string) string { return t.Contact(t.in.Plan, key) }

// result is how the work on a host ended.
func (t *teller) result(result string) string {
	if result == "" {
		return t.Say("fail.unfinished")
	}
	glyph := map[change.Work]string{change.FinishedOK: "✓ ", change.Failed: "✕ ", change.RolledBack: "↩ "}[change.Work(result)]
	return glyph + t.Work(change.Work(result))
}

func (t *teller) savedBy(h *host, r *reboot) (string, bool) {
	if saved := h.saved(); saved != nil {
		n := 0
		for i, try := range h.tries {
			if try == saved {
				n = i + 1
			}
		}
		return t.Say("fail.saved", "what", saved.what, "n", strconv.Itoa(n), "all", strconv.Itoa(len(h.tries)), "by", saved.by), true
	}
	if r.over {
		return t.Say("fail.by_itself"), false
	}
	return t.Say("fail.nothing"), false
}

// facts are the few numbers of the night.
func (t *teller) facts() []fact {
	var away time.Duration
	var hosts []string
	late := 0
	for _, h := range t.hosts {
		if r := h.worst(t.end); r != nil && r.away(t.end) > away {
			away, hosts = r.away(t.end), []string{h.plan.Name}
		}
		if h.late(t.end) {
			late++
		}
	}
	longest := fact{Label: t.Say("fact.longest"), Value: "–"}
	if len(hosts) > 0 {
		h := t.byName[hosts[0]]
		longest = fact{Label: t.Say("fact.longest"), Value: timer(away), Note: t.Say("fact.longest_note", "host", hosts[0], "norm", timer(h.plan.Reboot.Expected))}
		if away > h.plan.Reboot.Expected {
			longest.Tone = toneBad
		}
	}
	failed := fact{Label: t.Say("fact.failed"), Value: strconv.Itoa(late), Note: t.Say("fact.failed_note", "all", strconv.Itoa(len(t.hosts)))}
	if late > 0 {
		failed.Tone = toneBad
	}
	deviations := fact{Label: t.Say("fact.deviations"), Value: strconv.Itoa(len(t.state.Deviations)), Note: t.Say("fact.deviations_note", "n", strconv.Itoa(t.refused))}
	if len(t.state.Deviations) > 0 {
		deviations.Tone = toneWarn
	}
	return []fact{failed, longest, t.alarmFact(), deviations, t.blindFact()}
}
