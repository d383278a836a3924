package change

import "time"

// kind is the type of a value: what the same name always stands for.
type kind uint8

const (
	unknownKind   kind = iota // of a newer version: a text, a number or a list of texts
	nameKind                  // string
	numberKind                // int
	instantKind               // time.Time
	stretchKind               // time.Duration
	phaseKind                 // Phase
	workKind                  // Work
	causeKind                 // Cause
	namesKind                 // []string
	statementKind             // Statement
	listKind                  // []Statement
)

// kindOf fixes the kind of a value by its name, so that what was journaled as
// JSON is read back as what it was. A new name gets its place here.
func kindOf(name string) kind {
	switch name {
	case "host", "other", "environment", "wave", "standby", "incident", "deadline", "by", "what", "step", "rung", "action",
		"criterion", "id", "given", "example", "key", "value", "near", "file", "on", "zone", "check":
		return nameKind
	case "n", "all", "least", "asked", "line", "column", "pid",
		"of", "later", "chance", "low", "high", "percent":
		return numberKind
	case "at", "since", "until", "latest", "start", "end", "ends", "now":
		return instantKind
	case "takes", "took", "most", "every", "limit", "safe", "span":
		return stretchKind
	case "phase":
		return phaseKind
	case "work":
		return workKind
	case "cause":
		return causeKind
	case "hosts", "checks", "actions", "names", "known", "whats":
		return namesKind
	case "why", "try", "name", "to", "tested", "was", "is":
		return statementKind
	case "whys", "parts":
		return listKind
	}
	return unknownKind
}

// fits reports whether a value has the type of a kind.
func (k kind) fits(is any) bool {
	switch is.(type) {
	case string:
		return k == nameKind || k == unknownKind
	case int:
		return k == numberKind || k == unknownKind
	case []string:
		return k == namesKind || k == unknownKind
	case time.Time:
		return k == instantKind
	case time.Duration:
		return k == stretchKind
	case Phase:
		return k == phaseKind
	case Work:
		return k == workKind
	case Cause:
		return k == causeKind
	case Statement:
		return k == statementKind
	case []Statement:
		return k == listKind
	}
	return false
}
