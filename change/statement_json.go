package change

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// MarshalJSON writes {"code":…,NAME:VALUE,…,"text":ENGLISH}. The words of a
// person are a plain string, as is what says nothing.
func (s Statement) MarshalJSON() ([]byte, error) {
	if s.Code == "" && len(s.Values) == 0 {
		return json.Marshal(s.Text)
	}
	var b bytes.Buffer
	b.WriteByte('{')
	put := func(name string, value any) error {
		text, err := json.Marshal(value)
		if err != nil {
			return err
		}
		key, _ := json.Marshal(name)
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(text)
		return nil
	}
	var errs []error
	if s.Code != "" {
		errs = append(errs, put("code", s.Code))
	}
	for _, v := range s.Values {
		is := v.Is
		if d, ok := is.(time.Duration); ok {
			is = Duration(d)
		}
		errs = append(errs, put(v.Name, is))
	}
	if s.Text != "" {
		errs = append(errs, put("text", s.Text))
	}
	b.WriteByte('}')
	return b.Bytes(), errors.Join(errs...)
}

// UnmarshalJSON reads what MarshalJSON wrote. The kinds of the values follow
// from their names; what a newer version knows more is kept.
func (s *Statement) UnmarshalJSON(text []byte) error { return s.read(text, 0) }

// maxDepth is how deep statements may lie in statements: the core's own have three.
const maxDepth = 8

func (s *Statement) read(text []byte, depth int) error {
	*s = Statement{}
	if depth > maxDepth {
		return &Unsound{Stated(DataDeep)}
	}
	if text = bytes.TrimSpace(text); len(text) == 0 || text[0] != '{' {
		return json.Unmarshal(text, &s.Text)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	_, _ = dec.Token() // the brace
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		if err := s.readValue(fmt.Sprint(key), raw, depth); err != nil {
			return &Unsound{Stated(DataValue, "what", Clean(fmt.Sprint(key)), "why", unsound(err))}
		}
	}
	return nil
}

func (s *Statement) readValue(name string, raw json.RawMessage, depth int) error {
	switch name {
	case "code":
		return json.Unmarshal(raw, &s.Code)
	case "text":
		return json.Unmarshal(raw, &s.Text)
	}
	is, err := kindOf(name).read(raw, depth)
	if err != nil || blank(is) {
		return err
	}
	s.Values = slices.DeleteFunc(s.Values, func(v Value) bool { return v.Name == name })
	s.Values = append(s.Values, Value{name, is})
	return nil
}

func (k kind) read(raw json.RawMessage, depth int) (any, error) {
	switch k {
	case nameKind:
		return into[string](raw)
	case numberKind:
		return into[int](raw)
	case instantKind:
		return into[time.Time](raw)
	case stretchKind:
		d, err := into[Duration](raw)
		return time.Duration(d), err
	case phaseKind:
		return into[Phase](raw)
	case workKind:
		return into[Work](raw)
	case causeKind:
		return into[Cause](raw)
	case namesKind:
		return into[[]string](raw)
	case statementKind:
		var s Statement
		err := s.read(raw, depth+1)
		return s, err
	case listKind:
		return readList(raw, depth)
	case unknownKind:
	}
	return readUnknown(raw), nil
}

func into[T any](raw json.RawMessage) (T, error) {
	var v T
	err := json.Unmarshal(raw, &v)
	return v, err
}

func readList(raw json.RawMessage, depth int) ([]Statement, error) {
	parts, err := into[[]json.RawMessage](raw)
	list := make([]Statement, len(parts))
	for i, part := range parts {
		if err := list[i].read(part, depth+1); err != nil {
			return nil, err
		}
	}
	return list, err
}

// readUnknown reads a value whose name this version does not know.
func readUnknown(raw json.RawMessage) any {
	if text, err := into[string](raw); err == nil {
		return text
	}
	if n, err := into[int](raw); err == nil {
		return n
	}
	if names, err := into[[]string](raw); err == nil {
		return names
	}
	return nil
}
