package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"

	"tminus/change"
)

// The longest texts, in characters, and the longest duration of a plan.
const (
	maxName     = 64
	maxLine     = 200
	maxDuration = 7 * 24 * time.Hour
)

// phrase reads a short text, such as a title.
func phrase(into *given[string]) reader { return prose(into, maxLine) }

// message reads a longer text, such as what to say on the phone.
func message(into *given[string]) reader { return prose(into, change.MaxText) }

// prose reads text for people, in which a line break is a space.
func prose(into *given[string], most int) reader {
	return wordy{scalar[string]{into, "a text", func(text string, _ ast.Node) (string, fault) {
		text = strings.Join(strings.Fields(text), " ")
		return text, textFault(text, most)
	}, schema{"type": []string{"string", "number", "boolean"}, "maxLength": most}}}
}

// command reads one line that can be copied and run.
func command(into *given[string]) wordy {
	return wordy{scalar[string]{into, "a command", func(text string, _ ast.Node) (string, fault) {
		text = strings.TrimSpace(text)
		if wrong := referenceFault(text); wrong.what != "" {
			return "", wrong
		}
		if strings.ContainsAny(text, "\n\r") {
			return "", fault{"the command has more than one line", "join the lines with &&, write > instead of |, or make a step of each"}
		}
		return text, textFault(text, change.MaxText)
	}, schema{"type": "string", "maxLength": change.MaxText}}}
}

// optional lets a text be empty: so a host can switch off what the defaults
// have. It does not matter to the schema.
func optional(w wordy) reader {
	parse := w.parse
	w.parse = func(text string, n ast.Node) (string, fault) {
		if strings.TrimSpace(text) == "" {
			return "", fault{}
		}
		return parse(text, n)
	}
	return w
}

func textFault(text string, most int) fault {
	switch n := utf8.RuneCountInString(text); {
	case text == "":
		return fault{"the text is empty", "write something, or leave the key out"}
	case n > most:
		return fault{fmt.Sprintf("the text has %d characters, more than %d", n, most), "shorten it"}
	case change.Clean(text) != text:
		return fault{"the text holds control or invisible characters", "delete them: escape sequences could deceive a reader"}
	}
	return fault{}
}

// name reads a name that people type and see in tables.
func name(into *given[string]) reader {
	return wordy{scalar[string]{into, "a name", func(text string, _ ast.Node) (string, fault) {
		return text, nameFault(text)
	}, schema{"type": []string{"string", "number"}, "minLength": 1, "maxLength": maxName, "pattern": `^[^\s/\\.-]([^/\\]*[^\s/\\])?$`}}}
}

func nameFault(text string) fault {
	switch {
	case strings.TrimSpace(text) == "":
		return fault{"the name is empty", "write a name such as A1"}
	case strings.TrimSpace(text) != text:
		return fault{"the name " + quote(text) + " begins or ends with a space", "write it without"}
	case strings.ContainsAny(text, `/\`):
		return fault{"the name " + quote(text) + " holds a slash", "use - or _ instead: names become parts of file names"}
	case strings.Contains(text, "${"):
		return fault{"the name " + quote(text) + " holds ${", "write it without: it reads like a reference to a secret"}
	case strings.HasPrefix(text, "-"), strings.HasPrefix(text, "."):
		return fault{"the name " + quote(text) + " begins with " + quote(text[:1]), "begin it with a letter or a digit"}
	}
	return textFault(text, maxName)
}

var idPattern = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]*$`)

// id reads the id of the change, which names the folder of its record.
func id(into *given[string]) reader {
	return scalar[string]{into, "an id", func(text string, _ ast.Node) (string, fault) {
		if !idPattern.MatchString(text) || len(text) > maxName {
			return "", fault{
				"the id " + quote(text) + " cannot name a folder",
				fmt.Sprintf("use letters, digits, . _ and -, no . at the start, at most %d characters, such as CHG-2020-1120", maxName),
			}
		}
		return text, fault{}
	}, schema{"type": []string{"string", "number"}, "pattern": idPattern.String(), "maxLength": maxName}}
}

// oneOf reads one of a few words.
func oneOf(into *given[string], words ...string) reader {
	return scalar[string]{into, "one of " + strings.Join(words, ", "), func(text string, _ ast.Node) (string, fault) {
		if !slices.Contains(words, text) {
			return "", fault{"the value " + quote(text) + " is not known", "write one of " + strings.Join(words, ", ")}
		}
		return text, fault{}
	}, schema{"type": "string", "enum": words}}
}

var bareNumber = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)

// duration reads a duration of at least so much.
func duration(into *given[time.Duration], least time.Duration) reader {
	return scalar[time.Duration]{into, "a duration such as 10m", func(text string, _ ast.Node) (time.Duration, fault) {
		return parseDuration(text, least)
	}, schema{"type": "string", "pattern": `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`}}
}

func parseDuration(text string, least time.Duration) (time.Duration, fault) {
	if bareNumber.MatchString(text) {
		return 0, fault{"the duration " + quote(text) + " has no unit", fmt.Sprintf("write 10m: say whether it is %[1]ss, %[1]sm or %[1]sh", strings.TrimLeft(clip(text), "+-"))}
	}
	v, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return 0, fault{quote(text) + " is not a duration", "write it like 90s, 10m or 1h30m"}
	case v < 0:
		return 0, fault{"the duration " + quote(text) + " is negative", "write it like 90s, 10m or 1h30m"}
	case v == 0 && least > 0:
		return 0, fault{"the duration " + quote(text) + " is zero", fmt.Sprintf("write %s or more", short(least))}
	case v < least:
		return 0, fault{"the duration " + quote(text) + " is too short", fmt.Sprintf("write %s or more", short(least))}
	case v > maxDuration:
		return 0, fault{"the duration " + quote(text) + " is too long", fmt.Sprintf("write %s or less", short(maxDuration))}
	}
	return v, fault{}
}

// short writes a duration as one writes it in a plan: 10m, not 10m0s.
func short(v time.Duration) string { return change.InPlan(v) }

// whole reads a whole number from least to most.
func whole(into *given[int], what string, least, most int) reader {
	want := fmt.Sprintf("%s from %d to %d", what, least, most)
	return scalar[int]{into, want, func(text string, n ast.Node) (int, fault) {
		if kind(n) != "a number" {
			return 0, fault{fmt.Sprintf("found %s where %s belongs", kind(n), want), "write a whole number, without quotes"}
		}
		v, err := strconv.Atoi(text)
		switch {
		case err != nil || text != strconv.Itoa(v):
			return 0, fault{quote(text) + " is not a plain decimal number", "write " + want}
		case v < least || v > most:
			return 0, fault{quote(text) + " is out of range", "write " + want}
		}
		return v, fault{}
	}, schema{"type": "integer", "minimum": least, "maximum": most}}
}

// boolean reads true or false.
func boolean(into *given[bool]) reader {
	return scalar[bool]{into, "true or false", func(text string, n ast.Node) (bool, fault) {
		b, ok := n.(*ast.BoolNode)
		if !ok {
			return false, fault{quote(text) + " is neither true nor false", "write true or false, without quotes"}
		}
		return b.Value, fault{}
	}, schema{"type": "boolean"}}
}
