package ui

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// live is a cockpit whose clock is the test's.
type live struct{ fake }

func (l *live) Now() time.Time { return time.Now() }

// TestProgram runs the real program: it ticks, takes keys, and ends with nil
// when its user quits.
func TestProgram(t *testing.T) {
	tests := []struct {
		name string
		end  func(keys io.Writer, stop func())
		want error
	}{
		{"its user quits", func(keys io.Writer, _ func()) {
			_, _ = io.WriteString(keys, "q")
			time.Sleep(time.Second)
			_, _ = io.WriteString(keys, "y")
		}, nil},
		{"ctrl+c twice", func(keys io.Writer, _ func()) {
			_, _ = io.WriteString(keys, "\x03")
			time.Sleep(time.Second)
			_, _ = io.WriteString(keys, "\x03")
		}, ErrInterrupted},
		{"a signal or the caller ends it", func(_ io.Writer, stop func()) { stop() }, ErrInterrupted},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				core := &live{fake{snap: newNight(t, nightPlan()).snapshot()}}
				input, keys := io.Pipe()
				defer keys.Close()
				done := make(chan error, 1)
				go func() {
					done <- Run(ctx, Options{Cockpit: core, Operator: "Lin"}, tea.WithInput(input), tea.WithOutput(io.Discard),
						tea.WithoutSignalHandler(), tea.WithWindowSize(80, 24), tea.WithColorProfile(colorprofile.NoTTY),
						tea.WithEnvironment([]string{"TERM=xterm"}))
				}()
				time.Sleep(time.Minute)
				tt.end(keys, cancel)
				if err := <-done; !errors.Is(err, tt.want) {
					t.Errorf("Run: %v, want %v", err, tt.want)
				}
				time.Sleep(2 * pullEvery) // the last tick is still on its way
			})
		})
	}
}
