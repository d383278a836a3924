package wordingtest

import (
	"reflect"

	"tminus/change"
)

// Data lists the texts in a value of the core, such as a plan or an event, but
// for what the core said in English beside its codes.
func Data(values ...any) []string {
	var texts []string
	seen := map[uintptr]bool{}
	for _, v := range values {
		collect(reflect.ValueOf(v), seen, &texts)
	}
	return texts
}

func collect(v reflect.Value, seen map[uintptr]bool, texts *[]string) {
	switch v.Kind() {
	case reflect.String:
		*texts = append(*texts, v.String())
	case reflect.Pointer:
		if !v.IsNil() && !seen[v.Pointer()] {
			seen[v.Pointer()] = true
			collect(v.Elem(), seen, texts)
		}
	case reflect.Interface:
		if !v.IsNil() {
			collect(v.Elem(), seen, texts)
		}
	case reflect.Struct:
		english := v.Type() == reflect.TypeFor[change.Statement]() && v.FieldByName("Code").String() != ""
		for i := range v.NumField() {
			if !english || v.Type().Field(i).Name != "Text" {
				collect(v.Field(i), seen, texts)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			collect(v.Index(i), seen, texts)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			collect(key, seen, texts)
			collect(v.MapIndex(key), seen, texts)
		}
	}
}
