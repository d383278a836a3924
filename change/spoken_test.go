package change

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// TestSpoken: every statement that data of an event can hold has its English
// beside it when it is written, whatever the type; the event itself stays.
func TestSpoken(t *testing.T) {
	english := func(s Statement) string { return "ENGLISH " + string(s.Code) }
	found := 0
	for _, e := range oneOfEach() {
		if e.Data == nil {
			continue
		}
		v := reflect.New(reflect.TypeOf(e.Data)).Elem()
		n := state(v)
		if n == 0 {
			continue
		}
		found++
		e.Data = v.Interface()
		before, _ := json.Marshal(e)
		text, err := json.Marshal(e.Spoken(english))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(string(text), `"text":"ENGLISH asks.lease"`); got != n {
			t.Errorf("%s: %d of %d statements have their English: %s", e.Type, got, n, text)
		}
		if after, _ := json.Marshal(e); string(before) != string(after) {
			t.Errorf("%s: speaking it changed it:\n%s\n%s", e.Type, before, after)
		}
	}
	if found < 10 {
		t.Errorf("only %d types hold a statement", found)
	}
}

// TestSpokenNamesCriteria: whoever reads a journal with grep finds a criterion by
// its title; one of a version that had no ids keeps the name that it had.
func TestSpokenNamesCriteria(t *testing.T) {
	e := Event{Type: HostGated, Data: GatedData{Criteria: []Criterion{{ID: CriterionHold}, {Name: "of before"}}}}
	got := e.Spoken(func(s Statement) string { return "<" + s.String() + ">" }).Data.(GatedData).Criteria
	if got[0].Name != "<word.criterion criterion=hold>" || got[1].Name != "<of before>" {
		t.Errorf("%+v", got)
	}
	if e.Data.(GatedData).Criteria[0].Name != "" {
		t.Error("the event itself was changed")
	}
}

// state puts a statement wherever there is room for one, and counts them.
func state(v reflect.Value) int {
	if v.Type() == reflect.TypeFor[Statement]() {
		v.Set(reflect.ValueOf(Stated(AsksLease)))
		return 1
	}
	switch v.Kind() {
	case reflect.Struct:
		n := 0
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				n += state(v.Field(i))
			}
		}
		return n
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return state(v.Elem())
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Struct {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			return state(v.Index(0)) + state(v.Index(1))
		}
	}
	return 0
}
