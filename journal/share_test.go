package journal

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tminus/change"
	"tminus/record"
)

// The test binary is its own second process: with this variable set it does
// what the helper of that name does, on the record in its first argument.
const helperVar = "JOURNAL_TEST_HELPER"

func TestMain(m *testing.M) {
	helpers := map[string]func(r *Record, args []string) error{
		"append": func(r *Record, args []string) error {
			n, err := strconv.Atoi(args[1])
			return errors.Join(err, appendAll(r, args[0], n))
		},
		"flood": func(r *Record, args []string) error { return flood(r, args[0]) },
		"watch": watchUntilKilled,
		"hold":  holdUntilKilled,
	}
	if help := helpers[os.Getenv(helperVar)]; help != nil {
		r, err := Open(os.Args[1])
		if err == nil {
			err = help(r, os.Args[2:])
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// helper starts a second process.
func helper(t *testing.T, name, dir string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, append([]string{dir}, args...)...)
	cmd.Env = append(os.Environ(), helperVar+"="+name)
	cmd.Stderr = os.Stderr
	return cmd
}

// startAndAwait starts a second process and waits until it prints a line.
func startAndAwait(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kill(cmd) })
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("the second process said nothing: %v", err)
	}
}

func kill(cmd *exec.Cmd) {
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

// appendAll appends n numbered notes of a writer, as the engine does: whoever
// is behind reads and tries again.
func appendAll(r *Record, name string, n int) error {
	var last uint64
	for i := range n {
		for {
			events := append(note(fmt.Sprintf("%s %d a", name, i)), note(fmt.Sprintf("%s %d b", name, i))...)
			got, err := r.Append(last, events)
			if err == nil {
				last = got[1].Seq
				break
			}
			if !errors.Is(err, record.ErrBehind) {
				return err
			}
			news, err := record.Read(r, last)
			if err != nil {
				return err
			}
			last += uint64(len(news))
		}
	}
	return nil
}

// checkWriters makes sure that every writer's notes are there once and in
// order, the two of an append together.
func checkWriters(t *testing.T, dir string, writers []string, n int) {
	t.Helper()
	report, err := Verify(dir, "")
	if err != nil || report.Broken != nil {
		t.Fatalf("%+v, %v", report, err)
	}
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	events, err := record.Read(r, 0)
	if err != nil || len(events) != 2*n*len(writers) {
		t.Fatalf("%d events, want %d (%v)", len(events), 2*n*len(writers), err)
	}
	next := map[string]int{}
	for i := 0; i < len(events); i += 2 {
		a, b := events[i].Data.(change.NoteData).Text.Text, events[i+1].Data.(change.NoteData).Text.Text
		name, _, _ := strings.Cut(a, " ")
		want := fmt.Sprintf("%s %d ", name, next[name])
		if a != want+"a" || b != want+"b" {
			t.Fatalf("events %d and %d are %q and %q, want %qa and b", i+1, i+2, a, b, want)
		}
		next[name]++
	}
}

func TestGoroutinesShareARecord(t *testing.T) {
	r := newRecord(t)
	const n = 25
	writers := []string{"own1", "own2", "shared1", "shared2", "shared3"}
	var wg sync.WaitGroup
	for _, name := range writers {
		mine := r // a Record is for several goroutines too
		if strings.HasPrefix(name, "own") {
			mine = reopen(t, r)
		}
		wg.Go(func() {
			if err := appendAll(mine, name, n); err != nil {
				t.Error(err)
			}
		})
	}
	stop, seen := make(chan struct{}), make(chan error)
	go func() { seen <- poll(r.Name(), stop) }()
	wg.Wait()
	close(stop)
	if err := <-seen; err != nil {
		t.Error(err)
	}
	checkWriters(t, r.Name(), writers, n)
}

// poll reads along until it is stopped, and makes sure that it never sees half
// an append.
func poll(dir string, stop chan struct{}) error {
	r, err := Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	var last uint64
	for {
		events, err := record.Read(r, last)
		if err != nil {
			return err
		}
		if last += uint64(len(events)); last%2 != 0 {
			return fmt.Errorf("the reader saw %d events: half of an append", last)
		}
		if n := r.Notices(); len(n) > 0 {
			return fmt.Errorf("the reader saw an unfinished end: %q", n)
		}
		select {
		case <-stop:
			return nil
		default:
			time.Sleep(100 * time.Microsecond)
		}
	}
}

func TestProcessesShareARecord(t *testing.T) {
	r := newRecord(t)
	const n = 20
	writers := []string{"p1", "p2", "p3", "p4"}
	var wg sync.WaitGroup
	for _, name := range writers {
		cmd := helper(t, "append", r.Name(), name, strconv.Itoa(n))
		wg.Go(func() {
			if err := cmd.Run(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
	wg.Wait()
	checkWriters(t, r.Name(), writers, n)
}

// flood appends until it is killed, and says when it has begun.
func flood(r *Record, name string) error {
	for i := 0; ; i++ {
		if err := appendAll(r, name, 1); err != nil {
			return err
		}
		if i == 0 {
			fmt.Println("begun")
		}
	}
}

func TestKilledWritersLoseNothingThatWasRead(t *testing.T) {
	r := newRecord(t)
	var known []change.Event
	for round := range 6 {
		one, two := helper(t, "flood", r.Name(), "one"), helper(t, "flood", r.Name(), "two")
		startAndAwait(t, one)
		startAndAwait(t, two)
		time.Sleep(time.Duration(round) * 7 * time.Millisecond)
		kill(one)
		kill(two)
		again := reopen(t, r)
		events, err := record.Read(again, 0)
		if err != nil || len(events) < len(known)+2 {
			t.Fatalf("round %d: %d events after %d, %v", round, len(events), len(known), err)
		}
		for i, e := range known {
			if events[i].Hash != e.Hash {
				t.Fatalf("round %d: event %d is another one", round, i+1)
			}
		}
		if known, err = again.Append(uint64(len(events)), note("after the kill")); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		known = append(events, known...)
	}
	if report, err := Verify(r.Name(), ""); err != nil || report.Broken != nil {
		t.Errorf("%+v, %v", report, err)
	}
}

func watchUntilKilled(r *Record, _ []string) error {
	if _, err := r.LockWatch(); err != nil {
		return err
	}
	if err := r.Beat(record.Live{PID: os.Getpid(), Host: "jump\x1b[31m-1"}); err != nil {
		return err
	}
	fmt.Println("watching")
	time.Sleep(time.Hour)
	return nil
}

func TestOneProcessWatches(t *testing.T) {
	r := newRecord(t)
	other := helper(t, "watch", r.Name())
	startAndAwait(t, other)
	want := fmt.Sprintf("(process %d on jump-1)", other.Process.Pid)
	if _, err := r.LockWatch(); !errors.Is(err, record.ErrWatched) || !strings.Contains(english(err), want) {
		t.Fatalf("while another process watches: %v, want ErrWatched %s", err, want)
	}
	kill(other)
	unlock, err := r.LockWatch()
	if err != nil {
		t.Fatalf("a dead process is no watcher: %v", err)
	}
	if _, err := reopen(t, r).LockWatch(); !errors.Is(err, record.ErrWatched) {
		t.Errorf("while this process watches: %v", err)
	}
	if err := errors.Join(unlock(), unlock()); err != nil {
		t.Fatal(err)
	}
	if _, err = reopen(t, r).LockWatch(); err != nil {
		t.Errorf("nobody watches any more: %v", err)
	}
}

// holdUntilKilled keeps the lock, as a writer does that was stopped with Ctrl-Z.
func holdUntilKilled(r *Record, _ []string) error {
	return exclusively(r.Name(), time.Second, func() error {
		fmt.Println("holding")
		time.Sleep(time.Hour)
		return nil
	})
}

func TestALockThatIsHeldTooLongIsSaid(t *testing.T) {
	r, events := filled(t)
	last := uint64(len(events))
	reader := reopen(t, r)
	other := helper(t, "hold", r.Name())
	startAndAwait(t, other)
	r.patience, reader.patience = 20*time.Millisecond, 20*time.Millisecond
	if _, err := r.Append(last, note("x")); !errors.Is(err, record.ErrBusy) || !strings.Contains(english(err), "fuser") {
		t.Errorf("append: %v, want ErrBusy", err)
	}
	if _, err := record.Read(reader, 0); !errors.Is(err, record.ErrBusy) {
		t.Errorf("read: %v, want ErrBusy", err)
	}
	kill(other)
	if _, err := r.Append(last, note("x")); err != nil {
		t.Errorf("the holder is dead: %v", err)
	}
}
