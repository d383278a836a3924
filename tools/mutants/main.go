// Mutants measures how much the tests of a package notice. It changes the package in
// many small ways, one at a time, and runs the tests that reach the changed place: a
// mutant that makes no test fail has survived. Run it from the top of the module:
//
//	go run -C tools ./mutants [flags] change
//
// All mutants are compiled into one test binary, each behind a number that the
// environment chooses, so that a mutant costs a run of few tests and no build.
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	files := flag.String("files", "", "mutate the files alone whose names match")
	tests := flag.String("tests", ".", "run the tests alone whose names match")
	few := flag.Int("few", 0, "try that many mutants, chosen by -seed; 0: all")
	seed := flag.Uint64("seed", 1, "chooses the few")
	workers := flag.Int("workers", 2, "how many run at once")
	slowest := flag.Duration("slowest", 60*time.Second, "leave out tests that take longer")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "mutants: name one package by its folder")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *files, *tests, *few, *seed, *workers, *slowest); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func run(pkg, files, tests string, few int, seed uint64, workers int, slowest time.Duration) error {
	only, err := regexp.Compile(files)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	top, err := filepath.Abs("..")
	if err != nil {
		return err
	}
	dir := filepath.Join(top, pkg)
	mutants, overlay, err := mutate(dir, only)
	if err != nil {
		return err
	}
	b := &bench{dir: dir, binary: filepath.Join(work, "mutants.test"), work: work}
	if err := b.build(overlay); err != nil {
		return err
	}
	known, err := b.tests(tests, slowest)
	if err != nil {
		return err
	}
	fmt.Printf("%d mutants of %s, %d tests\n", len(mutants), pkg, len(known))
	if few > 0 && few < len(mutants) {
		rng := rand.New(rand.NewPCG(seed, 0))
		rng.Shuffle(len(mutants), func(i, j int) { mutants[i], mutants[j] = mutants[j], mutants[i] })
		mutants = mutants[:few]
	}
	fates := try(b, mutants, known, workers)
	sum(fates)
	return nil
}

// fate is what became of a mutant.
type fate int

const (
	killed   fate = iota // a test failed
	survived             // the tests that come by there all passed
	unseen               // no test comes by there
)

func try(b *bench, mutants []mutant, known []test, workers int) []fate {
	fates := make([]fate, len(mutants))
	var next atomic.Int64
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(mutants) {
					return
				}
				fates[i] = b.fate(mutants[i], known)
				tell(mutants[i], fates[i])
			}
		})
	}
	group.Wait()
	return fates
}

// tell prints the fate of a mutant as soon as it is known: what is chosen by dice is a
// fair sample whenever somebody ends the run.
func tell(m mutant, is fate) {
	fmt.Printf("%-8s %s\n", []string{killed: "killed", survived: "SURVIVED", unseen: "UNSEEN"}[is], m)
}

func sum(fates []fate) {
	count := map[fate]int{}
	for _, is := range fates {
		count[is]++
	}
	alive, all := count[survived]+count[unseen], len(fates)
	fmt.Printf("%d of %d mutants survived (%.1f %%), %d of them where no test comes by\n", alive, all, 100*float64(alive)/float64(max(1, all)), count[unseen])
}
