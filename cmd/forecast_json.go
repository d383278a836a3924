package cmd

import (
	"time"

	"tminus/change"
	"tminus/forecast"
)

// forecastView is the JSON of `forecast`: nights, done_by_end, failover, end and hosts
// are part of the contract. Shares go from 0 to 1; an instant is null where so many
// nights never come to it.
type forecastView struct {
	Nights    int           `json:"nights"`
	DoneByEnd float64       `json:"done_by_end"`
	Failover  float64       `json:"failover"`
	End       quantilesView `json:"end"`
	// Hosts are in their order.
	Hosts []forecastHost `json:"hosts"`

	// WindowEnd is what done_by_end counts by; null: the plan has none.
	WindowEnd *time.Time `json:"window_end"`
	// Refused is the share of nights in which the gate lets a host no longer start.
	Refused float64 `json:"refused"`
	// Fits is how many hosts, in their order, are done in time in 95 % of the nights.
	Fits int `json:"fits"`
	// AtOnce are the shares with other limits of hosts side by side, of a plan with waves.
	AtOnce []atOnceView `json:"at_once,omitempty"`
	// Critical is where the time of the critical path goes, as shares of it.
	Critical criticalView `json:"critical"`
	// Reboots is how many reboots all of it is drawn from; 0: only the plan's norms.
	Reboots   int             `json:"reboots"`
	Simulated bool            `json:"simulated,omitempty"`
	Records   []string        `json:"records"`
	Classes   []forecastClass `json:"classes"`
	People    []habitView     `json:"people"`
}

type atOnceView struct {
	AtOnce    int     `json:"at_once"`
	DoneByEnd float64 `json:"done_by_end"`
}

type quantilesView struct {
	P50 *time.Time `json:"p50"`
	P80 *time.Time `json:"p80"`
	P95 *time.Time `json:"p95"`
}

type forecastHost struct {
	Name    string        `json:"name"`
	Start   quantilesView `json:"start"`
	End     quantilesView `json:"end"`
	Done    float64       `json:"done_by_end"`
	Fails   float64       `json:"fails"`
	Decides float64       `json:"critical"`
}

type criticalView struct {
	Steps   float64 `json:"steps"`
	People  float64 `json:"people"`
	Reboots float64 `json:"reboots"`
	Help    float64 `json:"help"`
	Soak    float64 `json:"soak"`
}

type forecastClass struct {
	Model   string  `json:"model"`
	OS      string  `json:"os"`
	Hosts   int     `json:"hosts"`
	Reboots int     `json:"reboots"`
	Cut     int     `json:"not_by_themselves"`
	Learned bool    `json:"learned"`
	Fails   float64 `json:"fails"`
	// Low and High are the limits between which the true share lies, in 95 of 100 cases.
	Low   float64 `json:"fails_low"`
	High  float64 `json:"fails_high"`
	Given bool    `json:"fails_given,omitempty"`
}

type habitView struct {
	What    string  `json:"what"`
	Step    string  `json:"step,omitempty"`
	Seen    int     `json:"seen"`
	Learned bool    `json:"learned"`
	Taken   float64 `json:"taken_s,omitempty"`
}

// choreNames are the fixed words, for scripts and for the catalogs, for what people do.
func choreNames() map[change.ChoreKind]string {
	return map[change.ChoreKind]string{
		change.ChoreStart: "start", change.ChoreResume: "resume", change.ChoreStep: "step",
		change.ChoreIssue: "issue", change.ChoreVerify: "verify", change.ChoreFinish: "finish",
	}
}

func newForecastView(p *change.Plan, n *nights, f *forecast.Forecast, atOnce []forecast.Forecast) forecastView {
	zone := p.Change.Zone
	v := forecastView{
		Nights: f.Nights, DoneByEnd: f.Done, Failover: f.Failover, End: newQuantiles(f.End, zone), Hosts: []forecastHost{},
		WindowEnd: instant(p.Change.Window.End, zone), Refused: f.Refused, Fits: f.Fits, Critical: criticalView(f.Parts),
		Reboots: f.Reboots, Simulated: f.Simulated, Records: append([]string{}, n.records...), Classes: []forecastClass{}, People: []habitView{},
	}
	for i := range atOnce {
		v.AtOnce = append(v.AtOnce, atOnceView{i + 1, atOnce[i].Done})
	}
	for _, h := range f.Hosts {
		v.Hosts = append(v.Hosts, forecastHost{h.Name, newQuantiles(h.Start, zone), newQuantiles(h.End, zone), h.Done, h.Fails, h.Decides})
	}
	for _, c := range f.Classes {
		v.Classes = append(v.Classes, forecastClass{c.Class.Model, c.Class.OS, c.Hosts, c.Reboots, c.Cut, c.Learned, c.Fails, c.Low, c.High, c.Given})
	}
	for _, h := range f.People {
		view := habitView{What: choreNames()[h.Kind], Step: h.Step, Seen: h.Seen, Learned: h.Learned}
		if !h.Learned {
			view.Taken = h.Taken.Seconds()
		}
		v.People = append(v.People, view)
	}
	return v
}

func newQuantiles(q forecast.Quantiles, zone *time.Location) quantilesView {
	return quantilesView{instant(q.P50, zone), instant(q.P80, zone), instant(q.P95, zone)}
}

// instant is nil for the zero time. Scripts get whole seconds.
func instant(at time.Time, zone *time.Location) *time.Time {
	if at.IsZero() {
		return nil
	}
	if zone == nil {
		zone = time.UTC
	}
	at = at.In(zone).Round(time.Second)
	return &at
}
