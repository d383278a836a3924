package cmd_test

import "testing"

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
