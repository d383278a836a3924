package cmd_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"tminus/change"
	"tminus/journal"
)

// TestCrowd has two cockpits begin the same change at once, ten more look on,
// and fifty acts arrive together; then the one that probes is killed. There is
// always one prober, and no event is lost or doubled.
func TestCrowd(t *testing.T) {
	outside(t)
	_, plan, record := planned(t, killPlan)
	runs := map[int]*exec.Cmd{}
	outs := map[int]*output{}
	join := func(n int) {
		for range n {
			run, out := headless(t, nil, plan, "--record", record)
			runs[run.Process.Pid], outs[run.Process.Pid] = run, out
		}
	}
	join(2)
	await(t, record, change.SignalBack, "A1")
	join(10)
	for _, out := range outs {
		present(t, record, out)
	}

	acts := make([]string, 50)
	var all sync.WaitGroup
	for i := range acts {
		acts[i] = fmt.Sprintf("act %d", i)
		all.Go(func() {
			out, err := exec.Command(binary(t), "do", record, "note", acts[i], "--by", fmt.Sprintf("p%d", i)).CombinedOutput()
			if err != nil {
				t.Errorf("%s: %v: %s", acts[i], err, out)
			}
		})
	}
	held := make(chan int, 10)
	for i := range cap(held) { // of ten at once one can be the first
		all.Go(func() {
			c := exec.Command(binary(t), "do", record, "hold", "--reason", fmt.Sprint("hold ", i), "--by", "li")
			_ = c.Run()
			held <- c.ProcessState.ExitCode()
		})
	}
	all.Wait()
	codes := map[int]int{}
	for range cap(held) {
		codes[<-held]++
	}
	if n := countType(recorded(t, record), change.ChangeHeld); n != 1 || codes[0] != 1 || codes[3] != 9 {
		t.Errorf("held %d times; exit codes of ten: %v", n, codes)
	}

	dead := prober(t, record, 0)
	if err := runs[dead].Process.Kill(); err != nil {
		t.Fatal(err)
	}
	next := prober(t, record, dead)
	if runs[next] == nil {
		t.Fatalf("process %d probes, which is none of ours", next)
	}
	await(t, record, change.ChangeResumed, "")
	tminus(t, "do", record, "close", "--outcome", "partial", "--by", "li")
	for pid, run := range runs {
		if err := run.Wait(); pid != dead && err != nil {
			t.Errorf("process %d: %v", pid, err)
		}
	}
	judgeCrowd(t, record, acts)
	for pid, out := range outs {
		if last := out.all(); pid != dead && (len(last) == 0 || lineType(last[len(last)-1]) != change.ChangeClosed) {
			t.Errorf("process %d did not print the end", pid)
		}
	}
}

// present waits until a cockpit prints what is written: it has joined in.
func present(t *testing.T, record string, out *output) {
	t.Helper()
	for end := time.Now().Add(waitPatience); len(out.all()) == 0; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("a cockpit never joined in")
		}
		tminus(t, "do", record, "note", "is everybody here?", "--by", "li")
	}
}

func lineType(line string) change.Type {
	var e change.Event
	_ = json.Unmarshal([]byte(line), &e)
	return e.Type
}

// prober waits until a process other than the given one says that it probes.
func prober(t *testing.T, record string, not int) int {
	t.Helper()
	r, err := journal.Open(record)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for end := time.Now().Add(waitPatience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if live, ok, err := r.Live(); err == nil && ok && live.PID != not {
			return live.PID
		}
	}
	t.Fatal("nobody probes")
	return 0
}

func judgeCrowd(t *testing.T, record string, acts []string) {
	t.Helper()
	tminus(t, "verify", record)
	notes, types := map[string]int{}, map[change.Type]int{}
	for _, e := range recorded(t, record) {
		types[e.Type]++
		if d, ok := e.Data.(change.NoteData); ok {
			notes[d.Text.Text]++
		}
	}
	for _, act := range acts {
		if notes[act] != 1 {
			t.Errorf("%s stands %d times in the journal", act, notes[act])
		}
	}
	for _, kind := range []change.Type{change.ChangeOpened, change.ChangeResumed, change.ChangeClosed, change.SignalBack} {
		if types[kind] != 1 {
			t.Errorf("%d times %s in the journal: more than one probes", types[kind], kind)
		}
	}
}

// TestBeginTogether starts three cockpits on one new record in the same instant:
// one opens the change and probes, and all see it through.
func TestBeginTogether(t *testing.T) {
	outside(t)
	dir := t.TempDir()
	plan := filepath.Join(dir, "plan.yaml")
	if err := os.WriteFile(plan, []byte(killPlan), 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		record := filepath.Join(dir, fmt.Sprint("rec", i))
		var runs []*exec.Cmd
		var outs []*output
		for range 3 {
			run, out := headless(t, nil, plan, "--record", record)
			runs, outs = append(runs, run), append(outs, out)
		}
		await(t, record, change.SignalBack, "A1")
		for _, out := range outs {
			present(t, record, out)
		}
		tminus(t, "do", record, "close", "--outcome", "partial", "--by", "li")
		for _, run := range runs {
			if err := run.Wait(); err != nil {
				t.Errorf("one of three: %v", err)
			}
		}
		events := recorded(t, record)
		if n, again := countType(events, change.ChangeOpened), countType(events, change.ChangeResumed); n != 1 || again != 0 {
			t.Errorf("opened %d times, resumed %d times", n, again)
		}
		tminus(t, "verify", record)
	}
}

// TestKilledWhileItBegins kills cockpits in the first moments of a record, again
// and again at a later instant: the next one begins where it was left.
func TestKilledWhileItBegins(t *testing.T) {
	outside(t)
	dir := t.TempDir()
	plan := filepath.Join(dir, "plan.yaml")
	if err := os.WriteFile(plan, []byte(killPlan), 0o600); err != nil {
		t.Fatal(err)
	}
	half := 0
	for i := range 12 {
		record := filepath.Join(dir, fmt.Sprint("rec", i))
		first, _ := headless(t, nil, plan, "--record", record)
		time.Sleep(time.Duration(2*i) * time.Millisecond)
		_ = first.Process.Kill()
		_ = first.Wait()
		if _, err := os.Stat(filepath.Join(record, "journal.jsonl")); err != nil {
			half++
		}
		again, _ := headless(t, nil, plan, "--record", record)
		await(t, record, change.SignalBack, "A1")
		_ = again.Process.Kill()
		_ = again.Wait()
		tminus(t, "verify", record)
		if n := countType(recorded(t, record), change.ChangeOpened); n != 1 {
			t.Errorf("killed after %d ms: opened %d times", 2*i, n)
		}
	}
	t.Logf("of 12 records %d had no journal yet", half)
}
