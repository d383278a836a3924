// Package changetest makes events that no honest program would write, for
// tests of whatever reads a record.
package changetest

import (
	"encoding/json"
	"reflect"
	"time"

	"tminus/change"
)

// Dice are throws that a fuzzer, or a test, has made. Whoever runs out of them
// throws nothing but zeros.
type Dice struct{ Throws []byte }

// Left reports whether there are any throws left.
func (d *Dice) Left() bool { return len(d.Throws) > 0 }

// Below is a number from 0 to n-1; n is at most 256.
func (d *Dice) Below(n int) int {
	if len(d.Throws) == 0 || n < 1 {
		return 0
	}
	n = int(d.Throws[0]) % n
	d.Throws = d.Throws[1:]
	return n
}

// Types are the types of events.
func Types() []change.Type {
	return []change.Type{
		change.HostAccepted, change.HostAdded, change.HostRemoved,
		change.SignalDropped, change.SignalKept,
		change.ChangeOpened, change.ChangeResumed, change.ChangeHeld, change.ChangeReleased, change.ChangeClosed,
		change.WaveOpened, change.WaveSoaking, change.WaveBroke, change.WaveSoaked, change.WaveFailed,
		change.HostGated, change.HostRebootGated, change.HostStarted, change.HostHanded, change.HostFinished,
		change.StepStarted, change.StepDone, change.StepFailed, change.StepSkipped,
		change.SignalLost, change.SignalBack,
		change.RebootRequested, change.RebootGone, change.RebootAnswering, change.RebootListening, change.RebootProven, change.RebootSettled, change.RebootBounced, change.RebootStayed, change.RebootStumbled, change.RebootUnbooted, change.RebootEnough, change.RebootCancelled, change.RebootCorrected,
		change.ObserverBlind, change.ObserverSighted, change.ObserverAsleep, change.ObserverStepped,
		change.IncidentOpened, change.IncidentAcked, change.IncidentReraised, change.IncidentResolved,
		change.RungDue,
		change.ActionTaken, change.ActionReached, change.ActionNoAnswer, change.ActionDone,
		change.DeviationRecorded,
		change.RecoveryTried,
		change.NoteAdded,
		change.DeadlineMoved,
		change.FailoverDecided, change.FailoverStep, change.FailoverEnded,
		change.ContactConfirmed,
		change.PrecheckDone, change.AutopilotEngaged, change.AutopilotDisengaged, change.PresenceConfirmed, change.PrecheckAsked, change.PrecheckStarted, change.PrecheckEnded,
		change.NotifySent, change.NotifyFailed,
		change.FaceFailed,
		change.JournalRepaired,
		change.RunStarted, change.RunEnded,
		change.PlanChanged,
		change.MarkUndone,
	}
}

// Data is an empty payload of each type of event, as a reader is given it.
func Data() map[change.Type]any {
	data := map[change.Type]any{}
	for _, t := range Types() {
		var e change.Event
		line := `{"seq":1,"at":"2020-01-01T00:00:00Z","type":"` + string(t) + `","data":{"n":1}}`
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			panic(err)
		}
		data[t] = e.Data
		if _, raw := e.Data.(json.RawMessage); raw {
			data[t] = struct{}{}
		}
	}
	return data
}

// Wild makes events about a plan: of any type, with any values, in any order.
type Wild struct {
	*Dice
	// Begin is an instant near which many of the events happen.
	Begin time.Time
	types []change.Type
	data  map[change.Type]any
	texts []string
	hosts []string
}

// NewWild throws events about the hosts, environments and steps of a plan.
func NewWild(d *Dice, p *change.Plan, begin time.Time) *Wild {
	w := &Wild{Dice: d, Begin: begin, data: Data()}
	w.types = Types()
	w.texts = []string{
		"", "ghost", "ok", "failed", "rolled-back", "partial", "done", "aborted", "worked", "icmp", "tcp/3389", "boot", "rdp",
		"stop", "vendor", "business", "failover", "console", "late", "elapsed", "deadline", "callback", "start", "window end",
		"x\x1b[2J\x1b]0;owned\ay\u202e", "长长长长长长长长长长长长长长长长长长长长长长长长", "\xff\xfe", "start A1", "level A1 2020-11",
	}
	for _, h := range p.Hosts {
		w.hosts = append(w.hosts, h.Name)
	}
	w.texts = append(w.texts, w.hosts...)
	for _, e := range p.Environments {
		w.texts = append(w.texts, e.Name, e.Name+"-1", e.Name+"-2")
	}
	for s := range p.Runbook.All() {
		w.texts = append(w.texts, s.ID)
	}
	return w
}

