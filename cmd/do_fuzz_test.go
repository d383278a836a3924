package cmd

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/config"
	"tminus/examples"
)

// FuzzDo gives `do` any arguments at all: it is a usage error, a refusal, or
// events that are safe to show, and that the journal can hold.
func FuzzDo(f *testing.F) {
	for name, v := range verbs() {
		f.Add(strings.Join(append([]string{name}, strings.Fields(v.args)...), "\x00"))
	}
	f.Add("start\x00A1\x00--by\x00li")
	f.Add("step\x00A1\x00done\x00--note\x00\x1b[2J\x00--evidence=x\x00--by=li")
	f.Add("deviate\x00--what\x00start A1\x00--reason\x00r\x00--second\x00w\x00--by\x00li")
	f.Add("action\x00A\x00vendor\x00no-answer\x00--by\x00li")
	f.Add("close\x00--outcome\x00partial\x00--by\x00li\x00--")
	plan, err := config.Parse("night", examples.PatchNight)
	if err != nil {
		f.Fatal(err)
	}
	now := plan.Change.Window.Start
	open, err := change.Decide(change.NewState(plan), change.Open{By: "li"}, now)
	if err != nil {
		f.Fatal(err)
	}
	started := []change.Event{{At: now, Type: change.HostStarted, Host: "A1", By: "li"}}
	state := change.Fold(change.NewState(plan), append(open, started...)...)
	w := loadCatalog("en")
	f.Fuzz(func(t *testing.T, line string) {
		c := newDo(w)
		if err := c.ParseFlags(strings.Split(line, "\x00")); err != nil {
			return
		}
		args := c.Flags().Args()
		if len(args) == 0 {
			return
		}
		var flags doFlags
		for name, into := range map[string]*string{
			"by": &flags.by, "evidence": &flags.evidence, "note": &flags.note, "what": &flags.what,
			"outcome": &flags.outcome, "reason": &flags.reason, "second": &flags.second,
		} {
			*into, _ = c.Flags().GetString(name)
		}
		command, err := w.parseVerb(c, args[0], args[1:], flags)
		if err != nil {
			return
		}
		events, err := change.Decide(state, command, now.Add(time.Minute))
		var refusal *change.Refusal
		var invalid *change.Invalid
		if err != nil && !errors.As(err, &refusal) && !errors.As(err, &invalid) {
			t.Fatalf("%q: %v", line, err)
		}
		if err == nil && len(events) == 0 {
			t.Fatalf("%q: neither done nor refused", line)
		}
		for _, e := range events {
			safeEvent(t, e)
		}
		change.Fold(state, events...)
	})
}

func safeEvent(t *testing.T, e change.Event) {
	t.Helper()
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var values map[string]any
	if err := json.Unmarshal(text, &values); err != nil {
		t.Fatal(err)
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			if change.Clean(v) != v && len(v) < change.MaxText {
				t.Errorf("not safe to show: %q", v)
			}
		case map[string]any:
			for _, each := range v {
				walk(each)
			}
		case []any:
			for _, each := range v {
				walk(each)
			}
		}
	}
	walk(values)
}
