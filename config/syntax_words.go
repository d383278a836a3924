package config

import (
	"strings"

	"tminus/change"
)

// saidBy is an error of the YAML parser. A common one gets words of ours before the
// parser's own.
func saidBy(message string) change.Statement {
	given := clip(strings.ReplaceAll(message, "\t", `\t`))
	for _, usual := range []struct {
		part string
		is   change.Statement
	}{
		{"mapping value is not allowed", change.Stated(yamlColon, "given", given)},
		{"tab character", change.Stated(yamlTab, "given", given)},
		{"'\t'", change.Stated(yamlTab, "given", given)},
		{"reserved character", change.Stated(yamlReserved, "given", given)},
		{"find end character", change.Stated(yamlQuote, "given", given)},
		{"unknown escape", change.Stated(yamlEscape, "given", given)},
		{"not enough length", change.Stated(yamlEscape, "given", given)},
		{"surrogate", change.Stated(yamlEscape, "given", given)},
		{"']' not found", change.Stated(yamlBracket, "given", given)},
		{"']' must be", change.Stated(yamlBracket, "given", given)},
		{"found ','", change.Stated(yamlBracket, "given", given)},
		{"'}'", change.Stated(yamlBrace, "given", given)},
		{"flow map", change.Stated(yamlBrace, "given", given)},
		{"corresponding to ']'", change.Stated(yamlBracket, "given", given)},
		{"invalid key", change.Stated(yamlKey, "given", given)},
		{"unexpected key name", change.Stated(yamlKey, "given", given)},
		{"unexpected map key", change.Stated(yamlKey, "given", given)},
		{"undefined map key", change.Stated(yamlKey, "given", given)},
		{"implicit line break", change.Stated(yamlKey, "given", given)},
		{"non-map value", change.Stated(yamlNoColon, "given", given)},
		{"delimiter ':'", change.Stated(yamlNoColon, "given", given)},
		{"value for mapping key", change.Stated(yamlNoColon, "given", given)},
		{"sequence entries are not", change.Stated(yamlEntry, "given", given)},
		{"value is not allowed", change.Stated(yamlValue, "given", given)},
		{"scalar value", change.Stated(yamlValue, "given", given)},
		{"unexpected end content", change.Stated(yamlValue, "given", given)},
		{"document separator", change.Stated(yamlSeparator, "given", given)},
		{"multi-line content", change.Stated(yamlLines, "given", given)},
		{"invalid header option", change.Stated(yamlLines, "given", given)},
	} {
		if strings.Contains(message, usual.part) {
			return usual.is
		}
	}
	return change.Stated(yamlOther, "given", given)
}
