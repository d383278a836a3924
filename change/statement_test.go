package change

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestStatementAsJSON(t *testing.T) {
	at := clockOn("23:51:08")
	said := Stated("gate.previous", "host", "B1", "phase", Gone, "since", at, "takes", 45*time.Minute, "n", 0,
		"hosts", []string{"B1", "B2"}, "why", Stated("inner", "cause", CauseTimeout, "work", Started),
		"whys", []Statement{Own("as said"), Stated("inner")},
		"other", "", "away", Statement{}, "names", []string{}, "until", time.Time{}) // what says nothing is left out
	said.Text = "B1 not back"
	want := `{"code":"gate.previous","host":"B1","phase":"gone","since":"2020-02-14T23:51:08+08:00","takes":"45m0s","n":0,` +
		`"hosts":["B1","B2"],"why":{"code":"inner","cause":"timeout","work":"started"},"whys":["as said",{"code":"inner"}],"text":"B1 not back"}`
	text, err := json.Marshal(said)
	if err != nil || string(text) != want {
		t.Fatalf("%v\n got %s\nwant %s", err, text, want)
	}
	var back Statement
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(said, back); diff != "" || back.Text != said.Text {
		t.Errorf("read back (-written +read):\n%s", diff)
	}
	for _, v := range back.Values {
		if !kindOf(v.Name).fits(v.Is) {
			t.Errorf("%s was read as a %T", v.Name, v.Is)
		}
	}
}

func TestStatementReads(t *testing.T) {
	for text, want := range map[string]Statement{
		`"as somebody wrote it"`:                 Own("as somebody wrote it"),
		`""`:                                     {},
		`null`:                                   {},
		`{}`:                                     {},
		`{"code":"new","colour":"red","size":3}`: {Code: "new", Values: []Value{{"colour", "red"}, {"size", 3}}},
		`{"code":"new","list":["a"],"odd":{"x":1}}`: {Code: "new", Values: []Value{{"list", []string{"a"}}}},
		`{"code":"a","host":"B1","host":"B2"}`:      {Code: "a", Values: []Value{{"host", "B2"}}},
	} {
		var got Statement
		if err := json.Unmarshal([]byte(text), &got); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{
		`{"code":5}`, `{"host":5}`, `{"since":"yesterday"}`, `{"whys":["a",5]}`, `7`,
		strings.Repeat(`{"why":`, 20) + `{}` + strings.Repeat(`}`, 20),
	} {
		var got Statement
		if err := json.Unmarshal([]byte(text), &got); err == nil {
			t.Errorf("%.40s was read as %v", text, got)
		}
	}
}

func TestStatementEqual(t *testing.T) {
	at := clockOn("23:51:08")
	said := Stated("a", "since", at, "why", Stated("b", "host", "B1"), "whys", []Statement{Stated("c")})
	same := Stated("a", "since", at.UTC(), "why", Stated("b", "host", "B1"), "whys", []Statement{Stated("c")})
	same.Text = "the English beside it makes no difference"
	if !said.Equal(same) {
		t.Errorf("%s is not %s", said, same)
	}
	for _, other := range []Statement{
		Stated("b"), Stated("a", "since", at), Own("a"),
		{},
		Stated("a", "since", at, "why", Stated("b", "host", "B2"), "whys", []Statement{Stated("c")}),
		Stated("a", "since", at, "why", Stated("b", "host", "B1"), "whys", []Statement{Stated("d")}),
	} {
		if said.Equal(other) {
			t.Errorf("%s equals %s", said, other)
		}
	}
	if Own("x").Equal(Own("y")) {
		t.Error("what two people said is not the same")
	}
}

func FuzzStatement(f *testing.F) {
	f.Add(`{"code":"gate.previous","host":"B1","phase":"gone","since":"2020-11-20T23:51:08+08:00","whys":["a",{"code":"b"}],"text":"x"}`)
	f.Add(`"own"`)
	f.Fuzz(func(t *testing.T, text string) {
		var s, again Statement
		if json.Unmarshal([]byte(text), &s) != nil {
			return
		}
		written, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(written, &again); err != nil || !again.Equal(s) {
			t.Errorf("%s\nread as    %s\nread again %s, %v", written, s, again, err)
		}
	})
}
