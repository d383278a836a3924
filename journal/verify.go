package journal

import (
	"os"
	"path/filepath"
	"strings"

	"tminus/change"
	"tminus/record"
)

// Verify walks the chain of a record's journal, and compares the sealed plan
// with the one that the change was opened with, and the evidence with what was
// kept. It changes nothing, and reads a folder that others can write to as
// well. Noted is the head that was noted earlier and elsewhere; empty: none
// was. The error is about a journal that cannot be read at all; what is wrong
// with one that can be is in the Report.
func Verify(dir, noted string) (record.Report, error) {
	r, err := open(filepath.Clean(dir))
	if err != nil {
		return record.Report{}, err
	}
	v := record.NewVerifier(r.dir, noted)
	bad, err := r.walk(r.tip, v.Event)
	v.Damage(bad)
	if err != nil {
		_ = r.Close()
		return v.Report(), err
	}
	v.Plan(r.Plan())
	v.Evidence(namesIn(r.Evidence()), r.OpenEvidence)
	for _, name := range namesIn(r.dir) {
		info, err := os.Lstat(filepath.Join(r.dir, name))
		switch {
		case err != nil:
		case strings.HasPrefix(name, tornPrefix):
			v.Warn(change.Stated(tailHeld, "file", name, "n", int(info.Size())))
		case strings.HasPrefix(name, damagedPrefix):
			v.Warn(change.Stated(tailDamaged, "file", name, "n", int(info.Size())))
		}
	}
	return v.Report(), r.Close()
}

func namesIn(dir string) (names []string) {
	entries, _ := os.ReadDir(dir)
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}
