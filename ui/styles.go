package ui

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"

	"tminus/change"
)

// level says how strongly something may attract the eye. Normal states have no
// colour at all; colour never stands alone, a glyph and a word come with it.
type level uint8

const (
	calm  level = iota // normal: the terminal's own colour
	quiet              // beside the point now: grey
	info               // worth knowing: sky
	warn               // abnormal: amber
	alarm              // somebody must act: vermilion
)

// levelOf is how a severity is drawn. What is amber or red here is what makes
// `status` exit with 1.
func levelOf(s change.Severity) level {
	return [...]level{change.Normal: calm, change.Notice: info, change.Caution: warn, change.Alarm: alarm}[s]
}

// scheme is what the colours depend on: the terminal's background, and how many
// colours it has. It must stay comparable.
type scheme struct {
	background color.RGBA
	profile    colorprofile.Profile
}

// The backgrounds that are assumed until the terminal tells its own. They are
// not the extremes: what can be read on them can be read on those too.
func darkScheme() scheme {
	return scheme{color.RGBA{0x24, 0x24, 0x24, 0xff}, colorprofile.TrueColor}
}

func lightScheme() scheme {
	return scheme{color.RGBA{0xf2, 0xf2, 0xf2, 0xff}, colorprofile.TrueColor}
}

func (l scheme) dark() bool { return luminance(l.background) < 0.18 }

// on is the scheme on another background.
func (l scheme) on(background color.Color) scheme {
	r, g, b, _ := background.RGBA()
	l.background = color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 0xff}
	return l
}

// palette holds the colours of one scheme; nil where a level has none.
type palette [alarm + 1]color.Color

// contrasts are how far each level stands out from the background: the more strongly
// it is to attract the eye, the further. WCAG asks 4.5 of text.
func contrasts() [alarm + 1]float64 {
	return [...]float64{quiet: 4.7, info: 5.2, warn: 5.7, alarm: 6.3}
}

// palette has the hues of Okabe and Ito, each as light or dark as it must be
// on this background.
func (l scheme) palette() palette {
	if l.profile == colorprofile.ANSI {
		return l.sixteen()
	}
	var p palette
	hues := [...]string{quiet: "#8C8C8C", info: "#56B4E9", warn: "#E69F00", alarm: "#D55E00"}
	for at := quiet; at <= alarm; at++ {
		p[at] = standOut(lipgloss.Color(hues[at]), l.background, contrasts()[at])
		if l.profile == colorprofile.ANSI256 {
			p[at] = nearest256(p[at], l.background, contrasts()[at])
		}
	}
	return p
}

// sixteen are the colours for a terminal of 16, which chooses their shades itself:
// those that can be read whatever the shades are. Its grey is not among them.
func (l scheme) sixteen() palette {
	if l.dark() {
		return palette{info: lipgloss.BrightCyan, warn: lipgloss.BrightYellow, alarm: lipgloss.BrightRed}
	}
	return palette{info: lipgloss.Blue, warn: lipgloss.Magenta, alarm: lipgloss.Red}
}

// styles are all the styles of the screen.
type styles struct {
	levels [alarm + 1]pen
	bold   lipgloss.Style
	// loud is for what nobody may overlook: bold, coloured, reversed.
	loud lipgloss.Style
	// tag is a neutral reversed label.
	tag lipgloss.Style
}

func newStyles(l scheme) styles {
	plain := lipgloss.NewStyle()
	s := styles{bold: plain.Bold(true), tag: plain.Bold(true).Reverse(true)}
	for at, c := range l.palette() {
		style := plain
		if c != nil {
			style = plain.Foreground(c)
		}
		if level(at) == alarm {
			style = style.Bold(true)
			s.loud = style.Reverse(true)
		}
		s.levels[at] = penOf(style)
	}
	return s
}

// pen is a style as what is written before and after a text of one line. It is used
// some thousand times for a frame of many hosts.
type pen struct{ before, after string }

func penOf(style lipgloss.Style) pen {
	before, after, _ := strings.Cut(style.Render("x"), "x")
	return pen{before, after}
}

// in draws a text at a level.
func (s *styles) in(l level, text string) string {
	if text == "" || l == calm {
		return text
	}
	return s.levels[l].before + text + s.levels[l].after
}

func (s *styles) grey(text string) string { return s.in(quiet, text) }
