package engine_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
	"tminus/engine"
	"tminus/fault"
)

// untold leaves out the notes by which the cockpit says that it wrote late.
func untold(events []change.Event) []change.Event {
	var rest []change.Event
	for _, e := range events {
		if d, ok := e.Data.(change.NoteData); !ok || d.Late == 0 {
			rest = append(rest, e)
		}
	}
	return rest
}

// Twenty minutes in which the disk says nothing, and a host does not come back.
func TestPromptsGoOnWhileTheDiskHangs(t *testing.T) {
	for name, disk := range map[string]struct {
		first, reads bool // reads hang: from the first on, once a write does
		full         bool // before it hangs: what hangs is the write of all that waits
		keep         int
	}{
		"a write hangs, and is done after all":   {keep: all},
		"a write hangs, and fails":               {keep: 0},
		"then all hangs, and it is done":         {reads: true, keep: all},
		"then all hangs, and it fails":           {reads: true, keep: 0},
		"all hangs at once":                      {first: true, reads: true, keep: all},
		"what waits is written after all":        {full: true, reads: true, keep: all},
		"what waits is written in part":          {full: true, keep: 2},
		"what waits is written in part and read": {full: true, reads: true, keep: 2},
		"what waits is not written":              {full: true, keep: 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j, printed := &hanging{}, &told{}
				var answers atomic.Bool
				answers.Store(true)
				e, stop := start(t, engine.Options{Plan: plan(), Journal: j, Source: everySecond{answers.Load}, By: "li", Written: printed.add})
				time.Sleep(10 * time.Second)
				do(t, e, change.Start{By: "li", Host: "A1"})
				saved := len(j.all())
				if disk.full {
					j.setFail(errFull)
					for range 3 {
						unsaved(t, e.Do(change.AddNote{By: "li", Text: "n"}))
					}
					j.setFail(nil)
				}
				j.hang(disk.first, disk.keep)
				silent(t, e.Do(change.MarkReboot{By: "li", Host: "A1"}))
				j.readsToo(disk.reads)
				answers.Store(false)
				for range 21 * 60 {
					time.Sleep(time.Second)
					if s := e.Snapshot(); time.Since(s.Beat) > 3*time.Second {
						t.Fatalf("it stands still at %v: %s", s.Now, s.Fault)
					}
				}
				silent(t, e.Do(change.Act{By: "li", Incident: "A-1", Kind: change.ActionStop, State: change.ActionIsDone}))
				shown := e.Snapshot()
				if n := count(types(shown.Unsaved), change.RungDue); n != 3 { // late, stop, vendor
					t.Errorf("%d rungs were raised in 21 minutes: %v", n, types(shown.Unsaved))
				}
				if shown.State.Hold == nil || !strings.Contains(says(shown.Fault), "has not answered since 00:00:1") {
					t.Errorf("held: %+v, fault %q", shown.State.Hold, shown.Fault)
				}
				j.free()
				time.Sleep(5 * time.Second)

				s := e.Snapshot()
				if s.Fault.Said() || len(s.Unsaved) != 0 {
					t.Fatalf("the disk is back: fault %q, %d unsaved", s.Fault, len(s.Unsaved))
				}
				if diff := cmp.Diff(untold(shown.Unsaved), untold(j.all()[saved:]), unnumbered()); diff != "" {
					t.Errorf("shown while it hung (-), written (+):\n%s", diff)
				}
				if len(untold(j.all())) == len(j.all()) {
					t.Error("the record does not say that this was written late")
				}
				if diff := cmp.Diff(j.all(), printed.events); diff != "" {
					t.Errorf("journal (-) and printed (+):\n%s", diff)
				}
				stop()
				if diff := cmp.Diff(change.Fold(change.NewState(s.State.Plan), j.all()...), *s.State, sameState); diff != "" {
					t.Errorf("the fold of the journal (-) is not what the cockpit shows (+):\n%s", diff)
				}
			})
		})
	}
}

