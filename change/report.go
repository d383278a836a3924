package change

// ReportNote adds to the record what the program itself noticed beside the
// hosts: whoever probes them tells of floods and forgeries so, and a screen of
// its terminal.
type ReportNote struct {
	By   string // whose screen it was; empty: nobody's
	Text Statement
}

func (ReportNote) command() {}

func (d *decider) reportNote(c ReportNote) error {
	d.add(NoteAdded, "", Clean(c.By), NoteData{Text: c.Text})
	return nil
}
