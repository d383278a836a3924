//go:debug x509negativeserial=1
//go:debug tlssha1=1

// Old Windows servers show certificates that Go no longer accepts; the two
// settings above let the checks that only ask for a name still talk to them.

// Command tminus is a terminal cockpit for change windows.
package main

import (
	"os"

	"tminus/cmd"
)

func main() {
	os.Exit(cmd.Main(os.Args[1:]))
}