func silent(t *testing.T, err error) {
	t.Helper()
	var u *change.Unsaved
	if !errors.As(err, &u) || !errors.Is(err, engine.ErrSilent) {
		t.Errorf("the operator is not told that it is kept, and why: %v", err)
	}
}

// A process that is stopped keeps the lock, for which each write waits for ten
// seconds: the engine does not stand still each time.
func TestPromptsDoNotWaitAgainAndAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &hanging{limit: 10 * time.Second}
		e, stop := start(t, engine.Options{Plan: plan(), Journal: j, Source: everySecond{up}, By: "li"})
		defer stop()
		time.Sleep(10 * time.Second)
		do(t, e, change.Start{By: "li", Host: "A1"})
		j.hang(false, 0)
		silent(t, e.Do(change.MarkReboot{By: "li", Host: "A1"}))
		for n := range 60 {
			time.Sleep(time.Second)
			if s := e.Snapshot(); time.Since(s.Beat) > 1500*time.Millisecond || !s.Fault.Said() {
				t.Fatalf("after %d s: the snapshot is %v old, fault %q", n, time.Since(s.Beat), s.Fault)
			}
		}
		if s := e.Snapshot(); !strings.Contains(says(s.Fault), errBusy.Error()) {
			t.Errorf("the cause is known by now, and not told: %s", s.Fault)
		}
		j.free()
		time.Sleep(15 * time.Second)
		if s := e.Snapshot(); s.Fault.Said() || count(j.types(), change.RebootRequested) != 1 {
			t.Errorf("fault %q, journal %v", s.Fault, j.types())
		}
	})
}

// Who looks on, or commands beside the process that probes, keeps nothing: it
// says that it cannot read, and that an act may or may not have been written.
func TestAnAttachedCockpitDoesNotFreeze(t *testing.T) {
	for _, readOnly := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			j := &hanging{}
			_, stop := start(t, engine.Options{Plan: plan(), Journal: &j.memory, Source: everySecond{up}, By: "li"})
			defer stop()
			e, stopAttached := start(t, engine.Options{Plan: plan(), Journal: j, Source: everySecond{up}, By: "wang", Attached: true, ReadOnly: readOnly})
			defer stopAttached()
			time.Sleep(10 * time.Second)
			if !readOnly {
				j.hang(false, all)
				err := e.Do(change.AddNote{By: "wang", Text: "look"})
				if !errors.Is(err, engine.ErrSilent) || !strings.Contains(says(fault.Of(err)), "may still be written") {
					t.Errorf("what became of the note is not known, and is told as %v", err)
				}
				j.free()
				time.Sleep(2 * time.Second)
			}
			j.hang(true, 0)
			_, _ = j.memory.Append(uint64(len(j.all())), []change.Event{{At: time.Now(), Type: change.NoteAdded, Data: change.NoteData{Text: change.Own("one")}}})
			_, _ = j.memory.Append(uint64(len(j.all())), []change.Event{{At: time.Now(), Type: change.NoteAdded, Data: change.NoteData{Text: change.Own("two")}}})
			time.Sleep(time.Minute)
			if s := e.Snapshot(); time.Since(s.Beat) > 3*time.Second || !strings.Contains(says(s.Fault), "has not answered since") {
				t.Errorf("the snapshot is %v old, fault %q", time.Since(s.Beat), s.Fault)
			}
			j.free()
			time.Sleep(2 * time.Second)
			if s := e.Snapshot(); s.Fault.Said() || cmp.Diff(change.Fold(change.NewState(plan()), j.all()...), *s.State, sameState) != "" {
				t.Errorf("the disk is back: fault %q, %d events of %d", s.Fault, s.State.Seq, len(j.all()))
			}
		})
	}
}

// steps is a journal that needs its time for each batch, and has many.
type steps struct{ hanging }

func (s *steps) Each(after uint64, do func([]change.Event)) error {
	return s.hanging.Each(after, func(events []change.Event) {
		time.Sleep(time.Second)
		do(events)
	})
}

