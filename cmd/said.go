package cmd

import (
	"errors"
	"strings"
	"time"

	"tminus/change"
	"tminus/config"
	"tminus/wording"
)

// speaker says what the core states, in the language of the words and the zone
// of a change.
func (w catalog) speaker(p *change.Plan) wording.Speaker { return w.Speaker(p.Change.Zone) }

// english words what the core states in English, as the journal of a change keeps it
// beside the statement.
func english(p *change.Plan) func(change.Statement) string {
	return wording.NewSpeaker(wording.English, p.Change.Zone).Say
}

// said is an error that has its words already.
type said struct {
	text string
	error
}

func (s said) Error() string { return s.text }
func (s said) Unwrap() error { return s.error }

// inWords puts a refusal of the core into words while its change is known, as
// instants are written in the zone of that change.
func (w catalog) inWords(err error, p *change.Plan) error {
	if err == nil {
		return nil
	}
	return said{w.speaker(p).Fault(err), err}
}

// fault is an error in words. Every error that ends a command is worded here, except
// for mistakes in the command line itself. Several joined errors have a line each.
func (w catalog) fault(err error) string {
	if text, several := wording.EachLine(err, w.fault); several {
		return text
	}
	if s := (said{}); errors.As(err, &s) {
		return err.Error()
	}
	var problems *config.Errors
	if errors.As(err, &problems) {
		return strings.Replace(err.Error(), problems.Error(), problems.In(w.Catalog), 1)
	}
	return w.Speaker(time.Local).Fault(err)
}
