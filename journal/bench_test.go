package journal

import (
	"fmt"
	"testing"
	"time"

	"tminus/change"
	"tminus/record"
)

func BenchmarkAppend(b *testing.B) {
	r := newRecord(b)
	events := sample()[:1]
	for b.Loop() {
		if _, err := r.Append(r.tip.Seq, events); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRead reads a journal of 100,000 events from its start.
func BenchmarkRead(b *testing.B) {
	r := newRecord(b)
	const lines = 100_000
	at := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	events := make([]change.Event, lines)
	for i := range events {
		at = at.Add(137 * time.Millisecond)
		events[i] = change.Event{
			At: at, Type: change.SignalLost, Host: fmt.Sprintf("app-%03d", i%400),
			Data: change.SignalData{Check: "tcp/3389", Since: at.Add(-6 * time.Second), Cause: "timeout"},
		}
	}
	if _, err := r.Append(0, events); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(r.tip.offset)
	b.ReportAllocs()
	for b.Loop() {
		again := reopen(b, r)
		got, err := record.Read(again, 0)
		if err != nil || len(got) != lines {
			b.Fatal(len(got), err)
		}
	}
	b.ReportMetric(float64(lines*b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkPoll asks a journal in which nothing is new.
func BenchmarkPoll(b *testing.B) {
	r := newRecord(b)
	if _, err := r.Append(0, sample()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := record.Read(r, r.tip.Seq); err != nil {
			b.Fatal(err)
		}
	}
}
