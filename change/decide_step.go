package change

func (d *decider) step(c MarkStep, h *HostState) error {
	if err := d.stillAtWork(h, c.Seen); err != nil {
		return err
	}
	runbook := d.s.Plan.StepsOf(h.Name)
	i := h.Current()
	if err := d.markedMeanwhile(c, h); err != nil {
		return err
	}
	if i == len(runbook) {
		return allDone(h)
	}
	if c.Step != "" && c.Step != runbook[i].ID {
		return refuse(Stated(RefuseStep, "host", h.Name, "step", runbook[i].ID, "given", Clean(c.Step)), Stated(TryLook))
	}
	types := map[StepResult]Type{StepOK: StepDone, StepBad: StepFailed, StepPassed: StepSkipped}
	t, ok := types[c.Result]
	if !ok {
		return invalid(InvalidStepResult, "given", Clean(string(c.Result)))
	}
	if err := d.stillRuns(h); err != nil && t != StepFailed {
		return err
	}
	issues := t == StepDone && issuesReboot(h, runbook[i], i)
	if t == StepDone && h.Rebooting() && !issues {
		return helped(d.s.notBack(h), append(d.waysBack(h), MarkStep{Host: h.Name, Result: StepPassed})...)
	}
	if err := evidenceMissing(c, h, runbook[i]); err != nil {
		return err
	}
	if err := seconded(c.By, c.Second); err != nil {
		return err
	}
	against, err := d.stepReboots(c, h, issues && !h.Rebooting(), i)
	if err != nil {
		return err
	}
	d.add(t, h.Name, Clean(c.By), StepData{Step: runbook[i].ID, N: i + 1, Evidence: Clean(c.Evidence), Note: Clean(c.Note), Files: c.Files})
	switch t {
	case StepFailed:
		return nil
	case StepSkipped:
		d.skipped(c, SkipDeviation(h.Name, runbook[i].ID))
	}
	if issues {
		d.request(h, c.By, d.now, against)
	}
	if i+1 < len(runbook) {
		d.add(StepStarted, h.Name, Clean(c.By), StepData{Step: runbook[i+1].ID, N: i + 2})
	}
	return nil
}

// issuesReboot reports whether to do a step is to issue its reboot.
func issuesReboot(h *HostState, step Step, i int) bool {
	return step.Reboot && !markedSince(h, h.Steps[i].Since)
}

// stepReboots asks the gate where the mark of a step says that its reboot is
// issued. One that the cockpit has issued itself was asked about before.
func (d *decider) stepReboots(c MarkStep, h *HostState, issues bool, i int) ([]CriterionID, error) {
	switch {
	case !issues:
		return nil, nil
	case h.Steps[i].ran(d.s.Plan.StepsOf(h.Name)[i]):
		if gate := JudgeReboot(*d.s, h.Name); gate.Overridden {
			return idsOf(NoGo(gate.Criteria)), nil
		}
		return nil, nil
	}
	return d.mayReboot(h, c.By)
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

// markedMeanwhile refuses the mark of a step that somebody has marked since it
// was given.
func (d *decider) markedMeanwhile(c MarkStep, h *HostState) error {
	steps := d.s.Plan.StepsOf(h.Name)
	if i := h.Current(); i > 0 && i < len(steps) {
		before, st := &h.Steps[i-1], &h.Steps[i]
		if c.Seen.Looked && st.Result == StepRunning && st.Since.Equal(before.Ended) && d.now.Sub(st.Since) < aMoment && !SamePerson(before.By, c.By) {
			return helped(Stated(RefuseStepMarked, "host", h.Name, "step", steps[i-1].ID, "by", before.By, "at", before.Ended), wait{})
		}
	}
	for i, step := range steps {
		if st := &h.Steps[i]; step.ID == c.Step && c.Seen.Looked && string(st.Result) != c.Seen.What && !st.Ended.IsZero() {
			return refuse(Stated(RefuseStepMarked, "host", h.Name, "step", step.ID, "by", st.By, "at", st.Ended), Stated(TryLook))
		}
	}
	return nil
}
