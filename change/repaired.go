package change

// JournalRepaired is the type of the event behind which a damaged journal goes
// on: the lines up to the damage stand as they were, those behind it that were
// whole in themselves were written anew, in a new chain.
const JournalRepaired Type = "journal.repaired"

// RepairedData belongs to journal.repaired.
type RepairedData struct {
	// Line is the first that could not be trusted, counted from 1, and Reason why.
	Line   uint64    `json:"line"`
	Reason Statement `json:"reason"`
	// Saved is how many events behind it were whole in themselves, and Lost how
	// many lines were not.
	Saved uint64 `json:"saved"`
	Lost  uint64 `json:"lost"`
	// File is the damaged journal as it was kept, SHA256 its digest, and Head the
	// hash that its last whole line ends with.
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Head   string `json:"head"`
}
