// Package config reads the plan file of a change, strictly.
//
// A plan is read at leisure and used at three in the morning, so nothing in
// it is guessed: an unknown key, a wrong type, a contact that does not exist
// or a window that ends before it starts is refused, with its line, its column
// and a hint, and all problems of a file are told at once.
//
// The keys of the plan are the tables in keys.go; from them come the decoder,
// the hints and the JSON Schema. Reading has three stages:
//
//	syntax   text → YAML tree         (syntax.go: limits, refused YAML features)
//	decode   tree → planFile          (decode.go, keys.go: keys, types, places)
//	build    planFile → change.Plan   (build*.go: defaults, references, times)
//
// A stage that cannot go on ends the reading; decode and build always both run.
//
// Anchors, aliases, merge keys and tags are refused: what hosts share belongs
// under defaults, a reviewer reads what is written, and no small file can
// unfold into a large one.
package config

import (
	"crypto/sha256"
	"encoding/hex"

	"tminus/change"
)

// MaxSize is the largest plan file, in bytes.
const MaxSize = 10 << 20

// Load reads the plan file. The bytes that it returns are those that the plan was
// read from, so that exactly these can be sealed into the record. Problems in the
// text of the file are returned as an *Errors.
func Load(path string) (*change.Plan, []byte, error) {
	text, err := Read(path)
	if err != nil {
		return nil, nil, err
	}
	plan, err := Parse(path, text)
	if err != nil {
		return nil, text, err
	}
	return plan, text, nil
}

// Parse reads the text of a plan file; name stands for the file in the errors,
// which are always an *Errors. Parse is pure: the same text gives the same plan.
func Parse(name string, text []byte) (*change.Plan, error) {
	d := &decoder{errs: &Errors{File: name}}
	plan := d.parse(text)
	if err := d.errs.result(d.src); err != nil {
		return nil, err
	}
	plan.Digest = Digest(text)
	return plan, nil
}

// Digest is the SHA-256 of the text of a plan, in hex.
func Digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func (d *decoder) parse(text []byte) *change.Plan {
	root := d.document(text)
	if root == nil || !d.errs.none() {
		return nil
	}
	var f planFile
	f.keys().read(d, root, place{line: 1, column: 1, width: 1})
	return build(d, &f)
}
