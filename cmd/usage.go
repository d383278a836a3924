package cmd

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// usage puts the command line into the words of the language: the help of all
// commands, and what is wrong with how one was called. Cobra's own words are
// English.
func (w catalog) usage(root *cobra.Command) {
	root.PersistentFlags().BoolP("help", "h", false, w.Say("flag.help"))
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Short, c.Long = w.Say("help.of_help"), w.Say("help.of_help")
		case "completion":
			w.completion(c)
		}
	}
	root.SuggestionsMinimumDistance = 2
	root.Args = w.knownCommand
	root.RunE = func(c *cobra.Command, _ []string) error {
		_, err := fmt.Fprint(c.OutOrStdout(), w.Catalog["root.first"])
		return err
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return w.flagError(err) })
	w.template(root)
	w.shape(root)
}

// completion is cobra's command that makes scripts for shells.
func (w catalog) completion(c *cobra.Command) {
	c.Short, c.Long = w.Say("help.of_completion"), w.Say("help.of_completion")
	for _, shell := range c.Commands() {
		text := w.Say("help.of_shell", "shell", shell.Name())
		shell.Short, shell.Long = text, text
		shell.Flags().VisitAll(func(f *pflag.Flag) { f.Usage = w.Say("help.no_descriptions") })
	}
}

func (w catalog) template(root *cobra.Command) {
	replaced := []string{
		"Use \"{{.CommandPath}} [command] --help\" for more information about a command.", w.Say("help.more", "command", "{{.CommandPath}}"),
		"{{.CommandPath}} [command]", "{{.CommandPath}} [" + w.Say("help.command") + "]",
	}
	for english, key := range map[string]string{
		"Usage:": "help.usage", "Available Commands:": "help.commands", "Global Flags:": "help.global", "\nFlags:": "help.flags",
	} {
		replaced = append(replaced, english, strings.Repeat("\n", strings.Count(english, "\n"))+w.Say(key))
	}
	root.SetUsageTemplate(strings.NewReplacer(replaced...).Replace(root.UsageTemplate()))
}

// shaped is a flag whose value is shown by a word for it: DIR, NAME.
type shaped struct {
	pflag.Value
	shape string
}

func (s shaped) Type() string { return s.shape }

// shape says what each flag takes; its default is in its help text.
func (w catalog) shape(c *cobra.Command) {
	shapes := map[string]string{"string": "TEXT", "float64": "N", "duration": "TIME", "stringArray": "TEXT", "int": "N", "uint64": "N"}
	for name, shape := range map[string]string{
		"by": "NAME", "operator": "NAME", "second": "NAME", "to": "NAME", "record": "DIR", "output": "DIR", "history": "RECORD", "records": "DIR", "evidence": "FILE",
		"inventory": "FILE", "head": "HASH", "callback": "TIME", "at": "TIME", "format": "html|md|both", "theme": "dark|light|auto",
	} {
		shapes["--"+name] = shape
	}
	for _, sub := range c.Commands() {
		w.shape(sub)
	}
	c.DisableFlagsInUseLine = true
	if c.HasAvailableFlags() && c.HasParent() {
		c.Use += " [" + w.Say("help.options") + "]"
	}
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		shape, known := shapes["--"+f.Name]
		if !known {
			shape, known = shapes[f.Value.Type()]
		}
		if _, done := f.Value.(shaped); known && !done {
			f.Value = shaped{f.Value, shape}
		}
		f.DefValue = ""
		if f.NoOptDefVal == "true" {
			f.DefValue = "false"
		}
	})
}

// args checks how many arguments a command gets; most < 0: any number.
func (w catalog) args(least, most int) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		n := len(args)
		switch {
		case n < least:
			return errors.New(w.Say("usage.too_few", "n", strconv.Itoa(n), "least", strconv.Itoa(least)))
		case most >= 0 && n > most:
			return errors.New(w.Say("usage.too_many", "n", strconv.Itoa(n), "most", strconv.Itoa(most)))
		}
		return nil
	}
}

// knownCommand refuses an unknown command and suggests similar ones.
func (w catalog) knownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return errors.New(w.Say("usage.unknown", "command", args[0], "like", strings.Join(c.SuggestionsFor(args[0]), ", ")))
}

// flagError says what is wrong with a flag.
func (w catalog) flagError(err error) error {
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return errors.New(w.Say("usage.no_flag", "flag", dashed(e.GetSpecifiedName())))
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return errors.New(w.Say("usage.no_value", "flag", dashed(e.GetFlag().Name), "shape", e.GetFlag().Value.Type()))
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return errors.New(w.Say("usage.value", "flag", dashed(e.GetFlag().Name), "value", e.GetValue(), "shape", e.GetFlag().Value.Type()))
	}
	if e, ok := errors.AsType[*pflag.InvalidSyntaxError](err); ok {
		return errors.New(w.Say("usage.syntax", "flag", e.GetSpecifiedFlag()))
	}
	return err
}

// dashed is a flag as it is written: one letter after one dash.
func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}
