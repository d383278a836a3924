package cmd

import (
	"os"
	"strings"

	"github.com/spf13/cobra"

	"tminus/wording"
)

// words are the texts of the command line in one language.
type words struct{ wording.Words }

func loadWords(lang string) words { return words{wording.Load(lang)} }

// spoken is the language of a command line, known before it is parsed: help
// and usage speak it too. What --lang may be is judged later, with the rest.
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
func (w words) explain(c *cobra.Command) *cobra.Command {
	name := c.Name()
	c.Short = w.Say(name + ".short")
	if c.Long == "" {
		c.Long = w.Words[name+".long"]
	}
	return c
}

// help makes cobra's own texts those of the language.
func (w words) help(root *cobra.Command) {
	root.PersistentFlags().BoolP("help", "h", false, w.Say("flag.help"))
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Short = w.Say("help.of_help")
		case "completion":
			c.Short = w.Say("help.of_completion")
		}
	}
	replaced := []string{"Use \"{{.CommandPath}} [command] --help\" for more information about a command.", w.Say("help.more", "command", "{{.CommandPath}}")}
	for english, key := range map[string]string{
		"Usage:": "help.usage", "Available Commands:": "help.commands", "Global Flags:": "help.global", "\nFlags:": "help.flags",
	} {
		replaced = append(replaced, english, strings.Repeat("\n", strings.Count(english, "\n"))+w.Say(key))
	}
	root.SetUsageTemplate(strings.NewReplacer(replaced...).Replace(root.UsageTemplate()))
}
