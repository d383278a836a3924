package cmd_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/config"
	"tminus/journal"
)

// TestSomebodyElsesRecord prepares a record of hers before she does, in a
// folder of his own, with his plan and a deviation that lets it take the place
// of hers: nothing in it is run or written, and she is told whose it is.
func TestSomebodyElsesRecord(t *testing.T) {
	outside(t)
	if os.Getuid() != 0 {
		skipLoudly(t, "needs root, to be somebody else")
	}
	dir, plan, _ := planned(t, killPlan)
	record, mark := filepath.Join(dir, "records", "kill"), filepath.Join(dir, "mark")
	his := strings.Replace(killPlan, "environment: A,", fmt.Sprintf("environment: A, checks: {icmp: false, exec: ['touch %s']},", mark), 1)
	hers := config.Digest([]byte(killPlan))
	trap(t, record, his, hers)
	for _, args := range [][]string{
		{"run", plan, "--headless", "--operator", "li"},
		{"run", plan, "--headless", "--operator", "li", "--sealed", config.Digest([]byte(his))},
		{"run", filepath.Join(record, "plan.yaml"), "--headless", "--operator", "li"},
		{"rehearse", plan, "--headless", "--operator", "li", "--record", record},
		{"do", record, "note", "x", "--by", "li"},
	} {
		c := shortly(t, args...)
		c.Dir = dir
		out, _ := c.CombinedOutput()
		if c.ProcessState.ExitCode() != 3 || !bytes.Contains(out, []byte("it belongs to nobody (uid 65534)")) {
			t.Errorf("%s: %v: %s", args, c.ProcessState, out)
		}
	}
	if _, err := os.Lstat(mark); err == nil {
		t.Error("his command was run")
	}
	for _, args := range [][]string{{"status", record}, {"verify", record}} {
		if out, _ := shortly(t, args...).CombinedOutput(); bytes.Contains(out, []byte("belongs to")) {
			t.Errorf("%s cannot look at it: %s", args[0], out)
		}
	}
}

// trap makes a record of nobody's.
func trap(t *testing.T, record, plan, accepts string) {
	t.Helper()
	r, err := journal.Create(record, []byte(plan))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(-time.Minute)
	_, err = r.Append(0, []change.Event{
		{At: at, Type: change.ChangeOpened, By: "he", Data: change.OpenedData{ID: "kill", Plan: config.Digest([]byte(plan))}},
		{At: at, Type: change.DeviationRecorded, By: "he", Data: change.DeviationData{What: change.PlanDeviation(accepts), Reason: "r", Second: "she"}},
	})
	err = errors.Join(err, r.Close(), filepath.WalkDir(record, func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Lchown(path, 65534, 65534))
	}), os.Chmod(record, 0o755))
	if err != nil {
		t.Fatal(err)
	}
}
