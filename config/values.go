package config

import (
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
	return wordy{scalar[string]{into, change.Stated(planWantText), func(text string, _ ast.Node) (string, change.Statement) {
		text = strings.Join(strings.Fields(text), " ")
		return text, textFault(text, most)
	}, schema{"type": []string{"string", "number", "boolean"}, "maxLength": most}}}
}

// command reads one line that can be copied and run.
func command(into *given[string]) wordy {
	return wordy{scalar[string]{into, change.Stated(planWantCommand), func(text string, _ ast.Node) (string, change.Statement) {
		text = strings.TrimSpace(text)
		if wrong := referenceFault(text); wrong.Said() {
			return "", wrong
		}
		if strings.ContainsAny(text, "\n\r") {
			return "", change.Stated(planLines)
		}
		return text, textFault(text, change.MaxText)
	}, schema{"type": "string", "maxLength": change.MaxText}}}
}

// optional lets a text be empty, so that a host can switch off what the defaults
// set. The schema is the same.
func optional(w wordy) reader {
	parse := w.parse
	w.parse = func(text string, n ast.Node) (string, change.Statement) {
		if strings.TrimSpace(text) == "" {
			return "", change.Statement{}
		}
		return parse(text, n)
	}
	return w
}

func textFault(text string, most int) change.Statement {
	switch n := utf8.RuneCountInString(text); {
	case text == "":
		return change.Stated(planNoText)
	case n > most:
		return change.Stated(planLongText, "n", n, "all", most)
	case change.Clean(text) != text:
		return change.Stated(planHidden)
	}
	return change.Statement{}
}

// name reads a name that people type and see in tables.
func name(into *given[string]) reader {
	return wordy{scalar[string]{into, change.Stated(planWantName), func(text string, _ ast.Node) (string, change.Statement) {
		return text, nameFault(text)
	}, schema{"type": []string{"string", "number"}, "minLength": 1, "maxLength": maxName, "pattern": `^[^\s/\\.-]([^/\\]*[^\s/\\])?$`}}}
}

func nameFault(text string) change.Statement {
	switch {
	case strings.TrimSpace(text) == "":
		return change.Stated(planNoName)
	case strings.TrimSpace(text) != text:
		return change.Stated(planNameSpace, "given", clip(text))
	case strings.ContainsAny(text, `/\`):
		return change.Stated(planNameSlash, "given", clip(text))
	case strings.Contains(text, "${"):
		return change.Stated(planNameReference, "given", clip(text), "example", "${")
	case strings.HasPrefix(text, "-"), strings.HasPrefix(text, "."):
		return change.Stated(planNameBegins, "given", clip(text), "value", text[:1])
	}
	return textFault(text, maxName)
}

var idPattern = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]*$`)

// id reads the id of the change, which names the folder of its record.
func id(into *given[string]) reader {
	return scalar[string]{into, change.Stated(planWantID), func(text string, _ ast.Node) (string, change.Statement) {
		if !idPattern.MatchString(text) || len(text) > maxName {
			return "", change.Stated(planID, "given", clip(text), "n", maxName)
		}
		return text, change.Statement{}
	}, schema{"type": []string{"string", "number"}, "pattern": idPattern.String(), "maxLength": maxName}}
}

// oneOf reads one of a few words.
func oneOf(into *given[string], words ...string) reader {
	return scalar[string]{into, change.Stated(planWantOneOf, "names", words), func(text string, _ ast.Node) (string, change.Statement) {
		if !slices.Contains(words, text) {
			return "", change.Stated(planNotOneOf, "given", clip(text), "names", words)
		}
		return text, change.Statement{}
	}, schema{"type": "string", "enum": words}}
}

var bareNumber = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)

// duration reads a duration with a lower bound.
func duration(into *given[time.Duration], least time.Duration) reader {
	return scalar[time.Duration]{into, change.Stated(planWantDuration), func(text string, _ ast.Node) (time.Duration, change.Statement) {
		return parseDuration(text, least)
	}, schema{"type": "string", "pattern": `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`}}
}

func parseDuration(text string, least time.Duration) (time.Duration, change.Statement) {
	if bareNumber.MatchString(text) {
		return 0, change.Stated(planNoUnit, "given", clip(text), "value", strings.TrimLeft(clip(text), "+-"))
	}
	v, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return 0, change.Stated(planNotDuration, "given", clip(text))
	case v < 0:
		return 0, change.Stated(planNegative, "given", clip(text))
	case v == 0 && least > 0:
		return 0, change.Stated(planZero, "given", clip(text), "value", short(least))
	case v < least:
		return 0, change.Stated(planShort, "given", clip(text), "value", short(least))
	case v > maxDuration:
		return 0, change.Stated(planLong, "given", clip(text), "value", short(maxDuration))
	}
	return v, change.Statement{}
}

// short writes a duration as one writes it in a plan: 10m, not 10m0s.
func short(v time.Duration) string { return change.InPlan(v) }

// whole reads a whole number from least to most.
func whole(into *given[int], what change.Statement, least, most int) reader {
	want := change.Stated(planWantNumber, "is", what, "least", least, "all", most)
	return scalar[int]{into, want, func(text string, n ast.Node) (int, change.Statement) {
		if kind(n).Code != planKindNumber {
			return 0, change.Stated(planNotNumber, "is", kind(n), "to", want)
		}
		v, err := strconv.Atoi(text)
		switch {
		case err != nil || text != strconv.Itoa(v):
			return 0, change.Stated(planNotWhole, "given", clip(text), "to", want)
		case v < least || v > most:
			return 0, change.Stated(planOutOfRange, "given", clip(text), "to", want)
		}
		return v, change.Statement{}
	}, schema{"type": "integer", "minimum": least, "maximum": most}}
}

// boolean reads true or false.
func boolean(into *given[bool]) reader {
	return scalar[bool]{into, change.Stated(planWantBool), func(text string, n ast.Node) (bool, change.Statement) {
		b, ok := n.(*ast.BoolNode)
		if !ok {
			return false, change.Stated(planNotBool, "given", clip(text))
		}
		return b.Value, change.Statement{}
	}, schema{"type": "boolean"}}
}
