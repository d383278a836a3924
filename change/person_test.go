package change

import "testing"

// TestSamePerson: people are told apart by their names, however these are typed.
func TestSamePerson(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Lin", "Lin", true},
		{"Lin", "lIN", true},
		{"Lin Tao", " lin  tao ", true},
		{"林涛", "林　涛", true},
		{"Lin", "Ｌｉｎ", true},
		{"Lin", "\x1b[31mLin\x1b[0m", true},
		{"Lin", "L\u200bin", true},
		{"Lin", "Ling", false},
		{"Lin", "", false},
		{"", "", false},
		{" ", "\t", false},
		{"Ma", "M\u0430", false}, // a Cyrillic letter
	} {
		if SamePerson(c.a, c.b) != c.same || SamePerson(c.b, c.a) != c.same {
			t.Errorf("%q and %q: want the same person: %v", c.a, c.b, c.same)
		}
	}
}
