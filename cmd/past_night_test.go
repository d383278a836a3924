package cmd_test

import (
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"tminus/change"
	"tminus/journal"
)

// pastNight writes the record of an earlier night in which each host rebooted
// once, and took so long: night RECORD PLAN HOST TOOK [HOST TOOK …]. A host that took -
// is away still, and the change open.
func pastNight(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 || len(args)%2 != 0 {
		ts.Fatalf("usage: night RECORD PLAN HOST TOOK [HOST TOOK …]")
	}
	record, err := journal.Create(ts.MkAbs(args[0]), []byte(ts.ReadFile(args[1])))
	ts.Check(err)
	defer record.Close()
	now := time.Date(2026, 3, 1, 23, 0, 0, 0, time.UTC)
	var events []change.Event
	open := false
	add := func(t change.Type, host string, data any) {
		events = append(events, change.Event{At: now, Type: t, Host: host, By: "li", Data: data})
	}
	add(change.ChangeOpened, "", change.OpenedData{ID: "c0"})
	for i := 2; i < len(args); i += 2 {
		host, from := args[i], now
		add(change.HostStarted, host, nil)
		add(change.RebootRequested, host, change.RebootData{Since: from})
		if args[i+1] == "-" {
			add(change.RebootGone, host, change.RebootData{Since: from})
			open = true
			continue
		}
		took, err := time.ParseDuration(args[i+1])
		ts.Check(err)
		for _, phase := range []struct {
			t    change.Type
			part time.Duration
		}{{change.RebootGone, took / 10}, {change.RebootAnswering, took * 8 / 10}, {change.RebootListening, took}} {
			now = from.Add(phase.part)
			add(phase.t, host, change.RebootData{Since: now})
		}
		since := now
		now = now.Add(90 * time.Second)
		add(change.RebootSettled, host, change.RebootData{Since: since, Took: change.Duration(took)})
		add(change.HostFinished, host, change.FinishedData{Result: "ok"})
	}
	if !open {
		add(change.ChangeClosed, "", change.ClosedData{Outcome: "ok"})
	}
	_, err = record.Append(0, events)
	ts.Check(err)
}
