package wording

import (
	"testing"
	"time"

	"tminus/change"
)

// saying is a speaker with templates of the test's own.
func saying(templates map[string]string) Speaker {
	s := NewSpeaker("en", time.FixedZone("CST", 8*3600))
	for key, text := range templates {
		s.words["say."+key] = text
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
