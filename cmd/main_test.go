package cmd_test

import (
	"flag"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"tminus/cmd"
)

func TestMain(m *testing.M) {
	testscript.Main(beside{m}, map[string]func(){
		"tminus": func() { os.Exit(cmd.Main(os.Args[1:])) },
	})
}

// sideBySide is how many tests run at once, on a machine of any size: they wait
// for clocks, disks and terminals far longer than they compute.
const sideBySide = "10"

// beside runs the tests side by side, and removes what all of them shared.
type beside struct{ *testing.M }

func (b beside) Run() int {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if !given {
		_ = flag.Set("test.parallel", sideBySide)
	}
	defer removeBinary()
	return b.M.Run()
}

// TestScripts runs the binary as scripts do: see testdata/*.txt.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{Dir: "testdata", RequireExplicitExec: true, RequireUniqueNames: true, Cmds: commands()})
}
