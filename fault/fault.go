// Package fault makes errors of statements, and statements of errors: what went
// wrong outside of the core, with a file, a record or a probe, is said in the
// language of whoever reads it.
//
// An error is made by New or Wrap, with a code and typed values; Of is what any
// error says. Package wording has the words of each code, and of what the
// operating system says most often.
package fault

import (
	"errors"
	"io/fs"
	"strings"

	"tminus/change"
)

// The codes of what all errors have in common.
const (
	faultAll      change.Code = "fault.all"
	faultAround   change.Code = "fault.around"
	faultPath     change.Code = "fault.path"
	faultTried    change.Code = "fault.tried"
	faultNotSaved change.Code = "fault.not_saved"
)

// Error is an error that is a statement. What caused it, if anything did, is
// its Err, and the value "why" of its statement.
type Error struct {
	Is  change.Statement
	Err error
}

// New makes an error that nothing else has caused. The values come in pairs,
// as in change.Stated.
func New(code change.Code, pairs ...any) *Error { return &Error{Is: change.Stated(code, pairs...)} }

// Wrap makes the error that another one has caused. Its template says the
// other as {why}.
func Wrap(err error, code change.Code, pairs ...any) *Error {
	return &Error{Is: change.Stated(code, pairs...), Err: err}
}

// Error is the statement as it stands; for people it is said by a
// wording.Speaker.
func (e *Error) Error() string { return e.Stated().String() }

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// Stated is the statement with its cause.
func (e *Error) Stated() change.Statement {
	if e.Err == nil {
		return e.Is
	}
	said := e.Is
	said.Values = append(said.Values[:len(said.Values):len(said.Values)], change.Value{Name: "why", Is: Of(e.Err)})
	return said
}

// Of is what an error says; nothing of nil. An error that knows its statement
// has a method Stated; what no code knows speaks in its own words.
func Of(err error) change.Statement {
	if err == nil {
		return change.Statement{}
	}
	switch e := err.(type) { //nolint:errorlint // each layer is taken off in its turn
	case interface{ Stated() change.Statement }:
		return e.Stated()
	case *change.Invalid:
		return e.Why
	case *change.Refusal:
		return tried(e.Why, e.Try)
	case *change.ClockFault:
		return change.WhyOf(e)
	case *change.Unsaved:
		return change.Stated(faultNotSaved, "why", Of(e.Why))
	case *fs.PathError:
		return change.Stated(faultPath, "file", change.Clean(e.Path), "given", e.Op, "why", Of(e.Err))
	case interface{ Unwrap() []error }:
		return all(e.Unwrap())
	}
	if inner := errors.Unwrap(err); inner != nil {
		if inner.Error() == err.Error() {
			return Of(inner)
		}
		if before, ok := strings.CutSuffix(err.Error(), ": "+inner.Error()); ok {
			return change.Stated(faultAround, "given", change.Clean(before), "why", Of(inner))
		}
	}
	return system(err)
}

// Hidden is Of an error in which something may have to be hidden. Where it is,
// its own words are left, without that.
func Hidden(err error, hide func(string) string) change.Statement {
	if text := hide(err.Error()); text != err.Error() {
		return change.Own(change.Clean(text))
	}
	return Of(err)
}

func tried(why, try change.Statement) change.Statement {
	if !try.Said() {
		return why
	}
	return change.Stated(faultTried, "why", why, "try", try)
}

func all(errs []error) change.Statement {
	said := make([]change.Statement, len(errs))
	for i, err := range errs {
		said[i] = Of(err)
	}
	if len(said) == 1 {
		return said[0]
	}
	return change.Stated(faultAll, "whys", said)
}
