package cmd

import (
	"context"

	"tminus/change"
	"tminus/scout"
)

// verbAdd is the one verb whose argument is more than a name.
const verbAdd = "add"

// roster are the verbs by which hosts are added to a watch without a plan, and removed
// from it.
func roster() map[string]verb {
	return map[string]verb{
		verbAdd: {"TARGET", 1, nil, func(a []string, f doFlags) change.Command {
			return change.AddHosts{By: f.by, Hosts: newHosts(a[0])}
		}},
		"remove": {"HOST", 1, []string{"reason"}, func(a []string, f doFlags) change.Command {
			return change.RemoveHost{By: f.by, Host: a[0], Reason: f.reason}
		}},
	}
}

// newHosts are the hosts that a target stands for, each by the address that it has
// now: what does not resolve is looked up again by whoever probes it.
func newHosts(text string) []change.NewHost {
	targets, err := scout.Parse(text)
	if err != nil {
		return nil // which has been told
	}
	pins, _ := lookUp(context.Background(), targets)
	var hosts []change.NewHost
	for _, t := range targets {
		h := change.NewHost{Name: t.Name, AddedData: change.AddedData{Address: t.Address, TCP: t.Ports}}
		if pin, ok := pins[t.Address]; ok {
			h.Address = pin.String()
		}
		if len(t.Ports) == 0 {
			h.TCP, h.Any = scout.Usual(), true
		}
		hosts = append(hosts, h)
	}
	return hosts
}
