package cmd

import (
	"os"
	"strings"

	"github.com/spf13/cobra"

	"tminus/wording"
)

// catalog has the texts of the command line in one language.
type catalog struct{ wording.Catalog }

func loadCatalog(lang string) catalog { return catalog{wording.Load(lang)} }

// spoken is the language of a command line that is not parsed yet, so that help and
// usage use it too. Whether --lang is valid is checked later with the other flags.
func spoken(args []string) string {
	var asked language
	for i, arg := range args {
		value, is := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			value, is = args[i+1], true
		}
		if is {
			_ = asked.Set(value)
		}
	}
	return asked.of(os.Getenv)
}

// explain gives a command the words of its help.
func (w catalog) explain(c *cobra.Command) *cobra.Command {
	name := c.Name()
	c.Short = w.Say(name + ".short")
	if c.Long == "" {
		c.Long = w.Catalog[name+".long"]
	}
	return c
}
