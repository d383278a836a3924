package change

import (
	"reflect"
	"time"
)

// ClockTime is a wall-clock time that stays what it is when our own clock is set:
// a deadline, a promised call-back, a time quoted from the journal. Use time.Time
// for an instant from which elapsed time is counted: those in the State are
// shifted when the clock is set (see shift). Never count elapsed time from a
// ClockTime.
type ClockTime struct{ time.Time }

// shift keeps the timers right when the clock was set: every instant from which
// time is counted moves to where the new clock would have put it. It walks the
// types, so that none can be forgotten: each time.Time moves; ClockTimes, the
// Plan and statements stay. What an older State shares is copied first.
func (s *State) shift(by time.Duration) { shift(reflect.ValueOf(s).Elem(), by) }

func shift(v reflect.Value, by time.Duration) {
	switch at := v.Addr().Interface().(type) {
	case *time.Time:
		if !at.IsZero() {
			*at = at.Add(by)
		}
		return
	case *ClockTime, **Plan, *Statement:
		return
	case *Fleet:
		for i := range at.n {
			shift(reflect.ValueOf(at.owned(i)).Elem(), by)
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			shift(v.Field(i), by)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			own := reflect.New(v.Type().Elem())
			own.Elem().Set(v.Elem())
			shift(own.Elem(), by)
			v.Set(own)
		}
	case reflect.Slice:
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		for i := range own.Len() {
			shift(own.Index(i), by)
		}
		if !v.IsNil() {
			v.Set(own)
		}
	case reflect.Map:
		shiftValues(v, by)
	}
}

// shiftValues moves the instants in the values of a map.
func shiftValues(v reflect.Value, by time.Duration) {
	if v.IsNil() {
		return
	}
	own := reflect.MakeMapWithSize(v.Type(), v.Len())
	for it := v.MapRange(); it.Next(); {
		value := reflect.New(v.Type().Elem()).Elem()
		value.Set(it.Value())
		shift(value, by)
		own.SetMapIndex(it.Key(), value)
	}
	v.Set(own)
}
