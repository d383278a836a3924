package change

// waves journals how far the waves have come: which have used up their budget, and
// which soak, or have.
func (c *clerk) waves() {
	for i := range c.s.Waves {
		crew := c.s.Crew(i, c.now)
		if crew.Waiting == c.members(i) {
			continue // it has not begun
		}
		c.budget(i, crew)
		if crew.Waiting+crew.AtWork == 0 {
			c.soak(i, crew)
		}
	}
}

func (c *clerk) members(wave int) int { return len(c.s.Plan.Waves[wave].Hosts) }

func (c *clerk) tellWave(t Type, wave int, d WaveData) {
	d.Wave, d.N, d.All = c.s.Plan.Waves[wave].Name, wave+1, c.members(wave)
	c.add(t, "", d)
}

// budget holds the change when more hosts of a wave have failed than may, and again for
// each further one after somebody has accepted those: while more have failed than anybody
// answers for, a hold stands.
func (c *clerk) budget(wave int, crew WaveCrew) {
	w, plan := &c.s.Waves[wave], &c.s.Plan.Waves[wave]
	if !c.s.overspent(wave, crew.Failed) || c.s.Hold != nil && among(crew.Failed, w.Failed) {
		return
	}
	c.tellWave(WaveFailed, wave, WaveData{Hosts: crew.Failed, Allowed: plan.MaxFailed})
	if c.s.Hold == nil {
		why := Stated(HoldBudget, "wave", plan.Name, "hosts", crew.Failed, "n", len(crew.Failed), "all", plan.MaxFailed)
		c.add(ChangeHeld, "", ReasonData{Reason: why, Wave: plan.Name})
	}
}

// soak lets a wave whose hosts are all finished hold for as long as the plan asks. A
// host that is not well any more breaks it.
func (c *clerk) soak(wave int, crew WaveCrew) {
	w, plan := &c.s.Waves[wave], &c.s.Plan.Waves[wave]
	switch well := len(crew.Unwell) == 0; {
	case !w.Soaked.IsZero():
	case !well && !w.Held.IsZero():
		c.tellWave(WaveBroke, wave, WaveData{Hosts: crew.Unwell})
	case !well:
	case plan.Soak == 0, crew.Holding == 0:
		c.tellWave(WaveSoaked, wave, WaveData{})
	case w.Held.IsZero():
		c.tellWave(WaveSoaking, wave, WaveData{Until: c.s.soakEnds(wave, c.now)})
	case !c.now.Before(c.s.soakEnds(wave, w.Held)):
		c.tellWave(WaveSoaked, wave, WaveData{Since: w.Held})
	}
}
