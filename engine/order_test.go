package engine_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tminus/change"
	"tminus/engine"
)

// TestAnActComesBehindWhatOthersWrote: an act that had to wait while others
// wrote carries the instant at which it was let in, so that the times of the
// journal run forwards.
func TestAnActComesBehindWhatOthersWrote(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &memory{}
		e, stop := start(t, engine.Options{Plan: plan(), Journal: j, Source: everySecond{up}, By: "li"})
		time.Sleep(10*time.Second + time.Second/2)
		j.hook(func() { // whoever was first in the queue for the lock
			time.Sleep(time.Second)
			last := j.last()
			_, _ = j.Append(last.Seq, []change.Event{{At: time.Now(), Type: change.NoteAdded, By: "wang", Data: change.NoteData{Text: change.Own("first")}}})
		})
		if err := e.Do(change.AddNote{By: "li", Text: "second"}); err != nil {
			t.Fatal(err)
		}
		stop()
		j.mu.Lock()
		defer j.mu.Unlock()
		if !slices.IsSortedFunc(j.events, func(a, b change.Event) int { return a.At.Compare(b.At) }) {
			for _, e := range j.events {
				t.Errorf("%v %s %v", e.At, e.Type, e.Data)
			}
		}
	})
}

func (m *memory) last() change.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.events[len(m.events)-1]
}
