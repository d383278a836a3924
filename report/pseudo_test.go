package report

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"tminus/wording/wordingtest"
)

var tag = regexp.MustCompile(`<[^>]*>`)

// TestTheReportSaysNothingItself: in a language that nobody speaks no plain word
// is left, on the page or in Markdown, but for what is data.
func TestTheReportSaysNothingItself(t *testing.T) {
	for name, in := range map[string]Input{"night": night(t), "eventful": eventful(t)} {
		in.Catalog = wordingtest.Pseudo(t)
		data := wordingtest.Data(in.Plan, in.Events, in.Check, in.History)
		data = append(data, "kind", "Caption HotFixID http support KB", "is missing") // raw data, evidence, an error of the store
		page, md := render(t, in)
		checkPage(t, page)
		_, body, _ := strings.Cut(page, "</style>")
		text := html.UnescapeString(tag.ReplaceAllString(body, "\n"))
		for where, text := range map[string]string{"the page": text, "Markdown": md} {
			for _, word := range wordingtest.Plain(text, wordingtest.Words(data...)) {
				at := strings.Index(text, word)
				t.Errorf("%s of %s says %q itself: …%s…", where, name, word, strings.Join(strings.Fields(text[max(0, at-50):min(len(text), at+50)]), " "))
			}
		}
	}
}
