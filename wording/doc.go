// Package wording is where T-minus speaks: it turns what the core states into
// what a person reads, once for all faces, in any language. A language is one
// file, catalog/LANG.yaml, with a template for each key; {name} in a template is
// filled in.
package wording
