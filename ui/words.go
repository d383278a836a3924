package ui

import (
	"embed"

	"tminus/catalog"
)

//go:embed catalog/*.yaml
var catalogs embed.FS

// words are the texts of the screen in one language.
type words = catalog.Words

func loadWords(lang string) words { return catalog.Load(catalogs, lang) }
