//go:build unix

package process

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func TestRun(t *testing.T) {
	tests := []struct {
		name   string
		spec   Spec
		output string
		exit   int
	}{
		{"both streams in their order", Spec{Argv: []string{"sh", "-c", "echo a; echo b >&2; echo c"}}, "a\nb\nc\n", 0},
		{"its exit code", Spec{Argv: []string{"sh", "-c", "exit 3"}}, "", 3},
		{"no shell reads the arguments", Spec{Argv: []string{"echo", "$HOME", "; exit 4", "a  b"}}, "$HOME ; exit 4 a  b\n", 0},
		{"a shell where it is asked for", Spec{Argv: []string{"echo a | tr a b"}, Shell: true}, "b\n", 0},
		{"nothing to read", Spec{Argv: []string{"cat"}}, "", 0},
	}
	for _, tt := range tests {
		var out bytes.Buffer
		tt.spec.Output, tt.spec.Timeout = &out, time.Minute
		r := Run(t.Context(), tt.spec)
		if r.Err != nil || !r.Exited || r.Exit != tt.exit || out.String() != tt.output {
			t.Errorf("%s: %+v, output %q, want exit %d and %q", tt.name, r, out.String(), tt.exit, tt.output)
		}
	}
	for name, argv := range map[string][]string{"no program": nil, "an empty name": {""}, "a missing program": {"/nowhere/at/all"}} {
		if r := Run(t.Context(), Spec{Argv: argv}); r.Err == nil || r.Exited {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// alive reports whether a process runs; one that was ended and not yet waited
// for does not.
func alive(pid int) bool {
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err == nil {
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		return len(fields) > 0 && fields[0] != "Z"
	}
	return syscall.Kill(pid, 0) == nil
}

// TestTheWholeGroupEnds: at its timeout, and when it is stopped, a command ends
// with the children that it has started.
func TestTheWholeGroupEnds(t *testing.T) {
	const script = "sleep 1000 & echo $!; sleep 1000"
	tests := []struct {
		name string
		run  func(stop context.CancelFunc) Spec
		want error
	}{
		{"timeout", func(context.CancelFunc) Spec { return Spec{Timeout: 500 * time.Millisecond} }, ErrTimeout},
		{"stopped", func(stop context.CancelFunc) Spec {
			time.AfterFunc(500*time.Millisecond, stop)
			return Spec{Timeout: time.Hour}
		}, ErrStopped},
	}
	for _, tt := range tests {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		spec := tt.run(stop)
		var out lines
		spec.Argv, spec.Output = []string{"sh", "-c", script}, &out
		r := Run(ctx, spec)
		if !errors.Is(r.Err, tt.want) || r.Exited {
			t.Errorf("%s: %+v, want %v", tt.name, r, tt.want)
		}
		child, err := strconv.Atoi(strings.TrimSpace(out.String()))
		if err != nil {
			t.Fatalf("%s: its child is not known: %q", tt.name, out.String())
		}
		for end := time.Now().Add(10 * time.Second); alive(child); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%s: the child %d is alive", tt.name, child)
			}
		}
	}
}

// lines is a buffer that two goroutines may use.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}
