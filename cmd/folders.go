package cmd

import (
	"os"
	"path/filepath"
	"time"

	"tminus/change"
	"tminus/journal"
	"tminus/record"
)

// folders is the store that keeps each record in a folder; a record's name is the
// path of its folder.
type folders struct{}

func (folders) Open(name string) (opened, error) { return asOpened(journal.Open(name)) }

func (folders) Create(name string, plan []byte) (opened, error) {
	return asOpened(journal.Create(name, plan))
}

func (folders) Repair(name, by string, at time.Time, english func(change.Statement) string) (change.RepairedData, error) {
	return journal.Repair(name, by, at, english)
}

func (folders) Verify(name, noted string) (record.Report, error) { return journal.Verify(name, noted) }

func (folders) Ours(name string) error { return journal.Ours(name) }

func (folders) Holds(name string) bool { return journal.Holds(name) }

func (folders) Place(name string) change.Statement { return journal.Place(name) }

// asOpened avoids an interface that holds a nil pointer.
func asOpened(r *journal.Record, err error) (opened, error) {
	if err != nil {
		return nil, err
	}
	return r, nil
}

// recordsIn are the records in a folder, by name.
func recordsIn(dir string) []string { return foldersIn(dir, journal.Holds) }

// rehearsalsBeside are the records of this account beside a record whose change was
// opened as a rehearsal, which the first line of its journal says. Whoever else can
// make a folder there must not vouch for a plan, nor keep a watch from its beginning
// by a journal without an end.
func rehearsalsBeside(dir string) []string {
	return foldersIn(filepath.Dir(filepath.Clean(dir)), func(dir string) bool { return journal.Ours(dir) == nil && opensRehearsal(dir) })
}

// ownRecordsIn are those of this account.
func ownRecordsIn(dir string) []string {
	return foldersIn(dir, func(dir string) bool { return journal.Ours(dir) == nil && journal.Holds(dir) })
}

func opensRehearsal(dir string) bool {
	first, err := journal.First(dir)
	opened, ok := first.Data.(change.OpenedData)
	return err == nil && ok && opened.Rehearsal
}

// foldersIn are the folders in a folder for which a predicate holds, by name.
func foldersIn(dir string, is func(path string) bool) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var found []string
	for _, e := range entries {
		if path := filepath.Join(dir, e.Name()); e.IsDir() && is(path) {
			found = append(found, path)
		}
	}
	return found
}
