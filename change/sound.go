package change

import (
	"errors"
	"reflect"
	"time"
)

// lastInstant is the latest instant that times can be reckoned with: the
// nanoseconds of any two between 1970 and then still fit into a Duration.
const lastInstant = 9_223_372_036

// possible reports whether a time can be an instant of a change. Zero is none,
// and says that there is none.
func possible(t time.Time) bool {
	return t.IsZero() || t.Unix() >= 0 && t.Unix() <= lastInstant
}

// Unsound is the error of data that were read and cannot be.
type Unsound struct{ Is Statement }

func (u *Unsound) Error() string { return u.Is.String() }

// Stated is what is wrong with them.
func (u *Unsound) Stated() Statement { return u.Is }

// unsound is what an error of reading says.
func unsound(err error) Statement {
	var u *Unsound
	if errors.As(err, &u) {
		return u.Is
	}
	return Own(Clean(err.Error()))
}

func impossible(t time.Time) error {
	return &Unsound{Stated(DataTime, "given", t.Format(time.RFC3339))}
}

// sound says why data cannot be believed that was read. Whatever folds it,
// reckons with it or draws it relies on that: a step has a number, nothing took
// less than no time, and an instant can be told from another.
func sound(data any) error {
	n, took := 1, Duration(0)
	switch d := data.(type) {
	case StepData:
		n = d.N
	case FailoverStepData:
		n = d.N
	case PrecheckData:
		n = d.N
	case WaveData:
		n = min(d.N, d.All+1, d.Allowed+1)
	case RunData:
		n, took = d.N, d.Took
	case RebootData:
		n, took = d.Bounces+1, d.Took
	}
	switch {
	case n < 1:
		return &Unsound{Stated(DataNumber, "n", n)}
	case took < 0:
		return &Unsound{Stated(DataTook, "took", time.Duration(took))}
	}
	return soundTimes(reflect.ValueOf(data))
}

// soundTimes looks at every instant in a value.
func soundTimes(v reflect.Value) error {
	if !v.IsValid() {
		return nil
	}
	if at, ok := v.Interface().(time.Time); ok {
		if !possible(at) {
			return impossible(at)
		}
		return nil
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() {
				continue
			}
			if err := soundTimes(v.Field(i)); err != nil {
				return err
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() < reflect.Array || v.Type().Elem().Kind() == reflect.String {
			return nil // texts and bytes
		}
		for i := range v.Len() {
			if err := soundTimes(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return soundTimes(v.Elem())
		}
	default:
	}
	return nil
}
