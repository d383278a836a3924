//go:build !linux

// Command bench needs Linux: only there all of 127.0.0.0/8 answers.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "bench: needs Linux, where all of 127.0.0.0/8 answers")
	os.Exit(1)
}
