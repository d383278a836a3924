package ui

import (
	"embed"
	"strings"

	"github.com/goccy/go-yaml"

	"tminus/change"
)

//go:embed catalog/*.yaml
var catalogs embed.FS

// words is a text catalog: a template for each key.
type words map[string]string

// loadWords reads the catalog of a language, English where there is none.
func loadWords(lang string) words {
	text, err := catalogs.ReadFile("catalog/" + lang + ".yaml")
	if err != nil {
		text, _ = catalogs.ReadFile("catalog/en.yaml")
	}
	w := words{}
	if err := yaml.Unmarshal(text, &w); err != nil {
		return words{} // every key then shows itself; a test keeps this from happening
	}
	return w
}

// say fills the template of a key. The values come in pairs, the name of the
// placeholder first, and are cleaned: whatever reaches the screen through a
// template cannot move its cursor.
// lang is the language of the words.
func (w words) lang() string { return w["lang"] }

func (w words) say(key string, values ...string) string {
	text, ok := w[key]
	if !ok {
		return "[" + key + "]"
	}
	return fill(text, values)
}

// or is say, with a text of its own for what no catalog names, such as the
// kind of an action that only the plan knows.
func (w words) or(key, fallback string, values ...string) string {
	if text, ok := w[key]; ok {
		return fill(text, values)
	}
	return change.Clean(fallback)
}

func fill(text string, values []string) string {
	if len(values) == 0 {
		return text
	}
	pairs := make([]string, len(values))
	for i := 0; i+1 < len(values); i += 2 {
		pairs[i], pairs[i+1] = "{"+values[i]+"}", change.Clean(values[i+1])
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
