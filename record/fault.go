package record

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"time"

	"tminus/change"
)

// The kinds of faults that leave the chain whole.
const (
	FaultTime     = "time"
	FaultEvidence = "evidence"
)

// Fault is what is wrong with a line whose text can be trusted.
type Fault struct {
	// Line counts from 1.
	Line   uint64 `json:"line"`
	Kind   string `json:"kind"`
	Reason string `json:"reason"`
}

func (f Fault) String() string { return fmt.Sprintf("line %d %s", f.Line, f.Reason) }

// FirstFault is the first line at which anything breaks, and why: the chain, the
// order of times, or evidence. False if nothing does.
func (r Report) FirstFault() (Fault, bool) {
	faults := slices.Clone(r.Faults)
	if r.Broken != nil {
		faults = append(faults, Fault{r.Broken.Line, "chain", r.Broken.Reason})
	}
	if len(faults) == 0 {
		return Fault{}, false
	}
	return slices.MinFunc(faults, func(a, b Fault) int { return int(int64(a.Line) - int64(b.Line)) }), true
}

// Two processes that write at the same time may take their instants in another
// order than their turns: by no more than the wait for the lock. And a stepped
// clock may be noticed a moment after another process wrote by it.
const (
	orderSlack = 10 * time.Second
	stepSlack  = time.Minute
)

// order finds lines that are earlier than what was written before them.
func (v *Verifier) order(e change.Event) {
	if d, ok := e.Data.(change.ObserverData); ok && e.Type == change.ObserverStepped && d.Gap < 0 {
		v.stepped(e)
	}
	if d, ok := e.Data.(change.NoteData); ok && d.Late > 0 {
		v.late(e.Seq, d.Late)
	}
	back := v.report.Last.Sub(e.At)
	if v.report.Events == 0 || back <= 0 {
		return
	}
	text := fmt.Sprintf("line %d is %v earlier than the line before it: a clock was set back", e.Seq, back)
	told := e.Type == change.ObserverStepped
	if told || back <= orderSlack || v.opened != nil && v.opened.Rehearsal {
		v.Warn(text)
		return
	}
	v.disorder = append(v.disorder, disorder{e.At, Fault{e.Seq, FaultTime, fmt.Sprintf("is %v earlier than the line before it, and no line says that the clock was set back", back)}})
}

// disorder is a line out of order that no other line explains so far.
type disorder struct {
	at    time.Time
	fault Fault
}

// stepped takes back what the step explains.
func (v *Verifier) stepped(e change.Event) {
	v.explain(e.Seq, "the clock was set back", func(d disorder) bool { return e.At.Sub(d.at).Abs() <= stepSlack })
}

// late takes back what was written late: others had written by then.
func (v *Verifier) late(line, n uint64) {
	v.explain(line, "it was kept in memory until the journal could be written", func(d disorder) bool {
		return d.fault.Line < line && line-d.fault.Line <= n
	})
}

func (v *Verifier) explain(line uint64, why string, explained func(disorder) bool) {
	v.disorder = slices.DeleteFunc(v.disorder, func(d disorder) bool {
		ok := explained(d)
		if ok {
			v.Warn(fmt.Sprintf("line %d is earlier than the line before it: line %d says that %s", d.fault.Line, line, why))
		}
		return ok
	})
}

// note remembers the files that a line names.
func (v *Verifier) note(e change.Event) {
	var files []change.EvidenceFile
	switch d := e.Data.(type) {
	case change.StepData:
		files = d.Files
	case change.RunData:
		files = d.Files
	}
	for _, f := range files {
		v.named = append(v.named, namedFile{e.Seq, f})
	}
}

type namedFile struct {
	line uint64
	change.EvidenceFile
}

// Evidence compares the files that are there with what the events say of them.
// It comes behind the events; open gives the words of a fault as its error.
func (v *Verifier) Evidence(there []string, open func(name string) (io.ReadCloser, error)) {
	known := map[string]bool{}
	for _, f := range v.named {
		known[f.Name] = true
		if reason := f.compare(open); reason != "" {
			v.report.Faults = append(v.report.Faults, Fault{f.line, FaultEvidence, fmt.Sprintf("names the evidence %q, which %s", change.Clean(f.Name), reason)})
			continue
		}
		v.report.Evidence++
	}
	for _, name := range there {
		if !known[name] {
			v.Warn(fmt.Sprintf("%q in the evidence folder is named by no line that can be trusted", change.Clean(name)))
		}
	}
}

// compare says how a file differs from what its line says, "" if it does not.
func (f namedFile) compare(open func(string) (io.ReadCloser, error)) string {
	file, err := open(f.Name)
	if err != nil {
		return change.Clean(err.Error())
	}
	defer func() { _ = file.Close() }()
	sum := sha256.New()
	size, err := io.Copy(sum, file)
	switch got := hex.EncodeToString(sum.Sum(nil)); {
	case err != nil:
		return "cannot be read: " + change.Clean(err.Error())
	case size != f.Size:
		return fmt.Sprintf("was changed: it has %d bytes, %d were kept", size, f.Size)
	case got != f.SHA256:
		return fmt.Sprintf("was changed: its digest is %s, that of what was kept %s", got, change.Clean(f.SHA256))
	}
	return ""
}
