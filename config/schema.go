package config

import (
	"encoding/json"
	"fmt"

	"tminus/wording"
)

// schema is a JSON Schema, or a part of one.
type schema map[string]any

// Schema is the JSON Schema of the plan file, indented, for editors that complete
// and check while one writes. It knows keys, types and ranges; rules that involve
// more than one key are checked by Parse alone.
func Schema() ([]byte, error) {
	var f planFile
	s := described(f.keys().schema(), english())
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "T-minus plan"
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the schema: %w", err)
	}
	return append(text, '\n'), nil
}

// described puts into words what each key is for.
func described(s schema, words wording.Catalog) schema {
	if help, ok := s["description"].(string); ok {
		s["description"] = words["plan.key."+help]
	}
	for _, part := range s {
		switch part := part.(type) {
		case schema:
			described(part, words)
		case []schema:
			for _, one := range part {
				described(one, words)
			}
		}
	}
	return s
}

func (s section) schema() schema {
	properties, required := schema{}, []string{}
	for _, f := range s {
		value := f.value.schema()
		value["description"] = f.help // described puts it into words
		properties[f.key] = value
		if f.required {
			required = append(required, f.key)
		}
	}
	out := schema{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

func (s scalar[T]) schema() schema {
	out := schema{}
	for k, v := range s.json {
		out[k] = v
	}
	return out
}

func (l list[T]) schema() schema {
	var entry T
	return schema{"type": "array", "items": l.each(&entry).schema()}
}

func (s shorthand) schema() schema {
	return schema{"anyOf": []schema{s.bare.schema(), s.keys.schema()}}
}

func (m named[T]) schema() schema {
	var entry T
	value := m.each(given[string]{}, &entry).schema()
	value["type"] = []string{"object", "null"} // a name alone says enough
	return schema{"type": "object", "additionalProperties": value}
}
