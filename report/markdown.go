package report

import (
	"fmt"
	"io"
	"strings"

	"tminus/fault"
)

// md writes Markdown. Whatever comes from the record goes through esc.
type md struct {
	out strings.Builder
}

func (m *md) line(format string, texts ...string) {
	args := make([]any, len(texts))
	for i, text := range texts {
		args[i] = esc(text)
	}
	fmt.Fprintf(&m.out, format+"\n", args...)
}

// special are the characters that Markdown, or a page that shows it, takes for
// markup: emphasis, links, mentions, tags, the border of a cell.
const special = "\\`*_{}[]<>#|~$!&@"

// esc reduces a text to plain text. Special characters become character references,
// as a backslash is not understood everywhere.
func esc(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	var b strings.Builder
	for i, r := range text {
		list := i == 0 && strings.ContainsRune("-+", r)
		link := r == ':' && strings.HasPrefix(text[i:], "://")
		if list || link || strings.ContainsRune(special, r) {
			fmt.Fprintf(&b, "&#%d;", r)
			continue
		}
		b.WriteRune(r)
	}
	return strings.ReplaceAll(b.String(), "www.", "www&#46;")
}

func (m *md) table(t table) {
	if t.Title != "" {
		m.line("\n### %s", t.Title)
	}
	if t.Note != "" {
		m.line("\n%s", t.Note)
	}
	m.line("")
	m.row(t.Head)
	m.out.WriteString("|" + strings.Repeat(" --- |", len(t.Head)) + "\n")
	for _, row := range t.Rows {
		texts := make([]string, len(row))
		for i, c := range row {
			if texts[i] = c.Text; c.Sub != "" {
				texts[i] += " (" + c.Sub + ")"
			}
		}
		m.row(texts)
	}
}

func (m *md) row(texts []string) {
	m.out.WriteString("|")
	for _, text := range texts {
		m.out.WriteString(" " + esc(text) + " |")
	}
	m.out.WriteString("\n")
}

func (m *md) failure(p *page, f failure) {
	m.line("\n### %s", f.Title)
	ended := f.Where
	if f.Ended != "" {
		ended += " · " + f.Ended
	}
	m.line("\n%s\n", ended)
	m.line("- **%s** %s → %s, %s", p.Say("fail.when"), f.From, f.To, p.Say("fail.norm", "norm", f.Norm))
	m.line("- **%s**", p.Say("fail.called"))
	for _, c := range f.Calls {
		if m.line("  - %s %s", c.At, c.Text); c.Sub != "" {
			m.line("    %s", c.Sub)
		}
	}
	if len(f.Calls) == 0 {
		m.line("  - %s", p.Say("fail.called_nobody"))
	}
	m.line("- **%s** %s", p.Say("fail.saved_by"), f.Saved)
}

func (m *md) section(s section) {
	m.line("\n## %s", s.Title)
	for _, para := range s.Paras {
		m.line("\n%s", para)
	}
	for _, t := range s.Tables {
		m.table(t)
	}
}

// writeMarkdown writes the whole report except for the chart, whose facts are in the
// tables. Pictures are named, not shown.
func writeMarkdown(w io.Writer, p *page) error {
	m := &md{}
	m.line("# %s\n", p.Title)
	for _, b := range p.Badges {
		m.line("**%s**", b.Text)
	}
	m.line("\n%s\n", p.Where)
	for _, s := range p.Story {
		m.line("%s  ", s)
	}
	for _, f := range p.Failures {
		m.failure(p, f)
	}
	m.line("")
	for _, f := range p.Facts {
		m.line("- %s: **%s** (%s)", f.Label, f.Value, f.Note)
	}
	for _, s := range p.Sections {
		if s.Chart == nil || len(s.Tables) > 0 {
			m.section(s)
		}
	}
	if _, err := io.WriteString(w, m.out.String()); err != nil {
		return fault.Wrap(err, reportWrite)
	}
	return nil
}
