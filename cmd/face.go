package cmd

import (
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tminus/ui"
	"tminus/wording"
)

// faceFlags say how a screen looks. They are the same wherever there is one.
type faceFlags struct {
	catalog catalog
	theme   theme
	wall    bool
	mouse   bool
}

func (f *faceFlags) add(c *cobra.Command, w catalog) {
	f.catalog = w
	c.Flags().Var(&f.theme, "theme", w.Say("flag.theme"))
	c.Flags().BoolVar(&f.wall, "wall", false, w.Say("flag.wall"))
	c.Flags().BoolVar(&f.mouse, "mouse", false, w.Say("flag.mouse"))
}

// options are those of a screen, of which only the look is set yet.
func (f *faceFlags) options() ui.Options {
	return ui.Options{Catalog: f.catalog.Catalog, Theme: ui.Theme(f.theme), OnWall: f.wall, Mouse: f.mouse, Getenv: os.Getenv}
}

// language is the flag of that name; empty until it is given.
type language string

func (l *language) String() string { return string(*l) }
func (l *language) Type() string   { return strings.Join(wording.Languages(), "|") }

// Set accepts a language that has a catalog.
func (l *language) Set(text string) error {
	if !slices.Contains(wording.Languages(), text) {
		return errors.New("no such language") // who is told of it hears what there is
	}
	*l = language(text)
	return nil
}

// of is the language that was asked for, otherwise that of the locale, otherwise
// English.
func (l *language) of(env func(string) string) string {
	if *l != "" {
		return string(*l)
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := env(name); locale != "" {
			return wording.Of(locale)
		}
	}
	return wording.English
}

// theme is the flag of that name.
type theme ui.Theme

func (t *theme) String() string { return string(*t) }
func (t *theme) Type() string   { return "name" }

// Set accepts a theme that exists.
func (t *theme) Set(text string) error {
	parsed, err := ui.ParseTheme(text)
	*t = theme(parsed)
	return err
}
