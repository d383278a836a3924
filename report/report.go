// Package report turns the journal of a change into what the review reads the
// morning after: one HTML page that needs nothing beside itself, and Markdown.
//
// It is a face like the screen: what it says is a fold of the journal.
package report

import (
	"io"
	"time"

	"tminus/change"
	"tminus/wording"
)

// Input is what a report is made of.
type Input struct {
	Plan *change.Plan
	// Events is the journal, from its first line to the last that can be trusted.
	Events []change.Event
	Check  Check
	// Evidence opens a file of the record's evidence folder; nil: none is shown.
	Evidence func(name string) (io.ReadCloser, error)
	// History has the reboots of earlier records.
	History []Past
	// Forecast is how the night could have gone by that history; nil: it tells nothing.
	Forecast *Forecast
	// Catalog are the texts of the report.
	Catalog wording.Catalog
	// Made is when the report is made.
	Made time.Time
}

// Check is what a verification of the record found, in words.
type Check struct {
	// Events is how many lines can be trusted, Head the hash of the last of them.
	Events uint64
	Head   string
	// Plan is the digest of the sealed plan.
	Plan string
	// Faults say what cannot be trusted, Warnings what is odd.
	Faults, Warnings []string
}

// HTML writes the report as one page: its styles and pictures are in it, no
// script is, and it asks for nothing from a network.
func HTML(w io.Writer, in Input) error {
	return writeHTML(w, compose(in))
}

// Markdown writes the report for a ticket. Pictures are named, not shown.
func Markdown(w io.Writer, in Input) error {
	return writeMarkdown(w, compose(in))
}
