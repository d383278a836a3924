package ui

import (
	"os"
	"runtime"
	"runtime/debug"
	"testing"
)

// TestMain lets the garbage of ten thousand frames lie longer: a quarter of the
// time of these tests went into collecting it.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	runtime.MemProfileRate = 0
	os.Exit(m.Run())
}
