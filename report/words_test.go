package report

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"tminus/catalog/catalogtest"
	"tminus/change"
)

// Both languages have the same keys, with the same placeholders.
func TestCatalogs(t *testing.T) { catalogtest.Alike(t, catalogs) }

// Every key that is built or named exists, and every text is used.
func TestNoKeyIsMissing(t *testing.T) {
	code := catalogtest.Code(t, "*.go", "*.tmpl")
	en := loadWords("en")
	for _, m := range regexp.MustCompile(`Say[( ]"([a-z_.]+)"`).FindAllStringSubmatch(code, -1) {
		if _, ok := en[m[1]]; !ok && !strings.HasSuffix(m[1], ".") && m[1] != "deviations.step_" {
			t.Errorf("the catalog lacks %q", m[1])
		}
	}
	for key := range en {
		group, _, _ := strings.Cut(key, ".")
		stem := group + "."
		built := []string{"action.", "reason.", "outcome.", "result.", "event.", "phase.", "unseen.", "col.", "again."}
		if key != "lang" && !strings.Contains(code, `"`+key+`"`) && !slices.Contains(built, stem) && !strings.HasPrefix(key, "deviations.step_") {
			t.Errorf("no code says %q", key)
		}
	}
	for _, m := range regexp.MustCompile(`heads\(([^)]*)\)`).FindAllStringSubmatch(code, -1) {
		for _, name := range regexp.MustCompile(`"([a-z]+)"`).FindAllStringSubmatch(m[1], -1) {
			if _, ok := en["col."+name[1]]; !ok {
				t.Errorf("the catalog lacks the column %q", name[1])
			}
		}
	}
}

// Every reason for which an obligation is due again has its words.
func TestAgainHasWords(t *testing.T) {
	for _, why := range []string{change.AgainCallback, change.AgainRetry, change.AgainReview, change.AgainTaken} {
		if _, ok := loadWords("en")["again."+why]; !ok {
			t.Errorf("no words for %q", why)
		}
	}
}

// Nothing of a night shows as a bare key or with an open placeholder.
func TestNothingIsLeftOpen(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		in := eventful(t)
		in.Lang = lang
		page, _ := render(t, in)
		text := checkPage(t, page)
		for _, key := range regexp.MustCompile(`\[[a-z]+\.[a-z_.]*\]|\{[a-z]+\}`).FindAllString(text, -1) {
			t.Errorf("%s: %s", lang, key)
		}
	}
}
