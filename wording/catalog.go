package wording

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"tminus/change"
)

//go:embed catalog/*.yaml
var catalogs embed.FS

// English is the language of everything that has no other.
const English = "en"

// Catalog holds the templates of one language by their keys. It is never changed.
type Catalog map[string]string

// Load is the catalog of a language, English if there is none. A catalog that cannot
// be read has no keys: each key then shows as itself, and a test keeps that from
// happening.
func Load(lang string) Catalog {
	if read, ok := loaded[lang]; ok {
		return read()
	}
	return loaded[English]()
}

// loaded are the catalogs by their languages. Each is parsed once, when it is
// first asked for: that takes some milliseconds.
var loaded = loaders() //nolint:gochecknoglobals // what is parsed once is never changed

func loaders() map[string]func() Catalog {
	all := map[string]func() Catalog{}
	for _, lang := range Languages() {
		all[lang] = sync.OnceValue(func() Catalog {
			text, err := catalogs.ReadFile("catalog/" + lang + ".yaml")
			if err != nil {
				return Catalog{}
			}
			w, err := Parse(text)
			if err != nil {
				return Catalog{}
			}
			return w
		})
	}
	return all
}

// Parse reads the text of a catalog.
func Parse(text []byte) (Catalog, error) {
	w := Catalog{}
	if err := yaml.Unmarshal(text, &w); err != nil {
		return nil, fmt.Errorf("the catalog cannot be read: %w", err)
	}
	return w, nil
}

// Languages lists the languages that have a catalog, in alphabetical order.
func Languages() []string {
	files, _ := catalogs.ReadDir("catalog")
	list := make([]string, len(files))
	for i, f := range files {
		list[i] = strings.TrimSuffix(f.Name(), ".yaml")
	}
	return list
}

// Of is the language of a locale such as zh_CN.UTF-8, or English if there is no
// catalog of that language.
func Of(locale string) string {
	name := strings.FieldsFunc(strings.ToLower(locale), func(r rune) bool { return r < 'a' || r > 'z' })
	if len(name) == 0 || !slices.Contains(Languages(), name[0]) {
		return English
	}
	return name[0]
}

// In is the catalog of another language, or this one if it is already in that
// language.
func (w Catalog) In(lang string) Catalog {
	if lang == w.Lang() || lang == "" && w.Lang() == English {
		return w
	}
	return Load(lang)
}

// Lang is the language of the catalog, such as en or zh.
func (w Catalog) Lang() string { return w["lang"] }

// Say fills the template of a key. The values come in pairs, the name of the
// placeholder first, and are cleaned: whatever reaches people through a
// template cannot move a cursor.
func (w Catalog) Say(key string, pairs ...string) string {
	text, ok := w[key]
	if !ok {
		return "[" + key + "]"
	}
	return w.fill(text, pairs)
}

// Or is Say with a fallback text for what no catalog names, such as the kind of an
// action that only the plan knows.
func (w Catalog) Or(key, fallback string, pairs ...string) string {
	if text, ok := w[key]; ok {
		return w.fill(text, pairs)
	}
	return change.Clean(fallback)
}

func (w Catalog) fill(template string, pairs []string) string {
	return render(template, func(name, _ string) (string, bool) {
		for i := 0; i+1 < len(pairs); i += 2 {
			switch {
			case pairs[i] == name && name == "by":
				return w.Person(pairs[i+1]), true
			case pairs[i] == name:
				return change.Clean(pairs[i+1]), true
			}
		}
		return "", false
	})
}
