// Package secret fills in what a plan only refers to: ${env:NAME} and ${file:PATH}.
// A plan is copied into the record and read by many people, so a token or a password
// is kept outside of it, is looked up at the moment of its use, and is kept nowhere.
package secret

import (
	"errors"
	"io"
	"os"
	"regexp"
	"runtime"
	"strings"

	"tminus/change"
	"tminus/fault"
)

// maxSize is the longest secret that is read from a file, in bytes.
const maxSize = 64 << 10

// reference matches what is looked up.
func reference() *regexp.Regexp { return regexp.MustCompile(`\$\{(env|file):([^{}]*)\}`) }

// Refers reports whether a text refers to a secret.
func Refers(text string) bool { return reference().MatchString(text) }

// Without is the text without its references.
func Without(text string) string { return reference().ReplaceAllString(text, " ") }

// Reveal fills in every reference in the words of a command, and with fill the
// placeholders around them. It also returns the values that it looked up, for Hide.
// Its errors are *Fault: they name the reference, never a value.
//
// Neither can become part of the other: a name cannot make a reference, and
// placeholders in a secret are not filled in. No value can become two words.
func Reveal(words []string, fill func(string) string) (plain, values []string, err error) {
	plain = make([]string, len(words))
	for i, word := range words {
		var found []string
		if plain[i], found, err = reveal(word, fill); err != nil {
			return nil, nil, err
		}
		values = append(values, found...)
	}
	return plain, values, nil
}

func reveal(text string, fill func(string) string) (plain string, values []string, err error) {
	var b strings.Builder
	var errs []error
	end := 0
	for _, m := range reference().FindAllStringSubmatchIndex(text, -1) {
		b.WriteString(fill(text[end:m[0]]))
		end = m[1]
		value, wrong := lookUp(text[m[2]:m[3]], text[m[4]:m[5]])
		if wrong != nil {
			wrong.Reference = text[m[0]:m[1]]
			errs = append(errs, wrong)
			continue
		}
		values = append(values, value)
		b.WriteString(value)
	}
	b.WriteString(fill(text[end:]))
	return b.String(), values, errors.Join(errs...)
}

// Values are the values of those references of a text that lead somewhere.
func Values(text string) []string {
	var values []string
	for _, m := range reference().FindAllStringSubmatch(text, -1) {
		if value, wrong := lookUp(m[1], m[2]); wrong == nil {
			values = append(values, value)
		}
	}
	return values
}

// Check reports what is wrong with the references of a text, here and now:
// those that lead nowhere, and those whose value is too short to be hidden.
func Check(text string) []*Fault {
	var faults []*Fault
	for _, m := range reference().FindAllStringSubmatch(text, -1) {
		value, wrong := lookUp(m[1], m[2])
		if wrong == nil && !Hideable(value) {
			wrong = &Fault{Is: change.Stated(secretShort)}
		}
		if wrong != nil {
			wrong.Reference = m[0]
			faults = append(faults, wrong)
		}
	}
	return faults
}

// Fault is the error of a reference that leads nowhere.
type Fault struct {
	// Reference is the reference as it is written: ${env:NAME}.
	Reference string
	// Is says what is wrong with it.
	Is change.Statement
}

// What can be wrong with a reference.
const (
	secretFault    change.Code = "secret.fault"
	secretUnset    change.Code = "secret.unset"
	secretEmpty    change.Code = "secret.empty"
	secretNotPlain change.Code = "secret.not_plain" // it is a folder, a pipe or a device
	secretOpen     change.Code = "secret.open"      // others can read or write it
	secretLong     change.Code = "secret.long"      // more than maxSize bytes
	secretShort    change.Code = "secret.short"     // it can be used, and not be hidden
)

func (f *Fault) Error() string { return f.Stated().String() }

// Stated is the fault with its reference.
func (f *Fault) Stated() change.Statement {
	return change.Stated(secretFault, "given", f.Reference, "why", f.Is)
}

func lookUp(kind, name string) (string, *Fault) {
	value, wrong := "", (*Fault)(nil)
	if kind == "env" {
		value, wrong = readEnv(name)
	} else {
		value, wrong = readFile(name)
	}
	if wrong == nil && value == "" {
		wrong = &Fault{Is: change.Stated(secretEmpty)}
	}
	return value, wrong
}

func readEnv(name string) (string, *Fault) {
	value, set := os.LookupEnv(name)
	if !set {
		return "", &Fault{Is: change.Stated(secretUnset)}
	}
	return value, nil
}

// readFile reads a secret, without the line break at its end. A file that
// others may read holds no secret.
func readFile(path string) (string, *Fault) {
	failed := func(err error) (string, *Fault) { return "", &Fault{Is: fault.Of(err)} }
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return "", &Fault{Is: change.Stated(secretNotPlain)} // a pipe would not let go of us
	}
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
		return "", &Fault{Is: change.Stated(secretNotPlain)}
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return "", &Fault{Is: change.Stated(secretOpen, "value", info.Mode().Perm().String())}
	case info.Size() > maxSize:
		return "", &Fault{Is: change.Stated(secretLong, "n", int(info.Size()))}
	}
	text, err := io.ReadAll(io.LimitReader(file, maxSize))
	if err != nil {
		return failed(err)
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}
