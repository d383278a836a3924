package cmd_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tminus/change"
)

// TestHeadlessTellsAtOnce: while the journal cannot be written, a watch that no
// screen shows tells what comes due as it comes, and status says that somebody
// watches who cannot save it. When the journal is back, all of it is there once.
func TestHeadlessTellsAtOnce(t *testing.T) {
	outside(t)
	for name, fault := range map[string]struct {
		lang         string
		strike, mend func(f *headlessFault)
		words        []string
	}{
		"full": {
			"en", func(f *headlessFault) { f.fill() },
			func(f *headlessFault) { f.must(os.Remove(filepath.Join(f.path, "ballast"))) },
			[]string{"JOURNAL NOT WRITING: ", "the disk is full", "NOT SAVED: ", "the journal is written again"},
		},
		"no descriptors": {
			"zh", func(f *headlessFault) { f.descriptors(3) },
			func(f *headlessFault) { f.descriptors(1024) },
			[]string{"日志无法写入：", "未保存：", "日志已恢复写入"},
		},
		"read-only": {
			"en", func(f *headlessFault) { f.readOnly() },
			func(f *headlessFault) { f.must(syscall.Unmount(f.record, syscall.MNT_DETACH)) },
			[]string{"JOURNAL NOT WRITING: ", "NOT SAVED: ", "the journal is written again"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := startHeadlessFault(newDisk(t), fault.lang)
			fault.strike(f)
			f.tells(fault.words[:len(fault.words)-1]...)
			f.tells(`"rung":"stop"`, `"rung":"vendor"`)
			f.statusSays()
			fault.mend(f)
			f.tells(fault.words[len(fault.words)-1])
			f.must(f.run.Process.Signal(syscall.SIGTERM))
			_ = f.run.Wait()
			for _, rung := range []string{"late", "stop", "vendor"} {
				if n := strings.Count(strings.Join(f.printed.all(), "\n"), `"rung":"`+rung+`"`); n != 1 {
					t.Errorf("rung %s was printed %d times as journaled", rung, n)
				}
				if n := strings.Count(strings.Join(f.said.all(), "\n"), `"rung":"`+rung+`"`); n > 1 {
					t.Errorf("rung %s was told %d times as not saved", rung, n)
				}
			}
			tminus(t, "verify", f.record)
		})
	}
}

// headlessFault is a headless cockpit whose disk is about to fail, with a reboot
// under way.
type headlessFault struct {
	*disk
	record        string
	run           *exec.Cmd
	printed, said *output
}

func startHeadlessFault(d *disk, lang string) *headlessFault {
	d.t.Helper()
	f := &headlessFault{disk: d, record: filepath.Join(d.path, "rec"), printed: &output{}, said: &output{}}
	plan := filepath.Join(d.t.TempDir(), "plan.yaml")
	d.must(os.WriteFile(plan, []byte(faultPlan), 0o600))
	f.run = exec.Command(binary(d.t), "run", plan, "--headless", "--record", f.record, "--operator", "li", "--lang", lang)
	f.run.Stdout, f.run.Stderr = f.printed, f.said
	d.must(f.run.Start())
	d.t.Cleanup(func() { _ = f.run.Process.Kill(); _ = f.run.Wait() })
	await(d.t, f.record, change.SignalBack, "A1")
	tminus(d.t, "do", f.record, "start", "A1", "--by", "li")
	tminus(d.t, "do", f.record, "reboot", "A1", "--by", "li")
	awaitBeat(d.t, f.record, await(d.t, f.record, change.RebootRequested, "A1").At) // it has read it
	return f
}

// descriptors is how many files the cockpit may have open from now on.
func (f *headlessFault) descriptors(n uint64) {
	f.t.Helper()
	var limit unix.Rlimit
	f.must(unix.Prlimit(f.run.Process.Pid, unix.RLIMIT_NOFILE, nil, &limit))
	limit.Cur = n
	f.must(unix.Prlimit(f.run.Process.Pid, unix.RLIMIT_NOFILE, &limit, nil))
}

// tells waits until stderr says all of that.
func (f *headlessFault) tells(texts ...string) {
	f.t.Helper()
	for _, text := range texts {
		for end := time.Now().Add(waitPatience); !strings.Contains(strings.Join(f.said.all(), "\n"), text); time.Sleep(50 * time.Millisecond) {
			if time.Now().After(end) {
				f.t.Fatalf("stderr does not say %q:\n%s", text, strings.Join(f.said.all(), "\n"))
			}
		}
	}
}

// statusSays waits until status tells another process that somebody watches, and
// what that one cannot save.
func (f *headlessFault) statusSays() {
	f.t.Helper()
	var status struct {
		Watched bool
		Unsaved int
	}
	for end := time.Now().Add(waitPatience); status.Unsaved < 3; time.Sleep(100 * time.Millisecond) {
		out, err := exec.Command(binary(f.t), "status", "--json", f.record).Output()
		var exit *exec.ExitError
		if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
			f.t.Fatalf("status: %v", err)
		}
		f.must(json.Unmarshal(out, &status))
		if time.Now().After(end) {
			f.t.Fatalf("status says %+v", status)
		}
	}
	if !status.Watched {
		f.t.Errorf("status says %+v", status)
	}
	for lang, want := range map[string]string{"en": "NOT SAVED: process", "zh": "未保存："} {
		out, _ := exec.Command(binary(f.t), "status", f.record, "--lang", lang).Output()
		if !strings.Contains(string(out), want) {
			f.t.Errorf("status does not say %q:\n%s", want, out)
		}
	}
}

// TestHeadlessReaderStalls: a reader of the events that reads no more holds up neither
// the watch, nor the end that somebody asks for, nor the end of the change.
func TestHeadlessReaderStalls(t *testing.T) {
	outside(t)
	for name, end := range map[string]func(run *exec.Cmd, record string){
		"asked to end": func(run *exec.Cmd, _ string) { _ = run.Process.Signal(syscall.SIGTERM) },
		"closed, then asked": func(run *exec.Cmd, record string) {
			tminus(t, "do", record, "close", "--outcome", "partial", "--by", "li")
			_ = run.Process.Signal(syscall.SIGTERM)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, plan, record := planned(t, faultPlan)
			read, write, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = read.Close() }()
			run := exec.Command(binary(t), "run", plan, "--headless", "--record", record, "--operator", "li")
			run.Stdout = write
			if err := run.Start(); err != nil {
				t.Fatal(err)
			}
			_ = write.Close()
			t.Cleanup(func() { _ = run.Process.Kill() })
			await(t, record, change.SignalBack, "A1")
			for range 40 { // more than a pipe holds
				tminus(t, "do", record, "note", strings.Repeat("x", 2000), "--by", "li")
			}
			awaitBeat(t, record, time.Now())
			end(run, record)
			ended := make(chan error, 1)
			go func() { ended <- run.Wait() }()
			select {
			case <-ended:
			case <-time.After(waitPatience):
				t.Error("it does not end")
			}
			tminus(t, "verify", record)
		})
	}
}
