package change

// enough: of the reboots that the plan expects the last one has been.
func (d *decider) enough(c Enough, h *HostState) error {
	if !h.Rebooting() || h.Reboot.Cycles() == 0 || !h.Reboot.Awaits(d.s.Plan.Host(h.Name).Reboot) {
		return refuse(Both("no further reboot of %s is expected", "%s 没有待等的下一次重启", h.Name), Text{})
	}
	d.add(RebootEnough, h.Name, Clean(c.By), RebootData{Since: d.now})
	return nil
}
