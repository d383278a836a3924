package config

import (
	"strings"

	"tminus/secret"
)

// referenceFault refuses what was meant as a reference to a secret and is none.
func referenceFault(text string) fault {
	for rest := secret.Without(text); ; {
		at := strings.Index(rest, "${")
		if at < 0 {
			return fault{}
		}
		rest = rest[at:]
		if strings.HasPrefix(rest, "${env:") || strings.HasPrefix(rest, "${file:") {
			return fault{quote(rest) + " is no reference to a secret", "write ${env:NAME} or ${file:PATH}: nothing is filled into a reference"}
		}
		rest = rest[len("${"):]
	}
}

// unfilled doubts a text that refers to a secret where nobody fills it in.
func (b *builder) unfilled(texts ...given[string]) {
	for _, g := range texts {
		if g.ok && secret.Refers(g.val) {
			b.doubt(g.at, fault{
				"the reference to a secret stays as it is here",
				"it is filled in where T-minus runs the command: in checks, in boot_evidence, and in steps with run: local",
			})
		}
	}
}
