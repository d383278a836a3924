package cmd_test

import (
	"os"
	"path/filepath"
	"testing"
)

// planned is a folder with a plan, and where its record will be.
func planned(t *testing.T, text string) (dir, plan, record string) {
	t.Helper()
	dir = t.TempDir()
	plan, record = filepath.Join(dir, "plan.yaml"), filepath.Join(dir, "rec")
	if err := os.WriteFile(plan, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, plan, record
}

// outside marks a test that looks at the built program from outside, and
// mostly waits: it runs beside others.
func outside(t *testing.T) {
	t.Helper()
	once(t)
	t.Parallel()
}

// once skips in the run with the race detector, which does not look into the
// programs that a test starts.
func once(t *testing.T) {
	t.Helper()
	if raced {
		skipLoudly(t, "the race detector does not look into the built program; it runs without")
	}
}
