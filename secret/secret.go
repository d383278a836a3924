// Package secret fills in what a plan only refers to: ${env:NAME} and
// ${file:PATH}. A plan is copied into the record and read by many, so a token
// or a password stands elsewhere; it is looked up at the moment of its use and
// kept nowhere.
package secret

import (
	"errors"
	"io"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

// maxSize is the longest secret that is read from a file, in bytes.
const maxSize = 64 << 10

// reference matches what is looked up.
func reference() *regexp.Regexp { return regexp.MustCompile(`\$\{(env|file):([^{}]*)\}`) }

// Refers reports whether a text refers to a secret.
func Refers(text string) bool { return reference().MatchString(text) }

// Without is the text without its references.
func Without(text string) string { return reference().ReplaceAllString(text, " ") }

// Reveal fills in every reference of the text. The values are what came from
// elsewhere, for Hide. The errors are *Fault:
// they name the reference, never a value.
func Reveal(text string) (plain string, values []string, err error) {
	return RevealFilled(text, func(s string) string { return s })
}

// RevealFilled does the same, and fills in what stands around the references.
// Neither can become a part of the other: no name makes a reference, and what
// stands in a secret is not filled in.
func RevealFilled(text string, fill func(string) string) (plain string, values []string, err error) {
	var b strings.Builder
	var errs []error
	end := 0
	for _, m := range reference().FindAllStringSubmatchIndex(text, -1) {
		b.WriteString(fill(text[end:m[0]]))
		end = m[1]
		value, fault := lookUp(text[m[2]:m[3]], text[m[4]:m[5]])
		if fault != nil {
			fault.Reference = text[m[0]:m[1]]
			errs = append(errs, fault)
			continue
		}
		values = append(values, value)
		b.WriteString(value)
	}
	b.WriteString(fill(text[end:]))
	return b.String(), values, errors.Join(errs...)
}

// Check reports what is wrong with the references of a text, here and now:
// those that lead nowhere, and those whose value is too short to be hidden.
func Check(text string) []*Fault {
	var faults []*Fault
	for _, m := range reference().FindAllStringSubmatch(text, -1) {
		value, fault := lookUp(m[1], m[2])
		if fault == nil && !Hideable(value) {
			fault = &Fault{Why: TooShort}
		}
		if fault != nil {
			fault.Reference = m[0]
			faults = append(faults, fault)
		}
	}
	return faults
}

// Fault is the error of a reference that leads nowhere.
type Fault struct {
	// Reference is as it is written: ${env:NAME}.
	Reference string
	Why       Why
	// Detail is what it takes to say it: the error of a file, its mode or its size.
	Detail string
}

// Why says what is wrong with a reference.
type Why string

// What can be wrong with a reference.
const (
	Unset    Why = "unset"
	Empty    Why = "empty"
	NoFile   Why = "file"  // it cannot be read: see Detail
	NotPlain Why = "plain" // it is a folder, a pipe or a device
	Open     Why = "open"  // others can read or write it
	TooLong  Why = "long"  // more than maxSize bytes
	TooShort Why = "short" // it can be used, and not be hidden
)

func (f *Fault) Error() string {
	text := map[Why]string{
		Unset: "this environment variable is not set", Empty: "it is empty", NoFile: f.Detail, NotPlain: "it is not a plain file",
		Open: "other users can read or write it (" + f.Detail + "): chmod 600", TooLong: "it has " + f.Detail + " bytes, more than there is room for",
		TooShort: "it is too short to be hidden where a command prints it",
	}[f.Why]
	return f.Reference + ": " + text
}

func lookUp(kind, name string) (string, *Fault) {
	value, fault := "", (*Fault)(nil)
	if kind == "env" {
		value, fault = readEnv(name)
	} else {
		value, fault = readFile(name)
	}
	if fault == nil && value == "" {
		fault = &Fault{Why: Empty}
	}
	return value, fault
}

func readEnv(name string) (string, *Fault) {
	value, set := os.LookupEnv(name)
	if !set {
		return "", &Fault{Why: Unset}
	}
	return value, nil
}

// readFile reads a secret, without the line break at its end. A file that
// others may read holds no secret.
func readFile(path string) (string, *Fault) {
	failed := func(err error) (string, *Fault) { return "", &Fault{Why: NoFile, Detail: err.Error()} }
	file, err := os.Open(path)
	if err != nil {
		return failed(err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	info, err := file.Stat()
	switch {
	case err != nil:
		return failed(err)
	case !info.Mode().IsRegular():
		return "", &Fault{Why: NotPlain}
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return "", &Fault{Why: Open, Detail: info.Mode().Perm().String()}
	case info.Size() > maxSize:
		return "", &Fault{Why: TooLong, Detail: strconv.FormatInt(info.Size(), 10)}
	}
	text, err := io.ReadAll(io.LimitReader(file, maxSize))
	if err != nil {
		return failed(err)
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}
