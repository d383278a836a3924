package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// bench runs the test binary that holds all mutants.
type bench struct{ dir, binary, work string }

// test is a test of the package: how long it takes, and which mutants' places it
// runs through.
type test struct {
	name string
	took time.Duration
	hits map[int]bool
}

func (b *bench) build(overlay map[string]string) error {
	replaced := map[string]string{}
	for path, text := range overlay {
		name := filepath.Join(b.work, strconv.Itoa(len(replaced))+".go")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			return err
		}
		replaced[path] = name
	}
	list, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		return err
	}
	name := filepath.Join(b.work, "overlay.json")
	if err := os.WriteFile(name, list, 0o600); err != nil {
		return err
	}
	c := exec.Command("go", "test", "-vet=off", "-overlay", name, "-c", "-o", b.binary, ".")
	c.Dir = b.dir
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("the mutants do not build: %w\n%s", err, out)
	}
	return nil
}

// tests runs each test alone, without a mutant, and notes which places it runs
// through. The quickest tests come first.
func (b *bench) tests(match string, slowest time.Duration) ([]test, error) {
	only, err := regexp.Compile(match)
	if err != nil {
		return nil, err
	}
	c := exec.Command(b.binary, "-test.list", ".")
	c.Dir = b.dir
	out, err := c.Output()
	if err != nil {
		return nil, err
	}
	var list []test
	for name := range strings.Lines(string(out)) {
		name = strings.TrimSpace(name)
		if !strings.HasPrefix(name, "Test") && !strings.HasPrefix(name, "Fuzz") || !only.MatchString(name) {
			continue
		}
		t, ok, err := b.visit(name, slowest)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, t)
		}
	}
	slices.SortFunc(list, func(a, b test) int { return int(a.took - b.took) })
	return list, nil
}

func (b *bench) visit(name string, slowest time.Duration) (test, bool, error) {
	hits := filepath.Join(b.work, name+".hits")
	begin := time.Now()
	out, err := b.run(2*slowest, []string{"MUTANT_HITS=" + hits}, name)
	t := test{name: name, took: time.Since(begin), hits: map[int]bool{}}
	if t.took > slowest {
		fmt.Printf("left out, as it takes %s: %s\n", t.took.Round(time.Second), name)
		return t, false, nil
	}
	if err != nil { // such as one that counts allocations: to choose a mutant takes some
		fmt.Printf("left out, as it fails without a mutant: %s: %v\n%s", name, err, out)
		return t, false, nil
	}
	text, err := os.ReadFile(hits)
	if err != nil {
		return t, true, nil // it comes by no mutant
	}
	for line := range strings.Lines(string(text)) {
		n, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			return t, false, err
		}
		t.hits[n] = true
	}
	return t, true, nil
}

func (b *bench) run(limit time.Duration, env []string, names ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	c := exec.CommandContext(ctx, b.binary, "-test.failfast", "-test.run", "^("+strings.Join(names, "|")+")$")
	c.Dir, c.Env = b.dir, append(os.Environ(), env...)
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	return out.Bytes(), err
}

// fate runs the tests that reach a mutant, the quickest first. A test that does not
// end counts as having noticed it.
func (b *bench) fate(m mutant, known []test) fate {
	var runs [][]string // the quick ones together, each slow one alone
	var took time.Duration
	for _, t := range known {
		if !t.hits[m.n] {
			continue
		}
		if took += t.took; t.took < time.Second && len(runs) > 0 {
			runs[0] = append(runs[0], t.name)
		} else {
			runs = append(runs, []string{t.name})
		}
	}
	if len(runs) == 0 {
		return unseen
	}
	env := []string{"MUTANT=" + strconv.Itoa(m.n)}
	for _, names := range runs {
		if _, err := b.run(10*took+30*time.Second, env, names...); err != nil {
			return killed
		}
	}
	return survived
}
