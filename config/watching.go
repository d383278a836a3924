package config

import (
	"bytes"
	_ "embed"
	"text/template"
	"time"

	"tminus/change"
)

// Watching are hosts to be watched without a plan, or that a plan is made of.
type Watching struct {
	ID, Title string
	// Zone is an IANA time zone, Language one that package wording has.
	Zone, Language string
	// Norm is what a reboot takes when it goes well.
	Norm     time.Duration
	Hosts    []WatchedHost
	Contacts []change.Contact
	// Witness is an address that never reboots; empty: none is known.
	Witness string
}

// WatchedHost is one of them.
type WatchedHost struct {
	Name, Address string
	Ports         []int
	// Any: nobody knows which of the ports it has.
	Any bool
}

//go:embed watching.tmpl
var watchingPlan string

// watchingText is what the template is filled in with.
type watchingText struct {
	Watching
	Ungated    bool
	Norm       string
	Start, End string
}

// Ungated is the text of a plan by which they are watched and nothing is gated.
func (w Watching) Ungated() ([]byte, error) {
	return watchingText{Watching: w, Ungated: true, Norm: change.Short(w.Norm)}.text()
}

// savedWindow is the window of a plan that is made of what was watched.
const savedWindow = 6 * time.Hour

// Planned is the text of a plan of them with all that a plan has, to begin with: its
// window begins at an instant. What nobody knows of a host it does not ask for.
func (w Watching) Planned(from time.Time) ([]byte, error) {
	zone, err := time.LoadLocation(w.Zone)
	if err != nil {
		zone = time.UTC
	}
	at := func(t time.Time) string { return t.In(zone).Format(time.RFC3339) }
	t := watchingText{Watching: w, Norm: change.Short(w.Norm), Start: at(from), End: at(from.Add(savedWindow))}
	t.Hosts = nil
	for _, h := range w.Hosts {
		if h.Any {
			h.Ports, h.Any = nil, false
		}
		t.Hosts = append(t.Hosts, h)
	}
	return t.text()
}

// text is the plan, which is read back: what is written and cannot be read would be of
// no use to anybody.
func (t watchingText) text() ([]byte, error) {
	tmpl, err := template.New("plan").Funcs(template.FuncMap{"text": written}).Parse(watchingPlan)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := tmpl.Execute(&b, t); err != nil {
		return nil, err
	}
	_, err = Parse("plan", b.Bytes())
	return b.Bytes(), err
}
