// Package secret fills in what a plan only refers to: ${env:NAME} and
// ${file:PATH}. A plan is copied into the record and read by many, so a token
// or a password stands elsewhere; it is looked up at the moment of its use and
// kept nowhere.
package secret

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// maxSize is the longest secret that is read from a file, in bytes.
const maxSize = 64 << 10

// hidden stands where a secret was.
const hidden = "[secret]"

// reference matches what is looked up.
func reference() *regexp.Regexp { return regexp.MustCompile(`\$\{(env|file):([^{}]*)\}`) }

// Reveal fills in every reference of the text. The values are what came from
// elsewhere, for Hide. An error names the reference, never a value.
func Reveal(text string) (plain string, values []string, err error) {
	if !strings.Contains(text, "${") {
		return text, nil, nil
	}
	var errs []error
	ref := reference()
	plain = ref.ReplaceAllStringFunc(text, func(match string) string {
		parts := ref.FindStringSubmatch(match)
		value, err := lookUp(parts[1], parts[2])
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", match, err))
			return match
		}
		values = append(values, value)
		return value
	})
	return plain, values, errors.Join(errs...)
}

func lookUp(kind, name string) (string, error) {
	value := ""
	if kind == "env" {
		v, ok := os.LookupEnv(name)
		if !ok {
			return "", errors.New("this environment variable is not set")
		}
		value = v
	} else {
		v, err := readFile(name)
		if err != nil {
			return "", err
		}
		value = v
	}
	if value == "" {
		return "", errors.New("it is empty")
	}
	return value, nil
}

// readFile reads a secret, without the line break at its end. A file that
// others may read holds no secret.
func readFile(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }() // nothing was written
	info, err := file.Stat()
	switch {
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		return "", errors.New("it is not a plain file")
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return "", fmt.Errorf("other users can read or write it (%v): chmod 600 %s", info.Mode().Perm(), path)
	case info.Size() > maxSize:
		return "", fmt.Errorf("it has %d bytes, more than %d", info.Size(), maxSize)
	}
	text, err := io.ReadAll(io.LimitReader(file, maxSize))
	return strings.TrimRight(string(text), "\r\n"), err
}

// Hide takes the values out of a text that may hold them, such as the output
// of a command that was given them.
func Hide(text string, values []string) string {
	values = slices.Clone(values)
	slices.SortFunc(values, func(a, b string) int { return len(b) - len(a) }) // the longer may hold the shorter
	for _, v := range values {
		text = strings.ReplaceAll(text, v, hidden)
		for line := range strings.Lines(v) { // of some values a part shows
			if line = strings.TrimRight(line, "\r\n"); len(line) >= 8 {
				text = strings.ReplaceAll(text, line, hidden)
			}
		}
	}
	return text
}
