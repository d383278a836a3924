package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
	"tminus/engine"
	"tminus/wording"
)

// memory is a journal that several engines can share, and that can fail.
type memory struct {
	mu     sync.Mutex
	events []change.Event
	fail   error
	// before is called once before the next append, as a faster process would.
	before func()
}

func (m *memory) Each(after uint64, do func([]change.Event)) error {
	m.mu.Lock()
	events := slices.Clone(m.events[after:])
	m.mu.Unlock()
	do(events)
	return nil
}

func (m *memory) Append(after uint64, events []change.Event) ([]change.Event, error) {
	if hook := m.takeHook(); hook != nil {
		hook()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return nil, m.fail
	}
	if after != uint64(len(m.events)) {
		return nil, errors.New("behind")
	}
	stamped := make([]change.Event, len(events))
	for i, e := range events {
		e.Seq = after + uint64(i) + 1
		stamped[i] = e
	}
	m.events = append(m.events, stamped...)
	return stamped, nil
}

// says is what a statement says in English.
func says(s change.Statement) string { return wording.NewSpeaker(wording.English, nil).Say(s) }

// hook lets something happen once before the next append.
func (m *memory) hook(before func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.before = before
}

func (m *memory) takeHook() func() {
	m.mu.Lock()
	defer m.mu.Unlock()
	before := m.before
	m.before = nil
	return before
}

func (m *memory) setFail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = err
}

func (m *memory) types() []change.Type {
	m.mu.Lock()
	defer m.mu.Unlock()
	var types []change.Type
	for _, e := range m.events {
		types = append(types, e.Type)
	}
	return types
}

// sameState compares states host by host. Their plan is one and the same.
var sameState = cmp.Options{
	cmp.Comparer(func(_, _ *change.Plan) bool { return true }),
	cmp.Transformer("hosts", func(f change.Fleet) (hosts []*change.HostState) {
		for _, h := range f.All() {
			hosts = append(hosts, h)
		}
		return hosts
	}),
}

func plan() *change.Plan {
	return &change.Plan{
		Change: change.Info{ID: "c1", Zone: time.UTC},
		Hosts: []change.Host{{
			Name: "A1", Environment: "A", Checks: change.Checks{ICMP: true},
			Reboot: change.RebootNorm{Expected: 10 * time.Minute, Settle: 30 * time.Second, ShutdownLimit: time.Minute},
			Ladder: change.DefaultLadder(10 * time.Minute),
		}},
		Order: []string{"A1"},
		Probe: change.Probe{Interval: time.Second, Timeout: 800 * time.Millisecond, DownAfter: 3, UpAfter: 3},
	}
}

// everySecond answers, or does not, once a second.
type everySecond struct{ answers func() bool }

func (s everySecond) Run(ctx context.Context, in change.Intake) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case now := <-tick.C:
			o := change.Observation{Host: "A1", Check: change.SignalICMP, At: now, Verdict: change.Answered}
			if !s.answers() {
				o.Verdict, o.Cause = change.Lost, change.CauseTimeout
			}
			in.Observe([]change.Observation{o})
			in.Tick(now)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func up() bool { return true }

func start(t *testing.T, o engine.Options) (*engine.Engine, func()) {
	t.Helper()
	e, err := engine.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	return e, func() {
		t.Helper()
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}

func count(types []change.Type, want change.Type) int {
	n := 0
	for _, t := range types {
		if t == want {
			n++
		}
	}
	return n
}

func TestObservationsBecomeJournalAndSnapshot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &memory{}
		e, stop := start(t, engine.Options{Plan: plan(), Journal: j, Source: everySecond{up}, By: "li"})
		time.Sleep(10 * time.Second)
		if err := e.Do(change.Start{By: "li", Host: "A1"}); err != nil {
			t.Fatal(err)
		}
		if work := e.Snapshot().State.Host("A1").Work; work != change.Started {
			t.Errorf("after Do the snapshot says %q", work)
		}
		stop()
		if err := e.Do(change.AddNote{By: "li", Text: "too late"}); !errors.Is(err, engine.ErrStopped) {
			t.Errorf("Do after the end: %v", err)
		}
		if got := j.types(); got[0] != change.ChangeOpened || got[1] != change.SignalBack {
			t.Errorf("journal: %v", got)
		}
	})
}

