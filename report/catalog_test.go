package report

import (
	"regexp"
	"testing"

	"tminus/wording"
)

// Nothing of a night shows as a bare key or with an open placeholder.
func TestNothingIsLeftOpen(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		in := eventful(t)
		in.Catalog = wording.Load(lang)
		page, _ := render(t, in)
		text := checkPage(t, page)
		for _, key := range regexp.MustCompile(`\[[a-z]+\.[a-z_.]*\]|\{[a-z]+\}`).FindAllString(text, -1) {
			t.Errorf("%s: %s", lang, key)
		}
	}
}
