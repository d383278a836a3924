package cmd

import (
	"errors"
	"runtime/debug"

	"tminus/change"
	"tminus/engine"
	"tminus/record"
)

// readableRecord is a record opened for reading, as far as its journal can be
// trusted.
type readableRecord struct {
	record opened
	ledger *engine.Ledger
	// damage is where the part that can be trusted ends; nil: there is no damage.
	damage *record.Damage
}

// openForReading is openLedger for a command that does not write: damage is reported
// along with what comes before it.
func openForReading(name string) (readableRecord, error) {
	r, ledger, err := openLedger(name)
	l := readableRecord{record: r, ledger: ledger}
	if errors.As(err, &l.damage) {
		return l, nil
	}
	return l, err
}

// openLedger opens a record by its sealed plan.
func openLedger(dir string) (opened, *engine.Ledger, error) {
	record, plan, err := openSealed(dir)
	if err != nil {
		return nil, nil, err
	}
	ledger, err := readLedger(record, plan)
	return record, ledger, err
}

// readLedger reads a journal from its start. A long one makes so much garbage, and
// leaves so little behind, that collecting it less often saves a sixth of the time.
func readLedger(r engine.Journal, plan *change.Plan) (*engine.Ledger, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	ledger, err := engine.NewLedger(r, plan, nil)
	if ledger != nil {
		ledger.Speak(english(plan))
	}
	return ledger, err
}
