package change

// ReportNote adds to the record what the program itself noticed beside the
// hosts: whoever probes them tells of floods and forgeries so.
type ReportNote struct{ Text Statement }

func (ReportNote) command() {}

func (d *decider) reportNote(c ReportNote) error {
	d.add(NoteAdded, "", "", NoteData{Text: c.Text})
	return nil
}
