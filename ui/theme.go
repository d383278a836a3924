package ui

import (
	"context"
	"fmt"
	"image/color"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// Theme says for which background the screen chooses its colours.
type Theme string

// The themes. Auto asks the terminal for its background.
const (
	Auto  Theme = "auto"
	Dark  Theme = "dark"
	Light Theme = "light"
)

// ParseTheme reads a theme as people type it; empty is Auto.
func ParseTheme(text string) (Theme, error) {
	switch t := Theme(text); t {
	case "":
		return Auto, nil
	case Auto, Dark, Light:
		return t, nil
	}
	return "", fmt.Errorf("there is no theme %q: take dark, light or auto", text)
}

// schemeOf is the colour scheme before the terminal has reported anything about
// itself.
func schemeOf(t Theme) scheme {
	if t == Light {
		return lightScheme()
	}
	return darkScheme()
}

// dress takes in what the terminal reports about itself. A theme that was asked for
// stands: a reported background then counts only if it is dark or light as the theme
// is.
func (m *root) dress(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.BackgroundColorMsg:
		said := m.scheme.on(known(msg.Color))
		if m.theme == Auto || m.theme == "" || said.dark() == (m.theme == Dark) {
			m.scheme = said
		}
	case tea.ColorProfileMsg:
		m.scheme.profile = msg.Profile
	}
	m.styles = newStyles(m.scheme)
}

// known is a colour, black if the terminal reported none.
func known(c color.Color) color.Color {
	if c == nil {
		return color.Black
	}
	return c
}

// programOptions are the options of each of our programs. NO_COLOR counts if it is
// set and not empty, whatever its value; bold and reverse stay.
func programOptions(ctx context.Context, env func(string) string) []tea.ProgramOption {
	opts := []tea.ProgramOption{tea.WithContext(ctx), tea.WithFPS(20)}
	if env("NO_COLOR") != "" && env("TERM") != "dumb" {
		opts = append(opts, tea.WithColorProfile(colorprofile.ASCII))
	}
	return opts
}
