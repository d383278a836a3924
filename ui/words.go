package ui

import "tminus/wording"

// words are the texts of the screen in one language.
type words = wording.Words
