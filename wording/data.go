package wording

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tminus/change"
)

// Data puts the data of any event into one line, for events without a better
// template: "at 2020-11-21 07:30:00, reason holiday". It is safe to show.
func (s Speaker) Data(data any) string {
	text, err := json.Marshal(data)
	if err != nil {
		return ""
	}
	var values map[string]any
	if err := json.Unmarshal(text, &values); err != nil {
		if data == nil {
			return ""
		}
		return change.Clean(string(text)) // not an object: as it stands
	}
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if value := s.datum(values[key]); value != "" {
			parts = append(parts, key+" "+value)
		}
	}
	return change.Clean(strings.Join(parts, ", "))
}

func (s Speaker) datum(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		if at, err := time.Parse(time.RFC3339, v); err == nil {
			return at.In(s.place()).Format("2006-01-02 15:04:05")
		}
		return v
	case []any, map[string]any:
		text, _ := json.Marshal(v) // it came out of JSON
		return string(text)
	}
	return fmt.Sprint(value)
}