// What takes long and goes on is waited for.
func TestALongReadingIsNoHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &steps{}
		e, stop := start(t, engine.Options{Plan: plan(), Journal: j, Source: onlyTicks{}, By: "li", Attached: true})
		defer stop()
		for i := range 20 {
			_, _ = j.memory.Append(uint64(i), []change.Event{{At: time.Now(), Type: change.NoteAdded, Data: change.NoteData{Text: change.Own("n")}}})
		}
		time.Sleep(40 * time.Second)
		if s := e.Snapshot(); s.Fault.Said() || s.State.Seq != 20 {
			t.Errorf("fault %q, %d events", s.Fault, s.State.Seq)
		}
	})
}

type onlyTicks struct{}

func (onlyTicks) Run(ctx context.Context, in change.Intake) error {
	for ctx.Err() == nil {
		time.Sleep(time.Second)
		in.Tick(time.Now())
	}
	return ctx.Err()
}

// A heartbeat that hangs is told, and holds nothing up.
func TestAHeartbeatThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var beats atomic.Int64
		held := make(chan struct{})
		beat := func(time.Time) error {
			if beats.Add(1) > 3 {
				<-held
			}
			return nil
		}
		e, stop := start(t, engine.Options{Plan: plan(), Journal: &memory{}, Source: everySecond{up}, By: "li", Beat: beat})
		time.Sleep(time.Minute)
		if s := e.Snapshot(); time.Since(s.Beat) > 2*time.Second || !strings.Contains(says(s.Pulse), "the disk has not answered since 00:00:04") || s.Fault.Said() {
			t.Errorf("the snapshot is %v old, pulse %q, fault %q", time.Since(s.Beat), s.Pulse, s.Fault)
		}
		if n := beats.Load(); n != 4 {
			t.Errorf("%d heartbeats at once", n-3)
		}
		close(held)
		time.Sleep(3 * time.Second)
		if s := e.Snapshot(); s.Pulse.Said() {
			t.Errorf("it is back, and the fault stays: %s", s.Pulse)
		}
		stop()
	})
}

// TestAHeartbeatThatFails is no journal that does not write: one miss is made
// good by the next beat, and several are called what they are.
func TestAHeartbeatThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fails atomic.Bool
		broken := errors.New("heartbeat: sharing violation")
		beat := func(time.Time) error {
			if fails.Load() {
				return broken
			}
			return nil
		}
		e, stop := start(t, engine.Options{Plan: plan(), Journal: &memory{}, Source: everySecond{up}, By: "li", Beat: beat})
		defer stop()
		tells := func(want string) {
			t.Helper()
			if s := e.Snapshot(); says(s.Pulse) != want || s.Fault.Said() {
				t.Errorf("pulse %q, want %q; fault %q", s.Pulse, want, s.Fault)
			}
		}
		for range 5 {
			fails.Store(true)
			time.Sleep(3 * time.Second)
			tells("")
			fails.Store(false)
			time.Sleep(3 * time.Second)
			tells("")
		}
		fails.Store(true)
		time.Sleep(9 * time.Second)
		tells(broken.Error())
		fails.Store(false)
		time.Sleep(3 * time.Second)
		tells("")
	})
}

// An end while the disk hangs comes soon, and says what is not saved.
func TestEndsWhileTheDiskHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &hanging{}
		beat := func(time.Time) error {
			if held, _ := j.holds(true); held != nil {
				<-held
			}
			return nil
		}
		e, stop := start(t, engine.Options{Plan: plan(), Journal: j, Source: everySecond{up}, By: "li", Beat: beat})
		time.Sleep(10 * time.Second)
		j.hang(true, all)
		silent(t, e.Do(change.AddNote{By: "li", Text: "one"}))
		silent(t, e.Do(change.AddNote{By: "li", Text: "two"}))
		began := time.Now()
		stop()
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("it ended after %v", took)
		}
		if s := e.Snapshot(); len(s.Unsaved) != 2 || !s.Fault.Said() {
			t.Errorf("not saved: %v, fault %q", types(s.Unsaved), s.Fault)
		}
		j.free()
	})
}
