package journal

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"tminus/record/recordtest"
)

// TestFolder: a folder does for a cockpit what every place does that keeps records.
func TestFolder(t *testing.T) {
	dir, n := t.TempDir(), 0
	opened := func(r *Record, err error) (recordtest.Record, error) {
		if err != nil {
			return nil, err
		}
		t.Cleanup(func() { _ = r.Close() })
		return r, nil
	}
	recordtest.Run(t, recordtest.Backend{
		Create: func(name string, plan []byte) (recordtest.Record, error) { return opened(Create(name, plan)) },
		Open:   func(name string) (recordtest.Record, error) { return opened(Open(name)) },
		Verify: Verify,
		NewName: func() string {
			n++
			return filepath.Join(dir, strconv.Itoa(n))
		},
		Spoil: func(name, file string) error {
			return os.WriteFile(filepath.Join(name, evidenceName, file), []byte("exit code 1"), 0o600)
		},
	})
}
