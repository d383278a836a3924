// Package catalog gives the texts that people read: one file for each
// language, a template for each key. {name} in a template is filled in.
package catalog

import (
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"

	"tminus/change"
)

// Words are the templates of one language, by their keys.
type Words map[string]string

// Load reads catalog/LANG.yaml, English where there is none. What cannot be
// read has no keys: each then shows itself, and a test keeps it from happening.
func Load(files fs.FS, lang string) Words {
	for _, name := range []string{lang, "en"} {
		w := Words{}
		text, err := fs.ReadFile(files, "catalog/"+name+".yaml")
		if err == nil && yaml.Unmarshal(text, &w) == nil {
			return w
		}
	}
	return Words{}
}

// Lang is the language of the words: en or zh.
func (w Words) Lang() string { return w["lang"] }

// Say fills the template of a key. The values come in pairs, the name of the
// placeholder first, and are cleaned: whatever reaches people through a
// template cannot move a cursor.
func (w Words) Say(key string, pairs ...string) string {
	text, ok := w[key]
	if !ok {
		return "[" + key + "]"
	}
	return fill(text, pairs)
}

// Or is Say, with a text of its own for what no catalog names, such as the
// kind of an action that only the plan knows.
func (w Words) Or(key, fallback string, pairs ...string) string {
	if text, ok := w[key]; ok {
		return fill(text, pairs)
	}
	return change.Clean(fallback)
}

func fill(text string, pairs []string) string {
	if len(pairs) == 0 {
		return text
	}
	filled := make([]string, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		filled[i], filled[i+1] = "{"+pairs[i]+"}", change.Clean(pairs[i+1])
	}
	return strings.NewReplacer(filled...).Replace(text)
}
