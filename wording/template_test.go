package wording

import "testing"

// TestRender: what is missing takes its clause with it; what is no hole stays.
func TestRender(t *testing.T) {
	of := func(name, form string) (string, bool) {
		value, known := map[string]string{"host": "B1", "since": "02:31", "empty": "", "odd": "{host}[x]"}[name]
		if form != "" {
			value += ":" + form
		}
		return value, known
	}
	for template, want := range map[string]string{
		"{host} not back[ since {since}]":   "B1 not back since 02:31",
		"{host}[, why {empty}][ {since}]":   "B1 02:31",
		"{host}[ {since} and {empty}].":     "B1.",
		"do [command] {host}":               "do [command] B1",
		"[{other}] {other}":                 "{other} {other}",
		"[ no end {host}":                   "[ no end B1",
		"a {host":                           "a {host",
		"[[{host}]]":                        "[B1]",
		"{since:hm} {odd}":                  "02:31:hm {host}[x]",
		"":                                  "",
		"[{host}][{host}][{empty}]":         "B1B1",
		"{}":                                "{}",
		"open ] and } stay[ {host}] as ] }": "open ] and } stay B1 as ] }",
	} {
		if got := render(template, of); got != want {
			t.Errorf("%q gives %q, want %q", template, got, want)
		}
	}
}