// notes is a source that notices something beside the hosts.
type notes struct{ change.Statement }

func (n notes) Run(ctx context.Context, in change.Intake) error {
	in.Note(n.Statement)
	<-ctx.Done()
	return ctx.Err()
}

// TestSourceNotes: what a source notices beside the hosts is in the record, with
// nobody's name.
func TestSourceNotes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j, want := &memory{}, change.Stated(change.NoteForged, "host", "A1")
		_, stop := start(t, engine.Options{Plan: plan(), Journal: j, Source: notes{want}, By: "li"})
		time.Sleep(time.Second)
		stop()
		last := j.events[len(j.events)-1]
		d, ok := last.Data.(change.NoteData)
		if !ok || last.By != "" || d.Text.Code != want.Code {
			t.Errorf("journaled: %+v", last)
		}
	})
}

func TestRefusalIsJournaledAndReturned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &memory{}
		e, stop := start(t, engine.Options{Plan: plan(), Journal: j, Source: everySecond{up}, By: "li"})
		defer stop()
		var refusal *change.Refusal // nothing has answered yet
		if err := e.Do(change.Start{By: "li", Host: "A1"}); !errors.As(err, &refusal) {
			t.Fatalf("want a refusal, got %v", err)
		}
		if n := count(j.types(), change.HostGated); n != 1 {
			t.Errorf("the refused start stands %d times in the journal", n)
		}
	})
}

func TestAFasterProcessIsTakenIn(t *testing.T) {
	j := &memory{}
	l, err := engine.NewLedger(j, plan(), nil)
	if err != nil {
		t.Fatal(err)
	}
	open := func(s change.State) ([]change.Event, error) {
		return change.Decide(s, change.Open{By: "li"}, time.Unix(1, 0))
	}
	if err := l.Commit(open); err != nil {
		t.Fatal(err)
	}
	j.hook(func() {
		_, _ = j.Append(1, []change.Event{{At: time.Unix(2, 0), Type: change.ChangeHeld, By: "wang", Data: change.ReasonData{Reason: change.Own("wait")}}})
	})
	err = l.Commit(func(s change.State) ([]change.Event, error) {
		return change.Decide(s, change.HoldChange{By: "li", Reason: "stop"}, time.Unix(3, 0))
	})
	var refusal *change.Refusal // wang was faster, so li's hold makes no sense any more
	if !errors.As(err, &refusal) {
		t.Fatalf("want a refusal on the newest state, got %v", err)
	}
	if n := count(j.types(), change.ChangeHeld); n != 1 {
		t.Errorf("held %d times", n)
	}
}

func TestAJournalThatFailsLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &memory{}
		var answers atomic.Bool
		answers.Store(true)
		e, stop := start(t, engine.Options{Plan: plan(), Journal: j, Source: everySecond{answers.Load}, By: "li"})
		defer stop()
		time.Sleep(10 * time.Second)
		j.setFail(errors.New("no space left on device"))
		answers.Store(false)
		lost := time.Now().Add(time.Second)
		time.Sleep(20 * time.Second)
		if !e.Snapshot().Fault.Said() {
			t.Error("the snapshot does not say that the journal fails")
		}
		j.setFail(nil)
		time.Sleep(2 * time.Second)
		if fault := e.Snapshot().Fault; fault.Said() {
			t.Errorf("the fault stays: %s", fault)
		}
		sig := e.Snapshot().State.Host("A1").Signals[0]
		if sig.State != change.Down || sig.Since.Sub(lost).Abs() > time.Second {
			t.Errorf("the loss of %v came out as %+v", lost, sig)
		}
	})
}

// stuck is a source that does not end when it is told to.
type stuck struct{ release chan struct{} }

func (s stuck) Run(context.Context, change.Intake) error { <-s.release; return nil }

func TestShutdownIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stuck{make(chan struct{})}
		_, stop := start(t, engine.Options{Plan: plan(), Journal: &memory{}, Source: s, By: "li"})
		stop() // hangs for ever if it is not
		close(s.release)
	})
}

func TestResumeKeepsTheClockAndSaysTheGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &memory{}
		e, stop := start(t, engine.Options{Plan: plan(), Journal: j, Source: everySecond{up}, By: "li"})
		time.Sleep(10 * time.Second)
		for _, c := range []change.Command{change.Start{By: "li", Host: "A1"}, change.MarkReboot{By: "li", Host: "A1"}} {
			if err := e.Do(c); err != nil {
				t.Fatal(err)
			}
		}
		requested := time.Now()
		stop()
		time.Sleep(3 * time.Minute)
		noteBeside(t, j) // an act while nobody watches ends no gap
		time.Sleep(4 * time.Minute)
		e, stop = start(t, engine.Options{Plan: plan(), Journal: j, Source: everySecond{func() bool { return false }}, By: "li", LastSeen: requested})
		defer stop()
		time.Sleep(5 * time.Second)
		s := e.Snapshot()
		if got := s.State.Host("A1").Reboot.Elapsed(s.Now).Round(time.Second); got != s.Now.Sub(requested).Round(time.Second) {
			t.Errorf("the timer shows %v after a restart", got)
		}
		if since := unobserved(s); since.Sub(requested).Abs() > time.Second {
			t.Errorf("not observed since %v, should be %v", since, requested)
		}
	})
}

// unobserved is since when nobody had watched, as the latest continuation has it.
func unobserved(s *change.Snapshot) (since time.Time) {
	for _, event := range s.Tail {
		if d, ok := event.Data.(change.ResumedData); ok {
			since = d.Unobserved
		}
	}
	return since
}

// TestResumeAfterAClockThatWasSetBack: a sign of life of the future does not say that
// nothing was missed.
func TestResumeAfterAClockThatWasSetBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &memory{}
		e, stop := start(t, engine.Options{Plan: plan(), Journal: j, Source: everySecond{up}, By: "li"})
		time.Sleep(10 * time.Second)
		last := e.Snapshot().State.At
		stop()
		time.Sleep(7 * time.Minute)
		e, stop = start(t, engine.Options{Plan: plan(), Journal: j, Source: everySecond{up}, By: "li", LastSeen: time.Now().Add(2 * time.Hour)})
		defer stop()
		if since := unobserved(e.Snapshot()); !since.Equal(last) {
			t.Errorf("not observed since %v, should be %v", since, last)
		}
	})
}

// noteBeside is an act from another process.
func noteBeside(t *testing.T, j engine.Journal) {
	t.Helper()
	ledger, err := engine.NewLedger(j, plan(), nil)
	if err != nil {
		t.Fatal(err)
	}
	note := func(s change.State) ([]change.Event, error) {
		return change.Decide(s, change.AddNote{By: "wang", Text: "I looked at it"}, time.Now())
	}
	if err := ledger.Commit(note); err != nil {
		t.Fatal(err)
	}
}

func TestTwoEnginesShareOneJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &memory{}
		a, stopA := start(t, engine.Options{Plan: plan(), Journal: j, Source: everySecond{up}, By: "li"})
		defer stopA()
		b, stopB := start(t, engine.Options{Plan: plan(), Journal: j, Source: everySecond{up}, By: "wang", Attached: true})
		defer stopB()
		time.Sleep(5 * time.Second)
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				e := []*engine.Engine{a, b}[i%2]
				if err := e.Do(change.AddNote{By: "li", Text: fmt.Sprint(i)}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		time.Sleep(2 * time.Second)
		if n := count(j.types(), change.NoteAdded); n != 20 {
			t.Errorf("%d notes of 20", n)
		}
		if n := count(j.types(), change.SignalBack); n != 1 {
			t.Errorf("two engines observed: %d", n)
		}
		if a.Snapshot().State.Seq != b.Snapshot().State.Seq {
			t.Errorf("the engines disagree: %d and %d", a.Snapshot().State.Seq, b.Snapshot().State.Seq)
		}
	})
}
