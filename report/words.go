package report

import (
	"embed"
	"strings"

	"github.com/goccy/go-yaml"

	"tminus/change"
)

//go:embed catalog/*.yaml
var catalogs embed.FS

// words are the texts of a language. {name} in a text is filled in.
type words struct{ texts map[string]string }

func loadWords(lang string) words {
	var w words
	for _, name := range []string{lang, "en"} {
		text, err := catalogs.ReadFile("catalog/" + name + ".yaml")
		if err == nil && yaml.Unmarshal(text, &w.texts) == nil {
			return w
		}
	}
	return w // every key then shows itself; a test keeps this from happening
}

func (w words) lang() string { return w.texts["lang"] }

// Say is the text of a key. Pairs of a name and a value fill it; the values
// may come from outside and are cleaned.
func (w words) Say(key string, pairs ...string) string {
	text, known := w.texts[key]
	if !known {
		return "[" + key + "]"
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		pairs[i], pairs[i+1] = "{"+pairs[i]+"}", change.Clean(pairs[i+1])
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// named is the word for what has a name in the journal, such as the kind of an
// action; what only the plan knows keeps its name.
func (w words) named(group, name string) string {
	if text, known := w.texts[group+name]; known {
		return text
	}
	return change.Clean(name)
}
