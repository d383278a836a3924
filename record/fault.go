package record

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"time"

	"tminus/change"
	"tminus/fault"
)

// The kinds of faults that leave the chain whole.
const (
	FaultTime     = "time"
	FaultEvidence = "evidence"
)

// Fault is what is wrong with a line whose text can be trusted.
type Fault struct {
	// Line counts from 1.
	Line uint64 `json:"line"`
	Kind string `json:"kind"`
	// Reason is the rest of a sentence about the line.
	Reason change.Statement `json:"reason"`
}

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
	told := e.Type == change.ObserverStepped
	if told || back <= orderSlack || v.opened != nil && v.opened.Rehearsal {
		v.Warn(change.Stated(verifySetBack, "line", int(e.Seq), "took", back))
		return
	}
	v.disorder = append(v.disorder, disorder{e.At, Fault{e.Seq, FaultTime, change.Stated(lineEarlier, "took", back)}})
}

// disorder is a line out of order that no other line explains so far.
type disorder struct {
	at    time.Time
	fault Fault
}

// stepped takes back what the step explains.
func (v *Verifier) stepped(e change.Event) {
	v.explain(func(d disorder) bool { return e.At.Sub(d.at).Abs() <= stepSlack }, func(line uint64) change.Statement {
		return change.Stated(verifyStepped, "line", int(line), "n", int(e.Seq))
	})
}

// late takes back what was written late: others had written by then.
func (v *Verifier) late(line, n uint64) {
	v.explain(func(d disorder) bool { return d.fault.Line < line && line-d.fault.Line <= n }, func(early uint64) change.Statement {
		return change.Stated(verifyKept, "line", int(early), "n", int(line))
	})
}

func (v *Verifier) explain(explained func(disorder) bool, say func(line uint64) change.Statement) {
	v.disorder = slices.DeleteFunc(v.disorder, func(d disorder) bool {
		ok := explained(d)
		if ok {
			v.Warn(say(d.fault.Line))
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
// It comes behind the events; the errors of open are the rest of a sentence about the file.
func (v *Verifier) Evidence(there []string, open func(name string) (io.ReadCloser, error)) {
	known := map[string]bool{}
	for _, f := range v.named {
		known[f.Name] = true
		if reason := f.compare(open); reason.Said() {
			v.report.Faults = append(v.report.Faults, Fault{f.line, FaultEvidence, change.Stated(lineEvidence, "file", change.Clean(f.Name), "why", reason)})
			continue
		}
		v.report.Evidence++
	}
	for _, name := range there {
		if !known[name] {
			v.Warn(change.Stated(verifyStray, "file", change.Clean(name)))
		}
	}
}

// compare says how a file differs from what its line says; nothing if it does not.
func (f namedFile) compare(open func(string) (io.ReadCloser, error)) change.Statement {
	file, err := open(f.Name)
	if err != nil {
		return fault.Of(err)
	}
	defer func() { _ = file.Close() }()
	sum := sha256.New()
	size, err := io.Copy(sum, file)
	switch got := hex.EncodeToString(sum.Sum(nil)); {
	case err != nil:
		return change.Stated(fileUnread, "why", fault.Of(err))
	case size != f.Size:
		return change.Stated(fileSize, "n", int(size), "all", int(f.Size))
	case got != f.SHA256:
		return change.Stated(fileDigest, "value", got, "given", change.Clean(f.SHA256))
	}
	return change.Statement{}
}
