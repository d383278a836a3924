package report

import (
	_ "embed"
	"html/template"
	"io"

	"tminus/change"
	"tminus/fault"
)

// What can keep a report from being written.
const (
	reportTemplate change.Code = "report.template"
	reportWrite    change.Code = "report.write"
)

//go:embed page.html.tmpl
var pageTemplate string

//go:embed style.css
var style string

// writeHTML writes the page. html/template escapes whatever comes from the record
// according to where it stands; only the styles are inserted as they are.
func writeHTML(w io.Writer, p *page) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"style": func() template.CSS { return template.CSS(style) }, //nolint:gosec // our own file
	}).Parse(pageTemplate)
	if err != nil {
		return fault.Wrap(err, reportTemplate)
	}
	if err := t.Execute(w, p); err != nil {
		return fault.Wrap(err, reportWrite)
	}
	return nil
}
