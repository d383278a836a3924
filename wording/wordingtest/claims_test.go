package wordingtest

import (
	"testing"

	"tminus/wording"
)

// TestClaims: what a claiming language says is read back, one text in another,
// and what was cut is not taken for a claim.
func TestClaims(t *testing.T) {
	w := Claiming(wording.Catalog{
		"lang": "en", "a": "{host} is {state}[ since {at:hm}]", "b": "gone for {n}", "c": "plain",
	})
	line := "x " + w.Say("a", "host", "B1", "state", w.Say("b", "n", "7"), "at", "") + " · " + w.Say("c")
	claims := Claims("first\n" + line + "\n" + line[:len(line)-4] + "\n" + line[:30] + "…  " + line)
	if len(claims) != 3+2+3 {
		t.Fatalf("%d claims: %+v", len(claims), claims)
	}
	a, b, c := claims[0], claims[1], claims[2]
	if a.Key != "a" || a.Values["host"] != "B1" || a.Values["state"] != "gone for 7" || a.Text != "B1 is gone for 7" || a.Line != "x B1 is gone for 7 · plain" {
		t.Errorf("%+v", a)
	}
	if _, said := a.Values["at"]; said {
		t.Error("what was left out is said")
	}
	if b.Key != "b" || b.Under != a || b.Values["n"] != "7" || len(a.Inner["state"]) != 1 {
		t.Errorf("%+v", b)
	}
	if !c.Is("x", "c") || c.At != 1 || c.Under != nil {
		t.Errorf("%+v", c)
	}
}
