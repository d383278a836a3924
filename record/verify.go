package record

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"tminus/change"
	"tminus/fault"
)

// maxWarnings bounds what a journal full of oddities makes a Verifier say.
const maxWarnings = 20

// Report is what was found in a record that was verified.
type Report struct {
	Dir string `json:"dir"`
	// Events is how many lines, from the first one on, can be trusted.
	Events uint64 `json:"events"`
	// Head is the hash of the last of those. Noted elsewhere, it shows later
	// whether the end of the journal was cut off or all of it written anew.
	Head string `json:"head"`
	// Format is the version of the journal's format, 0 before the change was opened.
	Format int `json:"format,omitempty"`
	// First and Last are the instants of the first and the last of those.
	First time.Time `json:"first,omitzero"`
	Last  time.Time `json:"last,omitzero"`
	// Broken is the first line that cannot be trusted, nil if all can be.
	Broken *Damage `json:"broken,omitempty"`
	// Faults are what is wrong with lines whose text can be trusted: their
	// times, or the evidence that they name.
	Faults []Fault `json:"faults,omitempty"`
	// Evidence is how many files are as the lines say that they were kept.
	Evidence int `json:"evidence"`
	// Noted is the head that was noted elsewhere, NotedLine the line that has
	// it: nothing up to there was cut off or written anew. 0: no line has it.
	Noted     string `json:"noted,omitempty"`
	NotedLine uint64 `json:"noted_line,omitempty"`
	// Plan is the digest of the sealed plan; PlanFault says why it is not
	// the plan that the change was opened with; nothing if it is.
	Plan      string           `json:"plan"`
	PlanFault change.Statement `json:"plan_fault,omitzero"`
	// Warnings are odd but break nothing.
	Warnings []change.Statement `json:"warnings,omitempty"`
}

// OK reports whether the whole journal, the plan and the evidence can be trusted.
func (r Report) OK() bool {
	return r.Broken == nil && !r.PlanFault.Said() && len(r.Faults) == 0 && (r.Noted == "" || r.NotedLine > 0)
}

// Verifier judges a record, whatever keeps it: its owner hands it every event
// that the chain vouches for, in order, then the plan and the evidence.
type Verifier struct {
	report   Report
	opened   *change.OpenedData
	unsaid   int
	disorder []disorder
	named    []namedFile
}

// NewVerifier begins to judge the record of that name. Noted is the head that
// was noted earlier and elsewhere; empty: none was.
func NewVerifier(name, noted string) *Verifier {
	return &Verifier{report: Report{Dir: name, Head: First().Hash, Noted: strings.ToLower(change.Clean(noted))}}
}

// Event takes in the next event of the chain.
func (v *Verifier) Event(e change.Event) {
	r := &v.report
	if r.Events == 0 {
		r.First = e.At
	}
	if e.Hash == r.Noted {
		r.NotedLine = e.Seq
	}
	v.order(e)
	v.note(e)
	if d, ok := e.Data.(change.RepairedData); ok {
		v.Warn(change.Stated(verifyRepaired, "at_line", int(e.Seq), "line", int(d.Line), "why", d.Reason, "by", change.Clean(e.By),
			"n", int(d.Saved), "all", int(d.Lost)))
	}
	if d, ok := e.Data.(change.OpenedData); ok && v.opened == nil {
		v.opened, r.Format = &d, d.FormatOr1()
		if r.Format > change.Format {
			v.Warn(change.Stated(verifyNewer, "n", r.Format, "all", change.Format))
		}
	}
	r.Events, r.Head, r.Last = e.Seq, e.Hash, e.At
}

// Damage says where the chain breaks; nil: nowhere.
func (v *Verifier) Damage(d *Damage) { v.report.Broken = d }

// Plan compares the sealed plan, or the error of reading it, with the one that
// the change was opened with. It comes behind the events.
func (v *Verifier) Plan(text []byte, err error) {
	r := &v.report
	if err != nil {
		r.PlanFault = fault.Of(err)
		return
	}
	sum := sha256.Sum256(text)
	r.Plan = hex.EncodeToString(sum[:])
	switch {
	case v.opened == nil && r.Broken == nil:
		v.Warn(change.Stated(verifyUnopened))
	case v.opened == nil:
		r.PlanFault = change.Stated(verifyNoPlan)
	case v.opened.Plan != r.Plan:
		r.PlanFault = change.Stated(verifyOtherPlan, "value", r.Plan, "given", change.Clean(v.opened.Plan))
	}
}

// Warn tells of what is odd but breaks nothing.
func (v *Verifier) Warn(odd change.Statement) {
	if len(v.report.Warnings) >= maxWarnings {
		v.unsaid++
		return
	}
	v.report.Warnings = append(v.report.Warnings, odd)
}

// Spoken is the verdict with its statements in somebody's words, as those who
// read it as JSON expect.
func (r Report) Spoken(say func(change.Statement) string) Report {
	own := func(s change.Statement) change.Statement { return change.Own(say(s)) }
	r.Broken = r.Broken.Spoken(say)
	r.Faults = slices.Clone(r.Faults)
	for i := range r.Faults {
		r.Faults[i].Reason = own(r.Faults[i].Reason)
	}
	r.Warnings = slices.Clone(r.Warnings)
	for i := range r.Warnings {
		r.Warnings[i] = own(r.Warnings[i])
	}
	r.PlanFault = own(r.PlanFault)
	return r
}

// Report is the verdict.
func (v *Verifier) Report() Report {
	r := v.report
	for _, d := range v.disorder {
		r.Faults = append(r.Faults, d.fault)
	}
	slices.SortStableFunc(r.Faults, func(a, b Fault) int { return int(int64(a.Line) - int64(b.Line)) })
	if v.unsaid > 0 {
		r.Warnings = append(r.Warnings, change.Stated(verifyMore, "n", v.unsaid))
	}
	return r
}
