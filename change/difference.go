package change

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Difference is one key whose value differs between two plans. Old or New is
// empty where a plan does not have the key.
type Difference struct {
	// Key is the way to it in the plan file, such as "reboot.expected" or
	// "runbook.install.command"; Hosts are those that it belongs to, if to any.
	Key      string
	Hosts    []string
	Old, New string
}

// Statement is the difference as it is told: "reboot.expected of B1, B2: 10m → 15m".
func (d Difference) Statement() Statement {
	key, was, is := Clean(d.Key), valueOf(d.Old), valueOf(d.New)
	if len(d.Hosts) > 0 {
		return Stated(DiffersOf, "key", key, "hosts", d.Hosts, "was", was, "is", is)
	}
	return Stated(Differs, "key", key, "was", was, "is", is)
}

// there stands for a thing that is in a plan under its name. No key can have it
// as its own value, because control characters are refused.
const there = "\x00"

func valueOf(text string) Statement {
	switch text {
	case "":
		return Stated(WordAbsent)
	case there:
		return Stated(WordPresent)
	}
	return Own(Clean(text))
}

// Differences compares two plans key by key, by what they mean: layout,
// comments and what equals its default make no difference. What several hosts
// have in common is told once.
func Differences(old, now *Plan) []Difference {
	before, after := factsOf(old), factsOf(now)
	var list []Difference
	for _, key := range inOrder(before.keys, after.keys) {
		if was, is := before.values[key], after.values[key]; was != is && !partOfNews(key, before, after) {
			list = joined(list, key, was, is)
		}
	}
	return list
}

// joined appends a difference, or lets a host join one that is the same.
func joined(list []Difference, key, old, now string) []Difference {
	d := Difference{Key: strings.ReplaceAll(key, nameEnd, "."), Old: old, New: now}
	rest, _ := strings.CutPrefix(key, "hosts.")
	name, below, inside := strings.Cut(rest, nameEnd)
	if rest == key || !inside {
		return append(list, d)
	}
	d.Key, d.Hosts = strings.ReplaceAll(below, nameEnd, "."), []string{name}
	for i := range list {
		if same := &list[i]; len(same.Hosts) > 0 && same.Key == d.Key && same.Old == old && same.New == now {
			same.Hosts = append(same.Hosts, name)
			return list
		}
	}
	return append(list, d)
}

// nameEnd ends a name inside of a key: names may hold dots.
const nameEnd = "\x00."

// partOfNews reports whether a key belongs to something that only one of the
// plans has at all: then its name says everything.
func partOfNews(key string, before, after *facts) bool {
	for i := range key {
		if !strings.HasPrefix(key[i:], nameEnd) {
			continue
		}
		if whole := key[:i]; before.values[whole] != after.values[whole] {
			return true
		}
	}
	return false
}

// inOrder merges two lists of keys; what only the second has comes after.
func inOrder(a, b []string) []string {
	seen := map[string]bool{}
	var all []string
	for _, key := range slices.Concat(a, b) {
		if !seen[key] {
			seen[key] = true
			all = append(all, key)
		}
	}
	return all
}

// facts are the values of a plan by their keys, in the order of the plan. They
// are found by reflection, so that a key that is new in the plan is never
// passed over in silence.
type facts struct {
	keys   []string
	values map[string]string
}

func factsOf(p *Plan) *facts {
	f := &facts{values: map[string]string{}}
	plan := *p
	plan.Digest = ""
	if plan.InWaves() {
		plan.Order = nil // each of the two is made of the other
	} else {
		plan.Waves = nil
	}
	f.walk("", reflect.ValueOf(plan))
	return f
}

func (f *facts) set(key, value string) {
	if value == "" {
		return
	}
	if _, known := f.values[key]; !known {
		f.keys = append(f.keys, key)
	}
	f.values[key] = value
}

func (f *facts) walk(key string, v reflect.Value) {
	if book, ok := v.Interface().(Runbook); ok {
		v = reflect.ValueOf(book.steps)
	}
	if text, ok := plainText(v); ok {
		f.set(key, text)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		f.fields(key, v)
	case reflect.Slice:
		f.list(key, v)
	case reflect.Map:
		names := v.MapKeys()
		slices.SortFunc(names, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, name := range names {
			f.named(key, name.String(), v.MapIndex(name))
		}
	default:
		if !v.IsZero() {
			f.set(key, fmt.Sprint(v.Interface()))
		}
	}
}

func (f *facts) fields(key string, v reflect.Value) {
	for i := range v.NumField() {
		if name := v.Type().Field(i); name.IsExported() {
			below := planKey(name.Name)
			if key != "" && strings.HasSuffix(key, ".") {
				below = key + below
			} else if key != "" {
				below = key + "." + below
			}
			f.walk(below, v.Field(i))
		}
	}
}

// list tells entries apart by their names, or numbers them where they have none.
func (f *facts) list(key string, v reflect.Value) {
	if v.Type().Elem().Kind() != reflect.Struct {
		words := make([]string, v.Len())
		for i := range words {
			words[i] = fmt.Sprint(v.Index(i).Interface())
		}
		f.set(key, strings.Join(words, ", "))
		return
	}
	var names []string
	for i := range v.Len() {
		name := fmt.Sprint(i + 1)
		for _, field := range []string{"ID", "Name"} {
			if id := v.Index(i).FieldByName(field); id.IsValid() && id.Kind() == reflect.String {
				name = id.String()
				break
			}
		}
		names = append(names, name)
		f.named(key, name, v.Index(i))
	}
	if key == "runbook" || key == "waves" { // their order is that of the work
		f.set(key, strings.Join(names, ", "))
	}
}

func (f *facts) named(key, name string, v reflect.Value) {
	f.set(key+"."+name, there)
	f.walk(key+"."+name+nameEnd, v)
}

// plainText writes the values that are more than their parts.
func plainText(v reflect.Value) (string, bool) {
	switch x := v.Interface().(type) {
	case time.Time:
		if x.IsZero() {
			return "", true
		}
		return x.Format("2006-01-02 15:04 -0700"), true
	case time.Duration:
		if x == 0 {
			return "", true
		}
		return InPlan(x), true
	case AtOnce:
		return x.String(), true
	case *time.Location:
		if x == nil {
			return "", true
		}
		return x.String(), true
	}
	return "", false
}

// planKey is the key of the plan file that a field is read from.
func planKey(field string) string {
	if field == "Zone" {
		return "timezone"
	}
	if strings.ToUpper(field) == field {
		return strings.ToLower(field) // TCP, OS, ID
	}
	var b strings.Builder
	for i, r := range field {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
