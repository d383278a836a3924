package cmd

import "tminus/change"

// learnView is the JSON of `learn`. Times are in seconds, proposals as in a plan.
type learnView struct {
	Records   []string     `json:"records"`
	Simulated []string     `json:"simulated,omitempty"`
	Classes   []lessonView `json:"classes"`
}

// lessonView is what the reboots of one class of hosts teach. Bounded counts those of
// whose length only a bound is known, as nobody watched; Norm is written as in a plan.
type lessonView struct {
	Model     string        `json:"model"`
	OS        string        `json:"os"`
	Hosts     []string      `json:"hosts"`
	Reboots   int           `json:"reboots"`
	Recovered int           `json:"recovered"`
	Bounded   int           `json:"unwatched,omitempty"`
	Took      spreadView    `json:"took_s"`
	Leaving   spreadView    `json:"leaving_s"`
	Dark      spreadView    `json:"dark_s"`
	Services  spreadView    `json:"services_s"`
	Norm      string        `json:"norm"`
	Proposed  *proposalView `json:"proposed"`
}

// spreadView is how a duration spreads, in seconds.
type spreadView struct {
	P50 float64 `json:"p50"`
	P90 float64 `json:"p90"`
	Max float64 `json:"max"`
}

// proposalView is what a plan could say instead, written as in a plan.
type proposalView struct {
	Expected      string     `json:"expected"`
	ShutdownLimit string     `json:"shutdown_limit"`
	Ladder        []rungStep `json:"ladder"`
}

// rungStep is a rung of a proposal; After counts from the reboot request.
type rungStep struct {
	Rung  change.RungName `json:"rung"`
	After string          `json:"after"`
}

func newLearnView(n nights) learnView {
	v := learnView{Records: n.records, Simulated: n.simulated, Classes: []lessonView{}}
	for _, l := range change.Learn(n.history.Paces) {
		v.Classes = append(v.Classes, lessonView{
			Model: l.Class.Model, OS: l.Class.OS, Hosts: l.Hosts, Reboots: l.Reboots, Recovered: l.Recovered, Bounded: l.Bounded,
			Took: seconds(l.Took), Leaving: seconds(l.Leaving), Dark: seconds(l.Dark), Services: seconds(l.Services),
			Norm: change.Short(l.Norm), Proposed: newProposalView(l.Proposed),
		})
	}
	return v
}

func seconds(s change.Spread) spreadView {
	return spreadView{s.P50.Seconds(), s.P90.Seconds(), s.Max.Seconds()}
}

func newProposalView(p *change.Proposal) *proposalView {
	if p == nil {
		return nil
	}
	v := &proposalView{Expected: change.Short(p.Expected), ShutdownLimit: change.Short(p.ShutdownLimit)}
	for _, r := range p.Ladder {
		v.Ladder = append(v.Ladder, rungStep{r.Name, change.Short(r.After)})
	}
	return v
}
