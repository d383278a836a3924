package ui

import (
	"image/color"

	"charm.land/lipgloss/v2"
)

// level says how much something may ask of the eye. Normal states have no
// colour at all; colour never stands alone, a glyph and a word come with it.
type level uint8

const (
	calm  level = iota // normal: the terminal's own colour
	quiet              // beside the point now: grey
	info               // worth knowing: sky
	warn               // abnormal: amber
	alarm              // somebody must act: vermilion
)

// palette holds the colours of one background. They are those of Okabe and
// Ito, darkened on a light background until text in them can be read.
type palette struct{ grey, sky, amber, vermilion color.Color }

func paletteFor(dark bool) palette {
	pick := lipgloss.LightDark(dark)
	hex := lipgloss.Color
	return palette{
		grey:      pick(hex("#5F5F5F"), hex("#9A9A9A")),
		sky:       pick(hex("#0072B2"), hex("#56B4E9")),
		amber:     pick(hex("#8A5A00"), hex("#E69F00")),
		vermilion: pick(hex("#B34700"), hex("#D55E00")),
	}
}

// styles are all the styles of the screen.
type styles struct {
	levels [alarm + 1]lipgloss.Style
	bold   lipgloss.Style
	// loud is for what nobody may overlook: bold, coloured, reversed.
	loud lipgloss.Style
	// tag is a neutral reversed label.
	tag lipgloss.Style
}

func newStyles(dark bool) styles {
	p, plain := paletteFor(dark), lipgloss.NewStyle()
	return styles{
		levels: [...]lipgloss.Style{
			calm:  plain,
			quiet: plain.Foreground(p.grey),
			info:  plain.Foreground(p.sky),
			warn:  plain.Foreground(p.amber),
			alarm: plain.Foreground(p.vermilion).Bold(true),
		},
		bold: plain.Bold(true),
		loud: plain.Foreground(p.vermilion).Bold(true).Reverse(true),
		tag:  plain.Foreground(p.sky).Bold(true).Reverse(true),
	}
}

// in draws a text at a level.
func (s *styles) in(l level, text string) string {
	if text == "" || l == calm {
		return text
	}
	return s.levels[l].Render(text)
}

func (s *styles) grey(text string) string { return s.in(quiet, text) }
