package change

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// instants lists every instant that can be reached from a value, by its path.
// It is a second opinion on the walk of shift: it knows nothing of the plan.
func instants(t *testing.T, v reflect.Value, path string, at map[string]time.Time) {
	t.Helper()
	switch x := v.Interface().(type) {
	case time.Time:
		at[path] = x
		return
	case ClockTime:
		at[path+" (clock)"] = x.Time
		return
	case *Plan, Statement:
		return
	case Fleet:
		instants(t, reflect.ValueOf(x.list()), path, at)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if !field.IsExported() {
				t.Fatalf("%s.%s is not exported: shift cannot reach into it", path, field.Name)
			}
			instants(t, v.Field(i), path+"."+field.Name, at)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			instants(t, v.Elem(), path, at)
		}
	case reflect.Slice:
		for i := range v.Len() {
			instants(t, v.Index(i), fmt.Sprintf("%s[%d]", path, i), at)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			instants(t, v.MapIndex(key), fmt.Sprintf("%s[%s]", path, key), at)
		}
	case reflect.Interface, reflect.Array, reflect.Func, reflect.Chan:
		t.Fatalf("%s is of a kind that shift does not look into: %s", path, v.Type())
	}
}

// filled gives everything below a value one entry and every instant the same
// time, by the types alone: a field that is new has one, too.
func filled(v reflect.Value, at time.Time) {
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = at
		return
	case *ClockTime:
		x.Time = at
		return
	case **Plan, *Statement:
		return
	case *Fleet:
		*x = newFleet(1)
		filled(reflect.ValueOf(x.At(0)).Elem(), at)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			filled(v.Field(i), at)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(v.Elem(), at)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		filled(v.Index(0), at)
	case reflect.Map:
		value := reflect.New(v.Type().Elem()).Elem()
		filled(value, at)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.New(v.Type().Key()).Elem(), value)
	case reflect.String:
		v.SetString("x")
	}
}

// TestClockSet: when the clock is set, every instant of a state moves along and
// every time that people agreed on by the clock stays. The fields are found by
// their types, so that a new one cannot be forgotten.
func TestClockSet(t *testing.T) {
	at, by := clockOn("02:00"), -47*time.Minute
	s := State{}
	filled(reflect.ValueOf(&s).Elem(), at)
	s.Plan, s.Closed, s.Hosts.At(0).Reboot.Phase = nightPlan(), time.Time{}, Gone
	before := image(t, s)
	got := Fold(s, Event{At: at.Add(by), Type: ObserverStepped, Data: ObserverData{Since: at, Gap: Duration(by)}})
	if image(t, s) != before {
		t.Error("the older state was modified")
	}
	found := map[string]time.Time{}
	instants(t, reflect.ValueOf(got), "state", found)
	var clocks []string
	for path, is := range found {
		want := at.Add(by)
		if name, clock := strings.CutSuffix(path, " (clock)"); clock {
			want = at
			clocks = append(clocks, name)
		}
		if path == "state.Closed" {
			want = time.Time{} // it never came
		}
		if path == "state.WatchedUntil" {
			want = want.Add(-s.Plan.Probe.unsure()) // the clock was set in a gap
		}
		if !is.Equal(want) {
			t.Errorf("%s is %s, want %s", path, is, want)
		}
	}
	slices.Sort(clocks)
	want := "state.Confirmed[].At, state.Deviations[0].At, state.Deviations[0].DeviationData.At, state.Draft.At, state.Extended, state.Granted[], state.Hosts[0].Boots[0].Boot.From, state.Hosts[0].Boots[0].Boot.Until, state.Hosts[0].Boots[0].Was.From, state.Hosts[0].Boots[0].Was.Until, state.Hosts[0].Checked[0].At, state.Hosts[0].Dropped[0].At, state.Hosts[0].Owner.Since, state.Hosts[0].Reboot.BootsBefore[0].Boot.From, state.Hosts[0].Reboot.BootsBefore[0].Boot.Until, state.Hosts[0].Reboot.BootsBefore[0].Was.From, state.Hosts[0].Reboot.BootsBefore[0].Was.Until, state.Hosts[0].Reboots[0].BootsBefore[0].Boot.From, state.Hosts[0].Reboots[0].BootsBefore[0].Boot.Until, state.Hosts[0].Reboots[0].BootsBefore[0].Was.From, state.Hosts[0].Reboots[0].BootsBefore[0].Was.Until, state.Incidents[0].Actions[].Promised, state.Rehearsed.At, state.Told[]"
	if list := strings.Join(clocks, ", "); list != want {
		t.Errorf("agreed by the clock: %s\nwant %s", list, want)
	}
	if len(found) < 50 {
		t.Errorf("only %d instants were found", len(found))
	}
	if !got.Plan.Change.Deadline.At.Equal(clockOn("07:00")) {
		t.Error("the deadline moved")
	}
}

// A clock that is set moves a timer and no promise: a call that is repeated
// after five minutes comes after five minutes, one that was promised for 03:20
// is awaited at 03:20.
func TestClockSetAndActions(t *testing.T) {
	at := clockOn("03:00")
	inc := IncidentData{ID: "B-1", Environment: "B", Hosts: []string{"B1"}}
	s := Fold(NewState(nightPlan()),
		Event{At: at, Type: ChangeOpened, Data: OpenedData{}},
		Event{At: at, Type: IncidentOpened, Data: inc},
		Event{At: at, Type: ActionNoAnswer, By: "li", Data: ActionData{Incident: "B-1", Kind: ActionVendor, Again: at.Add(CallAgainAfter), Why: AgainRetry}},
		Event{At: at, Type: ActionReached, By: "li", Data: ActionData{Incident: "B-1", Kind: ActionBusiness, Again: clockOn("03:20"), Why: AgainCallback}},
		Event{At: at.Add(time.Hour), Type: ObserverStepped, Data: ObserverData{Since: at, Gap: Duration(time.Hour)}},
	)
	actions := s.Incident("B-1").Actions
	if got, want := actions[ActionVendor].Next(), clockOn("04:05"); !got.Equal(want) {
		t.Errorf("the next call is due at %s, want %s", got, want)
	}
	if got, want := actions[ActionBusiness].Next(), clockOn("03:20"); !got.Equal(want) {
		t.Errorf("the call-back is due at %s, want %s", got, want)
	}
}
