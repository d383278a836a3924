// Package wording puts what the core states into words: once for all faces, in
// any language. The texts lie in catalog/LANG.yaml, one file a language.
package wording
