package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tminus/change"
)

// maxWarnings bounds what a journal full of oddities makes Verify say.
const maxWarnings = 20

// Report is what Verify found.
type Report struct {
	Dir string `json:"dir"`
	// Events is how many lines, from the first one on, can be trusted.
	Events uint64 `json:"events"`
	// Head is the hash of the last of those. Noted elsewhere, it shows later
	// whether the end of the journal was cut off or all of it written anew.
	Head string `json:"head"`
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
	// the plan that the change was opened with, empty if it is.
	Plan      string `json:"plan"`
	PlanFault string `json:"plan_fault,omitempty"`
	// Warnings are odd but break nothing.
	Warnings []string `json:"warnings,omitempty"`
}

// OK reports whether the whole journal, the plan and the evidence can be trusted.
func (r Report) OK() bool {
	return r.Broken == nil && r.PlanFault == "" && len(r.Faults) == 0 && (r.Noted == "" || r.NotedLine > 0)
}

// Verify walks the chain of a record's journal, compares the sealed plan with
// the one that the change was opened with, and the evidence with what was kept. It changes nothing. The error
// is about a journal that cannot be read at all; what is wrong with one that
// can be is in the Report.
func Verify(dir string) (Report, error) { return VerifyHead(dir, "") }

// VerifyHead is Verify, and looks for a head that was noted earlier and
// elsewhere; empty: none was.
func VerifyHead(dir, noted string) (Report, error) {
	r, err := open(filepath.Clean(dir))
	if err != nil {
		return Report{}, err
	}
	v := verifier{Report: Report{Dir: r.dir, Head: r.tip.hash, Noted: strings.ToLower(change.Clean(noted))}}
	v.Broken, err = r.walk(r.tip, v.event)
	if err != nil {
		_ = r.Close()
		return v.Report, err
	}
	v.plan(r)
	v.conclude()
	v.torn()
	if v.unsaid > 0 {
		v.Warnings = append(v.Warnings, fmt.Sprintf("and %d more", v.unsaid))
	}
	return v.Report, r.Close()
}

type verifier struct {
	Report
	opened   *change.OpenedData
	unsaid   int
	disorder []disorder
	named    []namedFile
}

func (v *verifier) event(e change.Event) {
	if v.Events == 0 {
		v.First = e.At
	}
	if e.Hash == v.Noted {
		v.NotedLine = e.Seq
	}
	v.order(e)
	v.note(e)
	if d, ok := e.Data.(change.OpenedData); ok && v.opened == nil {
		v.opened = &d
	}
	v.Events, v.Head, v.Last = e.Seq, e.Hash, e.At
}

func (v *verifier) plan(r *Record) {
	text, err := r.Plan()
	if err != nil {
		v.PlanFault = err.Error()
		return
	}
	sum := sha256.Sum256(text)
	v.Plan = hex.EncodeToString(sum[:])
	switch {
	case v.opened == nil && v.Broken == nil:
		v.warn("the change was not opened yet, so nothing says which plan it has")
	case v.opened == nil:
		v.PlanFault = "no line that can be trusted says which plan the change was opened with"
	case v.opened.Plan != v.Plan:
		v.PlanFault = fmt.Sprintf("%s is not the plan that the change was opened with: its digest is %s, that one's %s",
			planName, v.Plan, change.Clean(v.opened.Plan))
	}
}

// torn tells of the ends that were set aside.
func (v *verifier) torn() {
	entries, _ := os.ReadDir(v.Dir)
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && strings.HasPrefix(entry.Name(), tornPrefix) {
			v.warn(fmt.Sprintf("%q holds %d bytes of an unfinished line that was set aside", entry.Name(), info.Size()))
		}
	}
}

func (v *verifier) warn(text string) {
	if len(v.Warnings) >= maxWarnings {
		v.unsaid++
		return
	}
	v.Warnings = append(v.Warnings, text)
}
