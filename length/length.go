// Package length says how much of a long proof a test does: a sample in a plain
// `go test`, all of it in `make full`, which CI runs.
package length

import "os"

// Full reports whether proofs are done at full length.
func Full() bool { return os.Getenv("TMINUS_FULL") != "" }

// Of is the first where a sample will do, and the second at full length.
func Of[T any](sample, full T) T {
	if Full() {
		return full
	}
	return sample
}
