package engine_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
	"tminus/engine"
)

var errFull = errors.New("no space left on device")

// told collects what an engine says that it has written, as its printer would.
type told struct {
	mu     sync.Mutex
	events []change.Event
}

func (p *told) add(events []change.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.events = append(p.events, events...)
}

// Twenty minutes without a disk, in which a host does not come back.
func TestPromptsGoOnWithoutADisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j, printed := &memory{}, &told{}
		var answers atomic.Bool
		answers.Store(true)
		e, stop := start(t, engine.Options{Plan: plan(), Journal: j, Source: everySecond{answers.Load}, By: "li", Written: printed.add})
		time.Sleep(10 * time.Second)
		do(t, e, change.Start{By: "li", Host: "A1"})
		j.setFail(errFull)
		saved := len(j.types())
		unsaved(t, e.Do(change.MarkReboot{By: "li", Host: "A1"}))
		answers.Store(false)
		time.Sleep(21 * time.Minute)

		s := e.Snapshot()
		if !s.Fault.Said() || len(s.Unsaved) == 0 || len(j.types()) != saved || len(printed.events) != saved {
			t.Fatalf("fault %q, %d unsaved, %d in the journal, %d printed", s.Fault, len(s.Unsaved), len(j.types()), len(printed.events))
		}
		if n := count(types(s.Unsaved), change.RungDue); n != 3 { // late, stop, vendor
			t.Errorf("%d rungs were raised in 21 minutes without a disk: %v", n, types(s.Unsaved))
		}
		if tail := s.Tail[len(s.Tail)-len(s.Unsaved):]; cmp.Diff(tail, s.Unsaved) != "" {
			t.Error("the tail does not end with what is not saved")
		}
		unsaved(t, e.Do(change.Act{By: "li", Incident: "A-1", Kind: change.ActionStop, State: change.ActionIsDone}))
		if e.Snapshot().State.Hold == nil {
			t.Error("an act that is not saved does not count")
		}
		shown := e.Snapshot()
		j.setFail(nil)
		time.Sleep(2 * time.Second)

		s = e.Snapshot()
		if s.Fault.Said() || len(s.Unsaved) != 0 {
			t.Fatalf("the disk is back: fault %q, %d unsaved", s.Fault, len(s.Unsaved))
		}
		got := j.events[saved : len(j.events)-1]
		if diff := cmp.Diff(shown.Unsaved, got, unnumbered()); diff != "" {
			t.Errorf("shown while it could not be written (-), written (+):\n%s", diff)
		}
		late, _ := j.events[len(j.events)-1].Data.(change.NoteData)
		if !late.Text.Said() || late.Late != uint64(len(got)) {
			t.Error("the record does not say that this was written late")
		}
		if diff := cmp.Diff(j.events, printed.events); diff != "" {
			t.Errorf("journal (-) and printed (+):\n%s", diff)
		}
		stop()
		if diff := cmp.Diff(change.Fold(change.NewState(s.State.Plan), j.events...), *e.Snapshot().State, sameState); diff != "" {
			t.Errorf("the fold of the journal (-) is not what the cockpit shows (+):\n%s", diff)
		}
	})
}

func do(t *testing.T, e *engine.Engine, c change.Command) {
	t.Helper()
	if err := e.Do(c); err != nil {
		t.Fatalf("%T: %v", c, err)
	}
}

func unsaved(t *testing.T, err error) {
	t.Helper()
	var u *change.Unsaved
	if !errors.As(err, &u) || !errors.Is(err, errFull) {
		t.Errorf("the operator is not told that it is not saved: %v", err)
	}
}

func types(events []change.Event) []change.Type {
	var types []change.Type
	for _, e := range events {
		types = append(types, e.Type)
	}
	return types
}

// unnumbered leaves out what the journal adds to an event.
func unnumbered() cmp.Option {
	return cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Seq" }, cmp.Ignore())
}

// keeper is a ledger that keeps what it cannot write, with an open change.
func keeper(t *testing.T, j *memory) *engine.Ledger {
	t.Helper()
	l, err := engine.NewLedger(j, plan(), nil)
	if err != nil {
		t.Fatal(err)
	}
	l.Keep(func() time.Time { return time.Unix(1000, 0) })
	commit(t, l, change.Open{By: "li"}, 1)
	return l
}

func commit(t *testing.T, l *engine.Ledger, c change.Command, at int64) {
	t.Helper()
	if err := act(l, c, at); err != nil {
		t.Fatal(err)
	}
}

func act(l *engine.Ledger, c change.Command, at int64) error {
	return l.Do(func(s change.State) ([]change.Event, error) { return change.Decide(s, c, time.Unix(at, 0)) })
}

