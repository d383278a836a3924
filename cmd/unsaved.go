package cmd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"tminus/change"
)

// unsavedTeller prints, where there is no screen, what the journal does not hold:
// each such event on a line as soon as it has come, and each fault of the journal
// when it begins and when it ends. It also prints notices about the cockpit.
type unsavedTeller struct {
	words catalog
	out   io.Writer
	// told are the events printed since the fault began, by their text.
	told map[string]bool
	// fault is what was last printed about the journal; empty: that it is being
	// written.
	fault change.Code
	// noticed are the notices that were printed; nil before the first look, as those
	// notices were printed when the watch began.
	noticed map[string]bool
}

// tellEvery is how often it looks.
const tellEvery = 200 * time.Millisecond

// tellUnsavedAsItComes looks at the snapshots until the context ends. It has a
// goroutine of its own: whoever does not read stderr holds up nothing.
func (c *cockpit) tellUnsavedAsItComes(ctx context.Context) {
	t := &unsavedTeller{words: c.flags.face.catalog, out: c.errs}
	for look := time.NewTicker(tellEvery); ; {
		select {
		case <-look.C:
			t.look(c.engine.Snapshot())
		case <-ctx.Done():
			look.Stop()
			return
		}
	}
}

func (t *unsavedTeller) look(s *change.Snapshot) {
	t.notice(s)
	if s.Fault.Said() && codeOf(s.Fault) != t.fault {
		t.fault = codeOf(s.Fault)
		t.say("alert.fault", "why", t.words.speaker(s.State.Plan).Say(s.Fault))
	}
	if t.told == nil {
		t.told = map[string]bool{}
	}
	for _, e := range s.Unsaved {
		var line bytes.Buffer
		(&queue{events: []change.Event{e}}).print(&line)
		text := line.String()
		if t.told[text] {
			continue
		}
		t.told[text] = true
		t.say("run.unsaved_event", "at", change.TimeOfDay(s.State.Plan, e.At), "event", t.words.speaker(s.State.Plan).Event(s.State, e), "line", string(bytes.TrimSpace(line.Bytes())))
	}
	if !s.Fault.Said() && len(s.Unsaved) == 0 && t.fault != "" {
		t.fault, t.told = "", nil
		t.say("run.saved_again")
	}
}

// notice prints what people must know of the cockpit itself: that two watch, that
// the record was repaired.
func (t *unsavedTeller) notice(s *change.Snapshot) {
	first := t.noticed == nil
	if first {
		t.noticed = map[string]bool{}
	}
	notices := s.Notices
	if s.Unseen.Said() {
		notices = append(slices.Clone(notices), s.Unseen)
	}
	for _, notice := range notices {
		text := t.words.speaker(s.State.Plan).Say(notice)
		if !t.noticed[text] && !first {
			fmt.Fprintln(t.out, "tminus:", text)
		}
		t.noticed[text] = true
	}
}

func (t *unsavedTeller) say(key string, pairs ...string) {
	fmt.Fprintln(t.out, "tminus:", t.words.Say(key, pairs...))
}

// codeOf identifies a fault, whatever instants it mentions.
func codeOf(s change.Statement) change.Code {
	if s.Code == "" {
		return change.Code(s.Text)
	}
	return s.Code
}
