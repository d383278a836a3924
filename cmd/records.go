package cmd

import (
	"errors"
	"strings"
	"time"

	"tminus/change"
	"tminus/config"
	"tminus/engine"
	"tminus/fault"
	"tminus/record"
)

// opened is a record as the commands have it, whatever keeps it: what each part
// of them needs of it, which that part declares.
type opened interface {
	engine.Journal
	evidence
	vitals
	role
	// Name is what it was opened by; PlanName is how people find its sealed plan.
	Name() string
	PlanName() string
	// Plan is the text of the sealed plan.
	Plan() ([]byte, error)
	// Written is when it was written to last, on the clock on the wall. Zero:
	// nobody knows.
	Written() time.Time
	// Notices says what was found wrong with the record so far, and mended. It
	// waits for nothing.
	Notices() []change.Statement
	Close() error
}

// store is a kind of place that keeps records.
type store interface {
	// Open opens a record; Create makes one, or fails with record.ErrExists.
	Open(name string) (opened, error)
	Create(name string, plan []byte) (opened, error)
	// Repair makes a damaged journal one that can be gone on with, or fails with
	// record.ErrSound where nothing is damaged. What says the damage in English
	// is given: it is journaled.
	Repair(name, by string, at time.Time, english func(change.Statement) string) (change.RepairedData, error)
	// Verify judges a record, and looks for a head that was noted earlier.
	Verify(name, noted string) (record.Report, error)
	// Ours is nil where nothing is yet, or what is there is of this account: else
	// its plan must not be run.
	Ours(name string) error
	// Holds reports whether a record is there, be it sound or not.
	Holds(name string) bool
	// Place is why other machines that use the record may not see its locks;
	// nothing where they do, or where there are no others.
	Place(name string) change.Statement
}

// storeOf is the one place that knows what a record's name says of where it is
// kept.
func storeOf(name string) (store, error) {
	if kind, _, ok := strings.Cut(name, "://"); ok {
		return nil, invalid{fault.New(cmdNoStore, "file", name, "given", kind)}
	}
	return folders{}, nil
}

func openRecord(name string) (opened, error) {
	s, err := storeOf(name)
	if err != nil {
		return nil, err
	}
	return s.Open(name)
}

func createRecord(name string, plan []byte) (opened, error) {
	s, err := storeOf(name)
	if err != nil {
		return nil, err
	}
	return s.Create(name, plan)
}

// openSealed opens a record and reads its sealed plan.
func openSealed(name string) (opened, *change.Plan, error) {
	r, err := openRecord(name)
	if err != nil {
		return nil, nil, err
	}
	var plan *change.Plan
	text, err := r.Plan()
	if err == nil {
		plan, err = config.Parse(r.PlanName(), text)
	}
	if err != nil {
		return nil, nil, errors.Join(err, r.Close())
	}
	return r, plan, nil
}
