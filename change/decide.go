package change

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Decide turns an operator's intent into events. It refuses with a *Refusal
// what the state forbids and with an *Invalid what makes no sense. A refused
// start gives an event nevertheless: the record keeps that it was tried.
//
// The events carry no sequence number yet; the journal gives it.
func Decide(s State, c Command, now time.Time) ([]Event, error) {
	d := decider{s: &s, now: now}
	err := d.decide(c)
	return d.events, err
}

type decider struct {
	s      *State
	now    time.Time
	events []Event
}

func (d *decider) add(t Type, host, by string, data any) {
	d.events = append(d.events, Event{At: d.now, Type: t, Host: host, By: by, Data: data})
}

func (d *decider) decide(c Command) error {
	if c, ok := c.(Open); ok {
		return d.open(c)
	}
	if d.s.Opened.IsZero() {
		return refuse(Both("the change has not been opened", "变更尚未开始"), Both("begin it with run or rehearse", "用 run 或 rehearse 开始"))
	}
	if err := d.s.refuseNewer(); err != nil {
		return err
	}
	if !d.s.Open() {
		return refuse(Both("the change is closed", "变更已关闭"), Both("a new change needs a new record (--record)", "新的变更需要新的记录（--record）"))
	}
	switch c := c.(type) {
	case Continue:
		d.add(ChangeResumed, "", Clean(c.By), c.Data)
		return nil
	case Start:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.start(c, h) })
	case MarkStep:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.step(c, h) })
	case MarkReboot:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.reboot(c, h) })
	case Enough:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.enough(c, h) })
	case Recover:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.recover(c, h) })
	case Finish:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.finish(c, h) })
	case HoldChange:
		return d.hold(c)
	case Release:
		return d.release(c)
	case Ack:
		return d.ack(c)
	case Act:
		return d.act(c)
	case Close:
		return d.close(c)
	}
	return d.record(c)
}

// record deals with what people decide and find, beside the work itself.
func (d *decider) record(c Command) error {
	switch c := c.(type) {
	case DecideFailover:
		return d.switchOver(c)
	case MarkFailoverStep:
		return d.switchStep(c)
	case EndFailover:
		return d.switchEnd(c)
	case ConfirmContact:
		return d.confirm(c)
	case MarkPrecheck:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.precheck(c, h) })
	case Deviate:
		return d.deviate(c)
	case AddNote:
		return d.note(c)
	}
	return d.decideBeside(c)
}

func (d *decider) open(c Open) error {
	if !d.s.Opened.IsZero() {
		return refuse(Both("the change is open already", "变更已经开始"), Text{})
	}
	p := d.s.Plan
	d.add(ChangeOpened, "", Clean(c.By), OpenedData{
		Format: Format, ID: p.Change.ID, Title: p.Change.Title, Plan: p.Digest, Rehearsal: c.Rehearsal, Addresses: c.Addresses,
		Wall: c.Wall, Rehearsed: c.Rehearsed,
	})
	return nil
}

// onHost checks what every act on a host needs: a name of one's own, and a host of the plan.
func (d *decider) onHost(by, host string, do func(*HostState) error) error {
	if err := named(by); err != nil {
		return err
	}
	h := d.s.Host(host)
	if h == nil {
		return &Invalid{fmt.Sprintf("no host %q in the plan: it has %s", Clean(host), strings.Join(d.s.Plan.Order, ", "))}
	}
	return do(h)
}

func named(by string) error {
	if Clean(by) == "" {
		return &Invalid{"who does this? give a name (--by NAME)"}
	}
	return nil
}

func (d *decider) start(c Start, h *HostState) error {
	if h.Work != Waiting {
		return refuse(h.is(), Text{})
	}
	gate := Judge(*d.s, h.Name, c.Unwatched, d.now)
	d.add(HostGated, h.Name, Clean(c.By), gate)
	if !gate.Go {
		return refuseStart(h.Name, NoGo(gate.Criteria))
	}
	d.add(HostStarted, h.Name, Clean(c.By), nil)
	if runbook := d.s.Plan.StepsOf(h.Name); len(runbook) > 0 {
		d.add(StepStarted, h.Name, Clean(c.By), StepData{Step: runbook[0].ID, N: 1})
	}
	return nil
}

func refuseStart(host string, failed []Criterion) *Refusal {
	try := Both("to start against the gate, record a deviation: deviate --what %q", "若要违反关卡开始，先记录偏离 %q", StartDeviation(host))
	if slices.ContainsFunc(failed, func(c Criterion) bool { return c.Name == HoldCriterion }) {
		try = Both("the hold must be lifted first (resume)", "须先解除暂停（resume，屏幕上按 u）")
	}
	why := Text{strings.Join(Reasons(failed, "en"), "; "), strings.Join(Reasons(failed, "zh"), "；")}
	return refuse(Both("no-go for %s: %s", "%s 不可开始：%s", host, why), try)
}