// What others wrote before the disk was back is decided on: nothing is lost
// silently, and nothing is done twice.
func TestOthersWriteWhileWeCannot(t *testing.T) {
	j := &memory{}
	l := keeper(t, j)
	j.setFail(errFull)
	unsaved(t, act(l, change.HoldChange{By: "li", Reason: "stop"}, 2))
	unsaved(t, act(l, change.AddNote{By: "li", Text: "mine"}, 3))
	j.setFail(nil)
	other, err := engine.NewLedger(j, plan(), nil)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, other, change.HoldChange{By: "wang", Reason: "wait"}, 4)
	commit(t, l, change.AddNote{By: "li", Text: "back"}, 5)

	want := []change.Type{
		change.ChangeOpened, change.ChangeHeld, // wang's
		change.NoteAdded, change.NoteAdded, // li's hold came too late; his note
		change.NoteAdded, change.NoteAdded, // written late; the next one
	}
	if diff := cmp.Diff(want, j.types()); diff != "" {
		t.Fatal(diff)
	}
	if by := l.State().Hold.By; by != "wang" {
		t.Errorf("held by %s", by)
	}
}

// A start that was refused at once was not overtaken by anybody.
func TestARefusalThatWaitsStaysOne(t *testing.T) {
	j := &memory{}
	l := keeper(t, j)
	j.setFail(errFull)
	var refusal *change.Refusal
	if err := act(l, change.Start{By: "li", Host: "A1"}, 2); !errors.As(err, &refusal) {
		t.Fatalf("nothing has answered yet, and the start came to %v", err)
	}
	j.setFail(nil)
	other, err := engine.NewLedger(j, plan(), nil)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, other, change.AddNote{By: "wang", Text: "mine"}, 4)
	commit(t, l, change.AddNote{By: "li", Text: "back"}, 5)
	want := []change.Type{change.ChangeOpened, change.NoteAdded, change.HostGated, change.NoteAdded, change.NoteAdded}
	if diff := cmp.Diff(want, j.types()); diff != "" {
		t.Error(diff)
	}
}

// afterwards fails although it wrote, wholly or in part, as after an fsync
// that failed and could not be taken back.
type afterwards struct {
	memory
	keep int
}

func (a *afterwards) Append(after uint64, events []change.Event) ([]change.Event, error) {
	if a.keep < 0 {
		return a.memory.Append(after, events)
	}
	_, _ = a.memory.Append(after, events[:min(a.keep, len(events))])
	a.keep = -1
	return nil, errFull
}

func TestAWriteThatFailedAndStands(t *testing.T) {
	for keep := range 4 {
		for _, keeps := range []bool{true, false} {
			t.Run(fmt.Sprint(keep, keeps), func(t *testing.T) {
				j := &afterwards{keep: -1}
				l, err := engine.NewLedger(j, plan(), nil)
				if err != nil {
					t.Fatal(err)
				}
				if keeps {
					l.Keep(func() time.Time { return time.Unix(9, 0) })
				}
				commit(t, l, change.Open{By: "li"}, 1)
				j.keep = keep
				three := []change.Event{
					{At: time.Unix(2, 0), Type: change.NoteAdded, By: "li", Data: change.NoteData{Text: change.Own("one")}},
					{At: time.Unix(2, 0), Type: change.NoteAdded, By: "li", Data: change.NoteData{Text: change.Own("two")}},
					{At: time.Unix(2, 0), Type: change.NoteAdded, By: "li", Data: change.NoteData{Text: change.Own("three")}},
				}
				if err := l.Do(func(change.State) ([]change.Event, error) { return three, nil }); err == nil {
					t.Fatal("the write failed, and nobody says so")
				}
				commit(t, l, change.AddNote{By: "li", Text: "next"}, 3)
				var texts []string
				for _, e := range j.events[1:] {
					texts = append(texts, e.Data.(change.NoteData).Text.String())
				}
				want := []string{"one", "two", "three"}
				if !keeps {
					want = want[:keep]
				}
				if diff := cmp.Diff(want, texts[:len(want)]); diff != "" {
					t.Errorf("want (-), the journal (+):\n%s", diff)
				}
				if len(texts) > len(want)+2 {
					t.Errorf("doubled: %q", texts)
				}
			})
		}
	}
}

// A cockpit that is started again on a disk that is full watches and prompts.
func TestResumeWithoutADisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &memory{}
		var answers atomic.Bool
		answers.Store(true)
		e, stop := start(t, engine.Options{Plan: plan(), Journal: j, Source: everySecond{answers.Load}, By: "li"})
		time.Sleep(10 * time.Second)
		do(t, e, change.Start{By: "li", Host: "A1"})
		do(t, e, change.MarkReboot{By: "li", Host: "A1"})
		stop()
		saved := len(j.events)
		j.setFail(errFull)
		answers.Store(false)
		e, stop = start(t, engine.Options{Plan: plan(), Journal: j, Source: everySecond{answers.Load}, By: "li"})
		time.Sleep(16 * time.Minute)
		s := e.Snapshot()
		if !s.Fault.Said() || len(s.State.Incidents) != 1 || count(types(s.Unsaved), change.ChangeResumed) != 1 {
			t.Errorf("fault %q, incidents %+v, not saved: %v", s.Fault, s.State.Incidents, types(s.Unsaved))
		}
		stop()
		if s = e.Snapshot(); len(s.Unsaved) == 0 || len(j.events) != saved {
			t.Error("the last snapshot does not say what was never saved")
		}
		_, err := engine.New(engine.Options{Plan: plan(), Journal: &memory{fail: errFull}, Source: everySecond{up}, By: "li"})
		if !errors.Is(err, errFull) {
			t.Errorf("a change was opened that nothing can record: %v", err)
		}
	})
}
