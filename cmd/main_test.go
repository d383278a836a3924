package cmd_test

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"tminus/cmd"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"tminus": func() { os.Exit(cmd.Main(os.Args[1:])) },
	})
}

// TestScripts runs the binary as scripts do: see testdata/*.txt.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata", RequireExplicitExec: true, RequireUniqueNames: true, Cmds: commands()})
}
