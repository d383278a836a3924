// Package wordingtest proves that a face says nothing of its own. Pseudo makes of
// the English catalog a language that nobody speaks, as a file would; what a face
// then shows in plain letters stands in its code, and Plain finds it.
package wordingtest

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"tminus/wording"
)

// Pseudo is the English catalog with an accent on each letter, in brackets, and
// longer by two fifths, as other languages may be.
func Pseudo(t testing.TB) wording.Catalog {
	t.Helper()
	pseudo := wording.Catalog{}
	for key, text := range wording.Load(wording.English) {
		pseudo[key] = text
		if key != "lang" && !strings.HasPrefix(key, "say.join.") {
			pseudo[key] = bracket(text)
		}
	}
	return pseudo
}

// bracket makes the lines of a template look foreign. Its placeholders stay.
func bracket(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		body := strings.TrimSpace(line)
		if body == "" {
			continue
		}
		start := strings.Index(line, body)
		letters := len(regexp.MustCompile(`[a-zA-Z]`).FindAllString(placeholder.ReplaceAllString(body, ""), -1))
		longer := strings.Repeat("é", (letters*2+4)/5)
		lines[i] = line[:start] + "«" + accent(body) + longer + "»" + line[start+len(body):]
	}
	return strings.Join(lines, "\n")
}

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

func accent(text string) string {
	var b strings.Builder
	for text != "" {
		if at := placeholder.FindStringIndex(text); at != nil && at[0] == 0 {
			b.WriteString(text[:at[1]])
			text = text[at[1]:]
			continue
		}
		r := text[0]
		if i := strings.IndexByte(plain, r); i >= 0 {
			b.WriteRune([]rune(accented)[i])
		} else {
			b.WriteByte(r)
		}
		text = text[1:]
	}
	return b.String()
}

const (
	plain    = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	accented = "áƀçđéƒğĥíĵķļɱñóþɋŕšţúṽŵẋýžÁƁÇĐÉƑĞĤÍĴĶĻḾÑÓÞɊŔŠŢÚṼŴẊÝŽ"
)

// Plain lists the words in plain letters of a text that are not among the known
// ones: names, identifiers, what the operator typed. Where a screen has cut a known
// word, its beginning is enough. A word with a digit beside it is a unit or an
// identifier, and a single letter is a key: neither is listed.
func Plain(text string, known []string) []string {
	var found []string
	for _, at := range word.FindAllStringIndex(text, -1) {
		w := text[at[0]:at[1]]
		if beside(text, at[0]-1) || beside(text, at[1]) || slices.Contains(found, w) {
			continue
		}
		if !slices.ContainsFunc(known, func(k string) bool { return k == w || strings.HasPrefix(k, w) || strings.HasSuffix(k, w) }) {
			found = append(found, w)
		}
	}
	return found
}

var word = regexp.MustCompile(`[A-Za-z]{2,}`)

// beside reports whether there is a digit at a place.
func beside(text string, at int) bool {
	return at >= 0 && at < len(text) && text[at] >= '0' && text[at] <= '9'
}

// Words are the words of texts that are data.
func Words(texts ...string) []string {
	var list []string
	for _, text := range texts {
		list = append(list, word.FindAllString(text, -1)...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}
