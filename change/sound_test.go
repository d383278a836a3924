package change_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/change/changetest"
)

// TestWhatCannotBeIsNotRead: a line that says what cannot be is refused where
// it is read, so that nothing that folds, reckons or draws has to ask again.
func TestWhatCannotBeIsNotRead(t *testing.T) {
	const line = `{"seq":1,"at":"2020-11-20T23:30:00Z","type":"%s","host":"A1","data":%s,"prev":"","hash":""}`
	for _, tt := range []struct{ kind, data, why string }{
		{"step.done", `{"step":"a","n":0}`, "data.number"},
		{"step.done", `{"step":"a","n":-1}`, "data.number"},
		{"step.done", `{}`, "data.number"},
		{"run.ended", `{"step":"a","n":0}`, "data.number"},
		{"run.ended", `{"step":"a","n":1,"took":"-1s"}`, "data.took"},
		{"failover.step", `{"environment":"A","n":0,"step":"a"}`, "data.number"},
		{"precheck.done", `{"precheck":"a","n":0}`, "data.number"},
		{"reboot.settled", `{"since":"2020-11-20T23:30:00Z","took":"-2h0m0s"}`, "data.took"},
		{"reboot.bounced", `{"since":"2020-11-20T23:30:00Z","bounces":-1}`, "data.number"},
		{"reboot.gone", `{"since":"9999-11-20T23:30:00Z"}`, "data.time"},
		{"signal.lost", `{"check":"icmp","since":"1848-01-01T00:00:00Z"}`, "data.time"},
		{"host.gated", `{"go":false,"criteria":[{"id":"previous","why":{"code":"gate.window_ahead","at":"9999-01-01T00:00:00Z","text":""}}]}`, "data.time"},
		{"reboot.settled", `{"since":"2020-11-20T23:30:00Z","took":"2h0m0s"}`, ""},
		{"observer.stepped", `{"since":"2020-11-20T23:30:00Z","gap":"-2h0m0s"}`, ""},
		{"run.ended", `{"step":"a","n":1,"exit":-1}`, ""},
		{"change.resumed", `{}`, ""},
	} {
		var e change.Event
		err := json.Unmarshal(fmt.Appendf(nil, line, tt.kind, tt.data), &e)
		if (err == nil) != (tt.why == "") || err != nil && !strings.Contains(err.Error(), tt.why) {
			t.Errorf("%s %s: %v, want %q", tt.kind, tt.data, err, tt.why)
		}
	}
	var e change.Event
	if err := json.Unmarshal([]byte(`{"seq":1,"at":"9999-11-20T23:30:00Z","type":"host.started","data":{},"prev":"","hash":""}`), &e); err == nil {
		t.Error("an event of the year 9999 is read")
	}
}

// TestEveryInstantIsLookedAt: no instant of any payload is passed over.
func TestEveryInstantIsLookedAt(t *testing.T) {
	never := time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)
	fields := 0
	var each func(v reflect.Value, at string, read func() error)
	each = func(v reflect.Value, at string, read func() error) {
		switch is := v.Addr().Interface().(type) {
		case *time.Time:
			fields++
			*is = never
			if read() == nil {
				t.Errorf("%s is not looked at", at)
			}
			*is = time.Time{}
			return
		case *change.Statement:
			return
		}
		if v.Kind() == reflect.Pointer && v.Type().Elem().Kind() == reflect.Struct {
			v.Set(reflect.New(v.Type().Elem()))
			v = v.Elem()
		}
		if v.Kind() == reflect.Struct {
			for i := range v.NumField() {
				each(v.Field(i), at+"."+v.Type().Field(i).Name, read)
			}
		}
	}
	for kind, data := range changetest.Data() {
		v := reflect.New(reflect.TypeOf(data)).Elem()
		if n := v.FieldByName("N"); n.IsValid() {
			n.SetInt(1)
		}
		each(v, string(kind), func() error {
			line, err := json.Marshal(change.Event{Seq: 1, At: time.Unix(0, 0), Type: kind, Data: v.Interface()})
			if err != nil {
				t.Fatal(err)
			}
			var e change.Event
			return json.Unmarshal(line, &e)
		})
	}
	if fields < 15 {
		t.Errorf("only %d instants were looked at", fields)
	}
}

// TestTapeOfAnyTimes: a tape on which the times go back and forth, and as far
// as times can, has its places in order, and in reach.
func TestTapeOfAnyTimes(t *testing.T) {
	far := time.Unix(9_223_372_036, 0)
	var events []change.Event
	for i := range 9 {
		events = append(events, change.Event{Seq: uint64(i + 1), At: []time.Time{far, time.Unix(0, 0), {}}[i%3], Type: change.NoteAdded, Data: change.NoteData{}})
	}
	tape := change.NewTape(&change.Plan{}, events)
	for n := 1; n <= tape.Len(); n++ {
		if tape.Place(n) < tape.Place(n-1) || tape.Place(n) > tape.Length() {
			t.Fatalf("event %d stands at %v, after %v, of %v", n, tape.Place(n), tape.Place(n-1), tape.Length())
		}
		tape.Snapshot(n, tape.Place(n))
	}
}