func (d *decider) step(c MarkStep, h *HostState) error {
	if err := atWork(h); err != nil {
		return err
	}
	runbook := d.s.Plan.StepsOf(h.Name)
	i := h.Current()
	if i == len(runbook) {
		return allDone(h)
	}
	if c.Step != "" && c.Step != runbook[i].ID {
		return refuse(Both("%s is at step %s by now, not at %s", "%s 现在位于步骤 %s，不是 %s", h.Name, runbook[i].ID, Clean(c.Step)), lookAgain())
	}
	types := map[StepResult]Type{StepOK: StepDone, StepBad: StepFailed, StepPassed: StepSkipped}
	t, ok := types[c.Result]
	if !ok {
		return &Invalid{fmt.Sprintf("a step is done, failed or skipped, not %q", Clean(string(c.Result)))}
	}
	issues := t == StepDone && runbook[i].Reboot && !markedSince(h, h.Steps[i].Since)
	if t == StepDone && h.Rebooting() && !issues {
		return refuse(notBack(d.s, h), Both("wait until it has settled, or mark the step failed or skipped", "等到稳定，或将步骤标记为失败或跳过"))
	}
	if err := evidenceMissing(c, h, runbook[i]); err != nil {
		return err
	}
	if second := Clean(c.Second); second != "" && strings.EqualFold(second, Clean(c.By)) {
		return &Invalid{"the second name must be another person's"}
	}
	data := StepData{Step: runbook[i].ID, N: i + 1, Evidence: Clean(c.Evidence), Note: Clean(c.Note), Files: c.Files}
	d.add(t, h.Name, Clean(c.By), data)
	switch t {
	case StepFailed:
		return nil
	case StepSkipped:
		d.skipped(c, SkipDeviation(h.Name, runbook[i].ID))
	}
	if issues {
		d.request(h, c.By)
	}
	if i+1 < len(runbook) {
		d.add(StepStarted, h.Name, Clean(c.By), StepData{Step: runbook[i+1].ID, N: i + 2})
	}
	return nil
}

// skipped records that a step was not done, which departs from the plan. The
// fact is recorded in any case; without a reason and a second name it stands
// unsigned, and nothing further may start.
func (d *decider) skipped(c MarkStep, what string) {
	if d.s.deviates(what) {
		return
	}
	data := DeviationData{What: what, Reason: Clean(c.Note), Second: Clean(c.Second)}
	if data.Reason == "" {
		data.Second = ""
	}
	d.add(DeviationRecorded, c.Host, Clean(c.By), data)
}

// allDone: there is no step left to mark or to run.
func allDone(h *HostState) *Refusal {
	return refuse(Both("every step of %s has been done", "%s 的步骤均已完成", h.Name), Both("finish it", "结束这台主机"))
}

// lookAgain is what to try when somebody else was faster.
func lookAgain() Text { return Both("look at it again", "请重新查看") }

// markedSince reports whether somebody has said already that the reboot which
// a step asks for was issued. One that was only detected may still be owned to;
// when it is over, there is nothing left to issue.
func markedSince(h *HostState, since time.Time) bool {
	r := h.Reboot
	return r != nil && !r.Requested.Before(since) && (!r.Detected || r.Phase == Settled)
}

func atWork(h *HostState) error {
	if h.Work == Started {
		return nil
	}
	return refuse(h.is(), Both("start it first", "先开始它"))
}

func (d *decider) reboot(c MarkReboot, h *HostState) error {
	if err := atWork(h); err != nil {
		return err
	}
	if h.Rebooting() {
		return refuse(
			Both("%s is in a reboot since %s", "%s 自 %s 起正在重启", h.Name, d.s.clock(h.Reboot.Requested)),
			Both("its clock goes on; a new attempt is a recovery", "计时继续；再次尝试属于恢复尝试"))
	}
	d.request(h, c.By)
	return nil
}

func (d *decider) request(h *HostState, by string) {
	if !h.Rebooting() {
		d.add(RebootRequested, h.Name, Clean(by), RebootData{Since: d.now})
	}
}

// maxAttempt is the longest time that an attempt can be given: beyond it
// nobody waits.
const maxAttempt = 24 * time.Hour

func (d *decider) recover(c Recover, h *HostState) error {
	what := Clean(c.What)
	if what == "" {
		return &Invalid{"what was tried? give it a line (--what TEXT)"}
	}
	if !slices.Contains([]string{"", "worked", "failed"}, c.Outcome) {
		return &Invalid{fmt.Sprintf("an outcome is worked or failed, not %q", Clean(c.Outcome))}
	}
	if c.For < 0 || c.For > maxAttempt {
		return &Invalid{fmt.Sprintf("an attempt is given a time of at most %s, not %s", Short(maxAttempt), c.For)}
	}
	data := RecoveryData{What: what, Outcome: c.Outcome}
	if c.For > 0 && c.Outcome == "" {
		data.Until = d.now.Add(c.For)
	}
	d.add(RecoveryTried, h.Name, Clean(c.By), data)
	return nil
}

func (d *decider) finish(c Finish, h *HostState) error {
	if err := atWork(h); err != nil {
		return err
	}
	if !slices.Contains([]Work{FinishedOK, Failed, RolledBack}, c.Result) {
		return &Invalid{fmt.Sprintf("a host is finished ok, failed or rolled-back, not %q", Clean(string(c.Result)))}
	}
	if c.Result == FinishedOK {
		if h.Rebooting() {
			return refuse(notBack(d.s, h), Both("finish it as failed or rolled-back, or wait until it has settled", "以失败或回退结束，或等到稳定"))
		}
		if i := h.Current(); i < len(h.Steps) {
			return refuse(
				Both("%s is at step %d of %d", "%s 位于第 %d/%d 步", h.Name, i+1, len(h.Steps)),
				Both("mark the steps done or skipped first", "先将步骤标记为完成或跳过"))
		}
	}
	d.add(HostFinished, h.Name, Clean(c.By), FinishedData{Result: string(c.Result)})
	return nil
}
