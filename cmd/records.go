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

// opened is a record as the commands have it, whatever keeps it. It joins the
// interfaces of all parts of the commands; each part declares its own.
type opened interface {
	engine.Journal
	evidence
	vitals
	role
	// Name is the name that it was opened by; PlanName is what people are told to open
	// to find its sealed plan.
	Name() string
	PlanName() string
	// Plan is the text of the sealed plan.
	Plan() ([]byte, error)
	// Written is when it was last written to, by the wall clock; zero if nobody knows.
	Written() time.Time
	// Notices says what was found wrong with the record so far, and what was mended. It
	// never blocks.
	Notices() []change.Statement
	Close() error
}

// store is a kind of place that keeps records.
type store interface {
	// Open opens a record; Create makes one, or fails with record.ErrExists.
	Open(name string) (opened, error)
	Create(name string, plan []byte) (opened, error)
	// Repair turns a damaged journal into one that can be continued, or fails with
	// record.ErrSound if nothing is damaged. The damage is passed in English: it is
	// journaled.
	Repair(name, by string, at time.Time, english func(change.Statement) string) (change.RepairedData, error)
	// Verify judges a record, and looks for a head that was noted earlier.
	Verify(name, noted string) (record.Report, error)
	// Ours is nil if nothing is there yet, or if what is there belongs to this account;
	// otherwise its plan must not be run.
	Ours(name string) error
	// Holds reports whether a record is there, sound or not.
	Holds(name string) bool
	// Place is why other machines that use the record may not see its locks; empty if
	// they do, or if there are no others.
	Place(name string) change.Statement
}

// storeOf finds the store for the name of a record. No other code looks into such a
// name for where the record is kept.
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
