package report

import "tminus/wording"

// words are the texts of the report in one language.
type words = wording.Words
