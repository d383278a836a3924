// Command tminus is a terminal cockpit for change windows.
package main

import (
	"os"

	"tminus/cmd"
)

func main() {
	os.Exit(cmd.Main(os.Args[1:]))
}
