package change

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Success is by what a command that the cockpit ran has succeeded.
type Success struct {
	// Exits are the exit codes that mean success; none: 0.
	Exits []int
	// Expect is what its output must hold: a text, or a regular expression
	// between slashes. Empty: nothing.
	Expect string
}

// successOf reads what a plan says: an expectation that is a whole number is an
// exit code.
func successOf(exits []int, expect string) Success {
	if code, err := strconv.Atoi(expect); err == nil {
		return Success{Exits: append(slices.Clip(exits), code)}
	}
	return Success{Exits: exits, Expect: expect}
}

// Success is by what a step has succeeded that the cockpit ran. What is expected
// of a step that people judge is written for people.
func (st Step) Success() Success {
	if !st.Auto {
		return Success{Exits: st.Exit}
	}
	return successOf(st.Exit, st.Expect)
}

// Success is by what a precheck has passed that the cockpit ran.
func (p Precheck) Success() Success { return successOf(p.Exit, p.Expect) }

// Codes are the exit codes that mean success.
func (s Success) Codes() []int {
	if len(s.Exits) == 0 {
		return []int{0}
	}
	return s.Exits
}

// Unmet says what is missing; nothing where the command has succeeded. The text
// is matched line by line, as people read it: ^ and $ are those of a line.
func (s Success) Unmet(exit int, output string) Statement {
	if !slices.Contains(s.Codes(), exit) {
		return Stated(UnmetExit, "n", exit, "names", s.codeNames())
	}
	if s.Expect == "" {
		return Statement{}
	}
	output = strings.ReplaceAll(output, "\r\n", "\n")
	if pattern, is := Pattern(s.Expect); is {
		if found, err := regexp.Compile("(?m)" + pattern); err == nil && found.MatchString(output) {
			return Statement{}
		}
	} else if strings.Contains(output, s.Expect) {
		return Statement{}
	}
	return Stated(UnmetText, "given", s.Expect)
}

func (s Success) codeNames() []string {
	var names []string
	for _, code := range s.Codes() {
		names = append(names, strconv.Itoa(code))
	}
	return names
}

// Statement says what success is.
func (s Success) Statement() Statement {
	if s.Expect != "" {
		return Stated(SuccessText, "names", s.codeNames(), "given", s.Expect)
	}
	return Stated(SuccessExit, "names", s.codeNames())
}

// Pattern is the regular expression of an expectation that is written as one.
func Pattern(expect string) (string, bool) {
	if len(expect) > 2 && strings.HasPrefix(expect, "/") && strings.HasSuffix(expect, "/") {
		return expect[1 : len(expect)-1], true
	}
	return "", false
}

// Succeeded reports whether a run of a step that is over has met what the plan
// calls success, as far as is known.
func (st Step) Succeeded(r *RunState) bool {
	return r != nil && !r.Ended.IsZero() && !r.Fault.Said() && !r.Unmet.Said() && r.Exit != nil && slices.Contains(st.Success().Codes(), *r.Exit)
}
