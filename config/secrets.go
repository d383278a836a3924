package config

import (
	"strings"

	"tminus/change"
	"tminus/secret"
)

// referenceFault refuses a text that was meant as a reference to a secret but is not
// a valid one.
func referenceFault(text string) change.Statement {
	for rest := secret.Without(text); ; {
		at := strings.Index(rest, "${")
		if at < 0 {
			return change.Statement{}
		}
		rest = rest[at:]
		if strings.HasPrefix(rest, "${env:") || strings.HasPrefix(rest, "${file:") {
			return change.Stated(planReference, "given", clip(rest), "near", "${env:NAME}", "other", "${file:PATH}")
		}
		rest = rest[len("${"):]
	}
}

// unfilled doubts a text that refers to a secret in a place where references are not
// filled in.
func (b *builder) unfilled(texts ...given[string]) {
	for _, g := range texts {
		if g.ok && secret.Refers(g.val) {
			b.doubt(g.at, change.Stated(planUnfilled))
		}
	}
}
