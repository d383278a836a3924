package cmd

import (
	"errors"
	"testing"

	"tminus/record/recordtest"
)

// What the commands need of a record is what the suite asks of each place that
// keeps one.
var _ opened = recordtest.Record(nil)

var _ recordtest.Record = opened(nil)

// TestRecordsElsewhere: the name of a record says where it is kept; a place
// that we do not know is no folder of that name.
func TestRecordsElsewhere(t *testing.T) {
	t.Parallel()
	var usage invalid
	for _, open := range []func() error{
		func() error { _, err := openRecord("nats://hub/CHG-1"); return err },
		func() error { _, err := createRecord("nats://hub/CHG-1", nil); return err },
	} {
		if err := open(); !errors.As(err, &usage) {
			t.Errorf("%v", err)
		}
	}
}
