package change

// The codes of all statements, a group for each room. Package wording has the
// words of each in every language, under "say." and the code; a test there
// finds what has none. The codes are part of the journal's format.

// Words inside of other statements.
const (
	// WordNothing stands for what the plan leaves open.
	WordNothing Code = "word.nothing"
)
