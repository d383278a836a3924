package cmd

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"tminus/change"
	"tminus/engine"
	"tminus/record"
	"tminus/ui"
)

// evidence is what a collector needs of a record.
type evidence interface {
	// Keep copies a file into the record; KeepFrom copies what it reads, under that
	// name. The copy is complete or not there at all.
	Keep(path string, l record.Label) (change.EvidenceFile, error)
	KeepFrom(in io.Reader, base string, l record.Label) (change.EvidenceFile, error)
	// Discard removes a copy that no event names.
	Discard(f change.EvidenceFile) error
	// OpenEvidence opens a copy. The error is worded as the end of a sentence about it.
	OpenEvidence(name string) (io.ReadCloser, error)
}

// collector takes the evidence of a step into the record before the step is
// marked: a file, the newest file that a pattern matches, or pasted lines.
// Other text stays as it is, as the words of whoever marks the step.
type collector struct {
	record evidence
	plan   *change.Plan
	// pasted is read for the evidence "-"; nil if nothing can be pasted.
	pasted io.Reader
	// kept is called for each file that was kept.
	kept func(change.EvidenceFile)
}

// collect returns the command with its copies, and a function that removes them
// again should the command be refused.
func (k collector) collect(s change.State, c change.Command, now time.Time) (change.Command, func(), error) {
	none := func() {}
	mark, ok := c.(change.MarkStep)
	if !ok || mark.Evidence == "" {
		return c, none, nil
	}
	if _, err := change.Decide(s, mark, now); err != nil {
		return c, none, err // refused whatever the evidence is: nothing is copied
	}
	h := s.Host(mark.Host)
	step, _ := s.Plan.Step(h.Name, h.Current())
	label := record.Label{At: now, Host: h.Name, Step: step.ID}
	if zone := k.plan.Change.Zone; zone != nil {
		label.At = now.In(zone)
	}
	file, found, err := k.take(mark.Evidence, label)
	if err != nil || !found {
		return c, none, err
	}
	k.kept(file)
	mark.Files, mark.Evidence = []change.EvidenceFile{file}, ""
	mark.Step = label.Step // copying takes a while: others may go on meanwhile
	return mark, func() { _ = k.record.Discard(file) }, nil
}

func (k collector) take(text string, l record.Label) (change.EvidenceFile, bool, error) {
	pasted := io.Reader(strings.NewReader(text))
	if text == "-" && k.pasted != nil {
		pasted = k.pasted
	} else if !strings.Contains(text, "\n") {
		path, err := findFile(text)
		if err != nil {
			return change.EvidenceFile{}, false, err
		}
		if path == "" {
			return change.EvidenceFile{}, false, nil
		}
		file, err := k.record.Keep(path, l)
		return file, true, err
	}
	file, err := k.record.KeepFrom(pasted, "pasted.txt", l)
	file.From = "pasted"
	return file, true, err
}

// findFile is the file that a text names, or the newest one that matches it as a
// pattern; "" if the text is only words. What can only be meant as a path, but names
// no file, is an error: evidence must not be missing because of a slip of the
// finger.
func findFile(text string) (string, error) {
	path := text
	if rest, ok := strings.CutPrefix(text, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			path = filepath.Join(home, rest)
		}
	}
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	matches, err := filepath.Glob(path)
	if err != nil {
		matches = nil // it is no pattern, so it matches nothing
	}
	if newest := newestFile(matches); newest != "" {
		return newest, nil
	}
	if meantAsPath().MatchString(text) {
		return "", &change.Invalid{Why: change.Stated(change.InvalidEvidence, "file", change.Clean(text))}
	}
	return "", nil
}

// meantAsPath matches what begins like a path, and patterns such as "*.png".
func meantAsPath() *regexp.Regexp {
	return regexp.MustCompile(`^(~?/|\.\.?/|\\\\|[A-Za-z]:[\\/])|^\S*\*\S*\.\w+$`)
}

// newestFile is the plain file that was written last; of those of one instant, the
// last in their order.
func newestFile(paths []string) string {
	var newest string
	var at time.Time
	for _, path := range paths {
		info, err := os.Stat(path)
		if err == nil && info.Mode().IsRegular() && (newest == "" || !info.ModTime().Before(at)) {
			newest, at = path, info.ModTime()
		}
	}
	return newest
}

// quietCollector is the collector of the screen, which itself shows what was kept.
func quietCollector(r evidence, p *change.Plan) collector {
	return collector{record: r, plan: p, kept: func(change.EvidenceFile) {}}
}

// How long an act waits for its evidence: for a large file from a slow share,
// but not for a disk that hangs. Nobody should wait long at a screen.
const (
	keepPatience   = time.Minute
	doKeepPatience = 10 * time.Minute
)

// collectInTime is collect with a time limit. What is copied after the limit is
// removed again.
func (k collector) collectInTime(s change.State, c change.Command, now time.Time, patience time.Duration) (change.Command, func(), error) {
	type kept struct {
		command change.Command
		discard func()
		err     error
	}
	done := make(chan kept, 1)
	go func() {
		command, discard, err := k.collect(s, c, now)
		done <- kept{command, discard, err}
	}()
	select {
	case got := <-done:
		return got.command, got.discard, got.err
	case <-time.After(patience):
		go func() { (<-done).discard() }()
		return c, func() {}, &change.Refusal{Why: change.Stated(change.RefuseEvidenceLate, "most", patience), Try: change.Stated(change.TryWords)}
	}
}

// collectingFace is a cockpit that first takes the evidence of steps into the
// record.
type collectingFace struct {
	ui.Cockpit
	collector collector
}

// Do carries out a command as the cockpit does.
func (f collectingFace) Do(c change.Command) error {
	snap := f.Snapshot()
	if snap == nil {
		return f.Cockpit.Do(c)
	}
	c, discard, err := f.collector.collectInTime(*snap.State, c, f.Now(), keepPatience)
	if err != nil {
		return err
	}
	err = f.Cockpit.Do(c)
	if err != nil && !mayStand(err) {
		discard()
	}
	return err
}

// mayStand reports whether an act that came back with an error may get into the
// journal all the same, because it is kept in memory or nobody knows. Then its
// evidence stays.
func mayStand(err error) bool {
	var unsaved *change.Unsaved
	return errors.As(err, &unsaved) || errors.Is(err, engine.ErrSilent)
}
