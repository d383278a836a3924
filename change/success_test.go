package change

import "testing"

func TestUnmet(t *testing.T) {
	for _, c := range []struct {
		Success
		exit   int
		output string
		want   Code
	}{
		{Success{}, 0, "", ""},
		{Success{}, 3010, "", UnmetExit},
		{Success{Exits: []int{0, 3010}}, 3010, "", ""},
		{Success{Exits: []int{3}}, 0, "", UnmetExit}, // what the plan says it says alone
		{Success{Expect: "12 GB"}, 0, "room for 12 GB", ""},
		{Success{Expect: "12 GB"}, 1, "room for 12 GB", UnmetExit},
		{Success{Expect: "12 GB"}, 0, "room for 2 GB", UnmetText},
		{Success{Expect: "/^OK$/"}, 0, "wait\r\nOK\r\nbye", ""},
		{Success{Expect: "/^OK$/"}, 0, "NOT OK", UnmetText},
		{Success{Expect: "/"}, 0, "a/b", ""}, // a text
	} {
		if got := c.Unmet(c.exit, c.output); got.Code != c.want {
			t.Errorf("%+v: exit %d %q: %v", c.Success, c.exit, c.output, got)
		}
	}
}

func TestLastLine(t *testing.T) {
	for output, want := range map[string]string{
		"": "", "one": "one", "one\ntwo\n\n": "two", "10%\r100%\r\n": "100%", "a\x1b[31mred\x1b[0m\n": "ared",
	} {
		if got := LastLine(output); got != want {
			t.Errorf("%q: %q, want %q", output, got, want)
		}
	}
}
