package wording

import (
	"maps"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

// saying is a speaker with templates of the test's own.
func saying(templates map[string]string) Speaker {
	s := NewSpeaker("en", time.FixedZone("CST", 8*3600))
	s.catalog = maps.Clone(s.catalog)
	for key, text := range templates {
		s.catalog["say."+key] = text
	}
	return s
}

func TestSay(t *testing.T) {
	at := time.Date(2020, 11, 20, 18, 31, 7, 0, time.UTC)
	s := saying(map[string]string{
		"late": "{host} {phase} since {since}, {takes} more, by {until:hm}{away}", "inner": " ({host})",
		"many": "{hosts}: {whys} = {parts:sum}", "day": "{at:date} {at:zone}", "open": "left {open",
	})
	inner := change.Stated("inner", "host", "C1")
	for _, c := range []struct {
		said change.Statement
		want string
	}{
		{change.Stated("late", "host", "B\x1b[2J1", "phase", change.Gone, "since", at, "takes", 90*time.Minute, "until", at, "away", inner), "B1 gone since 02:31:07, 1h30m more, by 02:31 (C1)"},
		{change.Stated("late", "host", "{since}", "phase", change.Phase("new")), "{since} new since ,  more, by "},
		{change.Stated("many", "hosts", []string{"B1", "B2"}, "whys", []change.Statement{inner, inner}, "parts", []change.Statement{inner, change.Own("own")}), "B1, B2:  (C1);  (C1) =  (C1) + own"},
		{change.Stated("day", "at", at), "2020-11-21 02:31 02:31:07 CST"},
		{change.Stated("open"), "left {open"},
		{change.Own("as \x1b[31mwritten"), "as written"},
		{change.Stated("newer", "host", "B1"), "[newer host=B1]"},
		{change.Statement{Code: "newer", Text: "in English"}, "in English"},
		{change.Statement{}, ""},
	} {
		if got := s.Say(c.said); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.said, got, c.want)
		}
	}
}

// TestSayOfBefore: a sentence of an old journal is said in the language that it
// was written in, too.
func TestSayOfBefore(t *testing.T) {
	old := change.Statement{Text: "peak is over", Values: []change.Value{{Name: "text_zh", Is: "peak 已过"}}}
	for lang, want := range map[string]string{"en": "peak is over", "zh": "peak 已过"} {
		if got := NewSpeaker(lang, nil).Say(old); got != want {
			t.Errorf("%s: %q", lang, got)
		}
	}
}

// TestSayMany: of many not all are named, unless the template wants them.
func TestSayMany(t *testing.T) {
	s := saying(map[string]string{"some": "{hosts}", "whole": "{hosts:all}", "done": "{actions}"})
	hosts := make([]string, mostNames+3)
	for i := range hosts {
		hosts[i] = "h"
	}
	few := strings.TrimSuffix(strings.Repeat("h, ", mostNames), ", ")
	for code, want := range map[change.Code]string{"some": few + ", and 3 more", "whole": few + ", h, h, h"} {
		if got := s.Say(change.Statement{Code: code, Values: []change.Value{{Name: "hosts", Is: hosts}}}); got != want {
			t.Errorf("%s: %q", code, got)
		}
	}
	if got := s.Say(change.Stated("done", "actions", []change.ActionKind{change.ActionVendor, "drone"})); got != "call the vendor, drone" {
		t.Errorf("actions: %q", got)
	}
}
