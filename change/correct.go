package change

// enough: of the reboots that the plan expects the last one has been.
func (d *decider) enough(c Enough, h *HostState) error {
	if !h.Rebooting() || h.Reboot.Cycles() == 0 || !h.Reboot.Awaits(d.s.Plan.Host(h.Name).Reboot) {
		return refuse(Stated(RefuseNoneExpected, "host", h.Name), Statement{})
	}
	d.add(RebootEnough, h.Name, Clean(c.By), RebootData{Since: d.now})
	return nil
}
