package wording

import (
	"testing"
	"time"

	"tminus/change"
)

// TestPerson: an autopilot is named in the reader's language, whoever asks, and no other
// name is changed.
func TestPerson(t *testing.T) {
	const by = "autopilot of 李伟"
	for lang, want := range map[string]string{"en": by, "zh": "李伟 的自动驾驶"} {
		w := Load(lang)
		held := change.Stated(change.GateHeld, "since", time.Unix(0, 0), "by", by, "why", change.Own("x"))
		for got, whole := range map[string]string{
			w.Person(by):                       want,
			w.Person("li\x1b[2J"):              change.Clean("li\x1b[2J"),
			w.fill("{by}", []string{"by", by}): want,
			w.Speaker(time.UTC).word("by", by): want,
			w.Speaker(time.UTC).Say(held):      w.Speaker(time.UTC).Say(change.Stated(change.GateHeld, "since", time.Unix(0, 0), "by", want, "why", change.Own("x"))),
		} {
			if got != whole {
				t.Errorf("%s: %q, not %q", lang, got, whole)
			}
		}
	}
}
