package scout

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"tminus/change"
	"tminus/fault"
	"tminus/hostaddr"
)

var (
	// heading is the first line that `ansible --list-hosts` prints.
	heading = regexp.MustCompile(`^hosts \(\d+\):$`)
	// group is a line that begins a group of an inventory.
	group = regexp.MustCompile(`^\[([A-Za-z0-9_. -]+)(:[a-z]+)?\]$`)
	// itself are the names of /etc/hosts that mean no other machine.
	itself = regexp.MustCompile(`^(localhost|ip6-|broadcasthost|ff0\d:)`)
)

// List reads targets of which each has a line: as on a command line, as in
// /etc/hosts, as `ansible --list-hosts` prints them, or as in an inventory of
// ansible. Empty lines and comments are passed over. The error of a line that is
// none of these says which line that is.
func List(text string) ([]Target, error) {
	var all []Target
	skipping, n := false, 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		n++
		line, _, _ = strings.Cut(line, "#")
		line, _, _ = strings.Cut(line, ";")
		if line = strings.TrimSpace(line); line == "" || heading.MatchString(line) {
			continue
		}
		if m := group.FindStringSubmatch(line); m != nil {
			skipping = m[2] != "" // variables, and groups of groups
			continue
		}
		if skipping {
			continue
		}
		some, err := listed(strings.Fields(line))
		if err != nil {
			return nil, fault.Wrap(err, scoutLine, "line", n)
		}
		if all = append(all, some...); len(all) > Most {
			return nil, fault.New(scoutCrowd, "n", len(all), "all", Most)
		}
	}
	return all, nil
}

// listed reads the fields of one line.
func listed(fields []string) ([]Target, error) {
	ip, err := netip.ParseAddr(fields[0])
	switch {
	case len(fields) == 1:
		return Parse(fields[0])
	case err == nil && (itself.MatchString(fields[1]) || ip.IsMulticast() || fields[0] == "255.255.255.255"):
		return nil, nil
	case err == nil:
		t := Target{Name: fields[1], Address: fields[0]}
		return []Target{t}, t.check()
	case !strings.Contains(fields[0], "=") && variables(fields[1:]):
		for _, field := range fields[1:] {
			if address, ok := strings.CutPrefix(field, "ansible_host="); ok {
				t := Target{Name: fields[0], Address: strings.Trim(address, `"'`)}
				return []Target{t}, t.check()
			}
		}
		return Parse(fields[0])
	}
	return nil, fault.New(scoutFields, "given", quoted(strings.Join(fields, " ")))
}

// variables reports whether each field gives a variable its value.
func variables(fields []string) bool {
	return !slices.ContainsFunc(fields, func(f string) bool { return !strings.Contains(f, "=") })
}

// Merged are the targets with each host once, in the order in which they were named
// first: ports that were named apart are put together. Two names for one address are
// one machine, and its first name stays, which is told. One name for two addresses is
// refused.
func Merged(all []Target) (once []Target, notices []change.Statement, err error) {
	byName, byAddress := map[string]int{}, map[string]int{}
	for _, t := range all {
		name, address := strings.ToLower(t.Name), hostaddr.Same(t.Address)
		i, known := byName[name]
		j, same := byAddress[address]
		switch {
		case known && (!same || i != j):
			return nil, nil, fault.New(scoutTwo, "host", t.Name, "on", t.Address, "other", once[i].Address)
		case same:
			if !known {
				notices = append(notices, change.Stated(scoutSame, "host", t.Name, "on", t.Address, "other", once[j].Name))
			}
			for _, port := range t.Ports {
				if !slices.Contains(once[j].Ports, port) {
					once[j].Ports = append(slices.Clip(once[j].Ports), port)
				}
			}
			continue
		}
		byName[name], byAddress[address] = len(once), len(once)
		once = append(once, t)
	}
	if len(once) > Most {
		return nil, nil, fault.New(scoutCrowd, "n", len(once), "all", Most)
	}
	return once, notices, nil
}