// Event is an event as a reader of a journal is given it: what a journal would
// refuse to read is none.
func (w *Wild) Event(seq uint64) (change.Event, bool) {
	host := w.hosts[w.Below(len(w.hosts))]
	if w.Below(4) == 0 {
		host = w.text()
	}
	return w.Of(seq, w.types[w.Below(len(w.types))], host)
}

// Of is such an event of a type, about a host.
func (w *Wild) Of(seq uint64, t change.Type, host string) (change.Event, bool) {
	data := reflect.New(reflect.TypeOf(w.data[t])).Elem()
	w.fill(data, 0)
	e := change.Event{Seq: seq, At: w.instant(), Type: t, Host: host, By: w.text(), Data: data.Interface()}
	line, err := json.Marshal(e)
	if err != nil {
		return e, false
	}
	return e, json.Unmarshal(line, &e) == nil
}

func (w *Wild) text() string { return w.texts[w.Below(len(w.texts))] }

func (w *Wild) number() int64 {
	return [...]int64{0, 1, 2, 3, 7, -1, 1 << 31, 1<<62 + 1, -1 << 63}[w.Below(9)]
}

func (w *Wild) instant() time.Time {
	at := w.Begin.Add(time.Duration(w.Below(256)) * time.Minute)
	switch w.Below(16) {
	case 0:
		return time.Time{}
	case 1:
		return time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	case 2:
		return at.Add(-24 * time.Hour)
	case 3:
		return time.Unix(0, 0).UTC()
	}
	return at
}

// fill throws a value.
func (w *Wild) fill(v reflect.Value, depth int) {
	switch is := v.Addr().Interface().(type) {
	case *time.Time:
		*is = w.instant()
		return
	case *change.Statement:
		_ = json.Unmarshal([]byte(w.statement()), is)
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(w.text())
	case reflect.Bool:
		v.SetBool(w.Below(2) == 1)
	case reflect.Int, reflect.Int64, reflect.Int32:
		v.SetInt(w.number())
	case reflect.Uint64, reflect.Uint, reflect.Uint32:
		v.SetUint(uint64(w.number()))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				w.fill(v.Field(i), depth)
			}
		}
	case reflect.Slice:
		for range w.Below(3) {
			one := reflect.New(v.Type().Elem()).Elem()
			w.fill(one, depth+1)
			v.Set(reflect.Append(v, one))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, one := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		w.fill(key, depth+1)
		w.fill(one, depth+1)
		v.SetMapIndex(key, one)
	case reflect.Pointer:
		if depth < 3 && w.Below(2) == 1 {
			v.Set(reflect.New(v.Type().Elem()))
			w.fill(v.Elem(), depth+1)
		}
	default: // the zero value of whatever else there is
	}
}

// statement is one as a journal may hold it: in full, in part, of a code that
// nobody knows, or as the free text of earlier programs.
func (w *Wild) statement() string {
	codes := []change.Code{
		change.GateHeld, change.GateLost, change.GateKeeps, change.GateWork, change.LimitParts, change.MovedLimit, change.DiffersOf, change.HoldNotBack, "of.another",
	}
	values := []string{
		"", `,"host":"A1"`, `,"host":7,"since":"then","n":-1`, `,"since":"2020-11-20T23:51:08Z","n":3,"all":2,"hosts":["A1","B1"]`,
		`,"why":{"code":"gate.held"},"parts":[{"code":"limit.steps","n":-1}]`,
	}
	if w.Below(4) == 0 {
		return `"in somebody's own words"`
	}
	return `{"code":"` + string(codes[w.Below(len(codes))]) + `"` + values[w.Below(len(values))] + `,"text":"said"}`
}
