package cmd

import (
	"io"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"tminus/change"
	"tminus/config"
	"tminus/fault"
	"tminus/scout"
)

// askedNow is what was asked of `now`, read and checked.
type askedNow struct {
	targets  []scout.Target
	notices  []change.Statement
	contacts []change.Contact
	// marks are the reboots that were issued already; rebooting are their hosts.
	marks     []change.Command
	rebooting map[string]bool
	// zone is the time zone in which this machine shows the time.
	zone string
}

// read reads the targets and the flags, before anything is looked at.
func (f nowFlags) read(in io.Reader, args []string, by string, now time.Time) (*askedNow, error) {
	a := &askedNow{rebooting: map[string]bool{}, zone: scout.Zone(now)}
	all, err := f.list(in, args)
	if err != nil {
		return nil, err
	}
	named := make(map[string]bool, len(all))
	for _, t := range all {
		named[t.Name] = true
	}
	for _, text := range f.rebooting {
		marked, mark, err := a.marked(text, now)
		if err != nil {
			return nil, err
		}
		for _, t := range marked {
			mark.By, mark.Host = by, t.Name
			a.marks, a.rebooting[t.Name] = append(a.marks, mark), true
			if !named[t.Name] {
				all = append(all, t)
			}
		}
	}
	for _, text := range f.calls {
		contact, ok := calls(text)
		if !ok {
			return nil, invalid{fault.New(cmdCall, "given", change.Clean(text))}
		}
		a.contacts = append(a.contacts, contact)
	}
	if f.norm < time.Second {
		return nil, invalid{fault.New(cmdNorm, "given", f.norm.String())}
	}
	if a.targets, a.notices, err = scout.Merged(all); err != nil {
		return nil, invalid{err}
	}
	return a, nil
}

// list gathers the targets: of the command line, of files, of what comes in.
func (f nowFlags) list(in io.Reader, args []string) ([]scout.Target, error) {
	var all []scout.Target
	from := f.from
	for _, arg := range args {
		if file, is := strings.CutPrefix(arg, "@"); is || arg == "-" {
			from = append(from, file)
			continue
		}
		some, err := scout.Parse(arg)
		if err != nil {
			return nil, invalid{err}
		}
		all = append(all, some...)
	}
	for _, path := range from {
		text, err := config.ReadInventory(in, path)
		if err != nil {
			return nil, invalid{err}
		}
		some, err := scout.List(string(text))
		if err != nil {
			return nil, invalid{fault.Wrap(err, cmdTargetFile, "file", change.Clean(path))}
		}
		all = append(all, some...)
	}
	return all, nil
}

// marked reads HOST[@TIME]: when the reboot of a host was issued, by the clock or as
// so long ago; without a time: now.
func (a *askedNow) marked(text string, now time.Time) ([]scout.Target, change.MarkReboot, error) {
	host, at, timed := strings.Cut(text, "@")
	targets, err := scout.Parse(host)
	if err != nil {
		return nil, change.MarkReboot{}, invalid{err}
	}
	if !timed {
		return targets, change.MarkReboot{}, nil
	}
	zone, err := time.LoadLocation(a.zone)
	if err != nil {
		return nil, change.MarkReboot{}, invalid{err}
	}
	issued, err := change.ReadIssued(&change.Plan{Change: change.Info{Zone: zone}}, at, now)
	if err != nil {
		return nil, change.MarkReboot{}, invalid{fault.Wrap(err, cmdRebooting, "given", change.Clean(text))}
	}
	return targets, change.MarkReboot{At: issued.Format(time.RFC3339)}, nil
}

// phone is a number at the end of a text, written as people do.
var phone = regexp.MustCompile(`^(.*?)\s*(\+?[0-9][0-9 ()./-]*)$`)

// calls reads ROLE=NAME PHONE.
func calls(text string) (change.Contact, bool) {
	key, who, ok := strings.Cut(text, "=")
	key, who = strings.TrimSpace(change.Clean(key)), strings.TrimSpace(change.Clean(who))
	if !ok || key == "" || who == "" || strings.ContainsAny(key, " /\\") || utf8.RuneCountInString(who) > 200 {
		return change.Contact{}, false
	}
	c := change.Contact{Key: key, Name: who}
	if m := phone.FindStringSubmatch(who); m != nil {
		c.Name, c.Phone = strings.TrimSpace(m[1]), strings.TrimSpace(m[2])
	}
	if c.Name == "" {
		c.Name = key
	}
	return c, true
}

// title names the hosts, as there is nothing else to call it by.
func (a *askedNow) title() string {
	const most = 3
	var names []string
	for _, t := range a.targets[:min(most, len(a.targets))] {
		names = append(names, t.Name)
	}
	if len(a.targets) > most {
		names = append(names, "…")
	}
	return strings.Join(names, " ")
}
