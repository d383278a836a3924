//go:build !windows

package fault

// native are the errors that only Windows has.
func native(string) []known { return nil }
