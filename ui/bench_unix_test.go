//go:build unix

package ui

import (
	"context"
	"errors"
	"io"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"tminus/change"
)

// idle shows the same estate all the time, as if nothing happened to it.
type idle struct {
	*fake
	begun time.Time
}

func (i idle) Now() time.Time { return i.snap.Now.Add(time.Since(i.begun)) }

// BenchmarkIdle is the whole program, its renderer with it, over 5,000 hosts to
// which nothing happens; it reports what part of a core that takes.
func BenchmarkIdle(b *testing.B) {
	core, sight := midnight()
	core.snap.Beat = time.Time{}
	for i := range core.snap.State.Hosts.Len() { // as if each second brought new answers
		for _, sig := range core.snap.State.Hosts.At(i).Signals {
			sight.Add(change.Observation{Host: core.snap.State.Hosts.At(i).Name, Check: sig.Check, At: core.snap.Now.Add(time.Hour), Verdict: change.Answered})
		}
	}
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	input, _ := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- Run(ctx, Options{Cockpit: idle{core, time.Now()}, Operator: "Lin"}, tea.WithInput(input), tea.WithOutput(io.Discard),
			tea.WithoutSignalHandler(), tea.WithWindowSize(200, 60), tea.WithColorProfile(colorprofile.TrueColor), tea.WithEnvironment([]string{"TERM=xterm"}))
	}()
	time.Sleep(time.Second)
	used := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	before, start := used(), time.Now()
	for b.Loop() {
		time.Sleep(time.Second)
	}
	b.ReportMetric(100*(used()-before).Seconds()/time.Since(start).Seconds(), "%core")
	cancel()
	if err := <-ended; !errors.Is(err, ErrInterrupted) {
		b.Fatal(err)
	}
}
