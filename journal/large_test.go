package journal

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"tminus/fault"
)

// TestNothingFillsTheMemory: a file of a record that is read as a whole and that
// somebody made larger than any of its kind is refused, and only begun.
func TestNothingFillsTheMemory(t *testing.T) {
	for _, name := range []string{liveName, planName} {
		r, _ := filled(t)
		if err := os.WriteFile(filepath.Join(r.dir, name), []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(filepath.Join(r.dir, name), maxWhole+1); err != nil {
			t.Fatal(err)
		}
		_, err := readIn(r.dir, name)
		if fault.Of(err).Code != folderLarge {
			t.Errorf("%s: %v", name, err)
		}
		if _, _, live := r.Live(); name == liveName && live == nil {
			t.Error("it is a sign of life")
		}
		if _, plan := r.Plan(); name == planName && (plan == nil || errors.Is(plan, os.ErrNotExist)) {
			t.Errorf("it is a plan: %v", plan)
		}
	}
}
