package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"tminus/change"
)

// Limits on the evidence that is shown inside the page. The rest is named with its
// digest: a ticket system must still accept the page.
const (
	maxPicture  = 4 << 20
	maxPictures = 24 << 20
	maxShown    = 4 << 10
)

func (t *teller) evidence() section {
	sec := section{ID: "evidence", Title: t.Say("evidence.title")}
	tab := table{Head: t.heads("at", "host", "step", "evidence", "size", "digest")}
	room := maxPictures
	for _, h := range t.hosts {
		for _, st := range h.steps {
			name := t.Say("evidence.step", "n", strconv.Itoa(st.n), "step", t.stepTitle(h, st))
			if st.said != "" {
				tab.Rows = append(tab.Rows, []cell{num(t.clock(st.to)), plain(h.plan.Name), plain(name), {Text: st.said, Sub: t.Say("evidence.words")}, mute("–"), mute("–")})
			}
			for _, f := range st.files {
				note := ""
				if p, err := t.picture(f, &room); err != nil {
					note = "▲ " + err.Error()
				} else if p != nil {
					p.Caption = t.Say("evidence.caption", "host", h.plan.Name, "step", name, "at", t.clock(st.to))
					sec.Pictures = append(sec.Pictures, *p)
				}
				tab.Rows = append(tab.Rows, []cell{num(t.clock(st.to)), plain(h.plan.Name), plain(name), {Text: f.Name, Tone: toneCode, Sub: note}, num(size(f.Size)), {Text: f.SHA256, Tone: toneCode}})
			}
		}
	}
	if len(tab.Rows) > 0 {
		sec.Tables = append(sec.Tables, tab)
	} else {
		sec.Paras = append(sec.Paras, t.Say("evidence.none"))
	}
	if missing := t.missing(); missing != "" {
		sec.Paras = append(sec.Paras, missing)
	}
	return sec
}

// missing names the steps that the plan asks evidence of, and that have none.
func (t *teller) missing() string {
	var list []string
	for _, h := range t.hosts {
		var steps []string
		for _, st := range h.steps {
			asked, _ := t.in.Plan.Step(h.plan.Name, st.n-1)
			if st.result == "done" && st.said == "" && len(st.files) == 0 && asked.Evidence != "" {
				steps = append(steps, strconv.Itoa(st.n))
			}
		}
		if len(steps) > 0 {
			list = append(list, t.Say("evidence.missing_of", "host", h.plan.Name, "steps", t.List(steps)))
		}
	}
	if len(list) == 0 {
		return ""
	}
	return t.Say("evidence.missing", "list", t.Also(list))
}

// picture is what can be shown of a file: nil if it is neither a picture nor text,
// and an error if it is not the file that was kept.
func (t *teller) picture(f change.EvidenceFile, room *int) (*picture, error) {
	if t.in.Evidence == nil || f.Size > maxPicture || int(f.Size) > *room {
		return nil, nil
	}
	file, err := t.in.Evidence(f.Name)
	if err != nil {
		return nil, errors.New(t.Say("evidence.lost", "why", t.speaker().Fault(err)))
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.LimitReader(file, maxPicture+1))
	sum := sha256.Sum256(text)
	if err != nil || hex.EncodeToString(sum[:]) != f.SHA256 {
		return nil, errors.New(t.Say("evidence.altered"))
	}
	p := &picture{Name: f.Name}
	if kind := pictureKind(text); kind != "" {
		*room -= len(text)
		p.Source = template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(text)) //nolint:gosec // a kind of ours and base64
		return p, nil
	}
	if p.Text = excerpt(text); p.Text == "" {
		return nil, nil
	}
	return p, nil
}

// pictureKind recognises the picture formats that browsers draw and that cannot hold
// a script: SVG is not among them.
func pictureKind(text []byte) string {
	for magic, kind := range map[string]string{"\x89PNG\r\n\x1a\n": "image/png", "\xff\xd8\xff": "image/jpeg", "GIF87a": "image/gif", "GIF89a": "image/gif"} {
		if bytes.HasPrefix(text, []byte(magic)) {
			return kind
		}
	}
	if len(text) > 12 && string(text[:4]) == "RIFF" && string(text[8:12]) == "WEBP" {
		return "image/webp"
	}
	return ""
}

// excerpt is the beginning of a text, line by line; "" if it is none.
func excerpt(text []byte) string {
	cut := text[:min(len(text), maxShown)]
	for len(cut) < len(text) && len(cut) > 0 && !utf8.RuneStart(text[len(cut)]) {
		cut = cut[:len(cut)-1]
	}
	if !utf8.Valid(cut) || bytes.ContainsRune(cut, 0) {
		return ""
	}
	lines := strings.Split(strings.TrimRight(string(cut), "\r\n"), "\n")
	for i, line := range lines {
		lines[i] = change.Clean(strings.ReplaceAll(strings.TrimRight(line, "\r"), "\t", "    "))
	}
	if len(cut) < len(text) {
		lines = append(lines, "…")
	}
	return strings.Join(lines, "\n")
}

func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1000*1000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
