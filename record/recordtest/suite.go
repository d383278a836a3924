// Package recordtest tries whatever keeps records: each kind of place must do
// for a cockpit what the suite here asks of it.
package recordtest

import (
	"io"
	"testing"
	"time"

	"tminus/change"
	"tminus/record"
)

// Record is all that cockpits need of a record: what engine and cmd declare
// where they use it.
type Record interface {
	Append(after uint64, events []change.Event) ([]change.Event, error)
	Each(after uint64, do func([]change.Event)) error

	Keep(path string, l record.Label) (change.EvidenceFile, error)
	KeepFrom(in io.Reader, base string, l record.Label) (change.EvidenceFile, error)
	Discard(f change.EvidenceFile) error
	OpenEvidence(name string) (io.ReadCloser, error)

	LockWatch() (unlock func() error, err error)
	Beat(l record.Live) error
	Live() (record.Live, bool, error)
	Held() bool

	Name() string
	Plan() ([]byte, error)
	PlanName() string
	Written() time.Time
	Notices() []change.Statement
	Close() error
}

// Backend is a kind of place that keeps records.
type Backend struct {
	// Create makes the record of that name, or fails with record.ErrExists.
	Create func(name string, plan []byte) (Record, error)
	// Open opens a record anew, as another process does.
	Open func(name string) (Record, error)
	// Verify judges a record, and looks for a head that was noted.
	Verify func(name, noted string) (record.Report, error)
	// NewName is that of a record which does not exist yet.
	NewName func() string
	// Spoil alters a kept file where it lies; nil where nobody can get at it.
	Spoil func(name, file string) error
}

// Check is one thing that a cockpit relies on.
type Check struct {
	Name string
	// Try is nil if the backend does it, and says what it does instead.
	Try func(Backend) error
}

// Checks are all of them.
func Checks() []Check {
	return []Check{
		{"events come back as they were appended", comesBack},
		{"each line follows the one before it", chains},
		{"a batch is written whole or not at all", wholeOrNot},
		{"who is behind writes nothing", behindWritesNothing},
		{"who is ahead is told", aheadIsTold},
		{"what is appended is there for all", thereForAll},
		{"writers side by side lose nothing", nothingLost},
		{"who follows gets each event once", followsOnce},
		{"one process at a time has the role", oneProber},
		{"a sign of life reaches others", signOfLife},
		{"evidence comes back byte for byte", evidenceComesBack},
		{"evidence is never written over", evidenceStays},
		{"evidence that was discarded is gone", discarded},
		{"the plan is sealed", sealed},
		{"a record is made once", madeOnce},
		{"verify vouches for a sound record", vouches},
		{"verify finds evidence that was altered", findsSpoilt},
		{"a record that was closed takes nothing", closedTakesNothing},
	}
}

// Run tries all of them.
func Run(t *testing.T, b Backend) {
	t.Helper()
	for _, c := range Checks() {
		t.Run(c.Name, func(t *testing.T) {
			if err := c.Try(b); err != nil {
				t.Error(err)
			}
		})
	}
}
