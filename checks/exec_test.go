package checks

import (
	"context"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tminus/change"
)

// plainWords are a command into which nothing is filled.
func plainWords(words ...string) commandLine {
	return commandLine{words, func(s string) string { return s }}
}

// helperProbe makes an exec probe of the test binary in a helper's role.
func helperProbe(t *testing.T, read reader, args ...string) probe {
	t.Helper()
	return execProbe(plainWords(append([]string{playHelper(t)}, args...)...), nil, 8*time.Second, read)
}

func TestExitCodes(t *testing.T) {
	for _, c := range []struct {
		args    []string
		verdict change.Verdict
		cause   change.Cause
		detail  string
	}{
		{[]string{"exit", "0", "OK - all well"}, change.Answered, "", "OK - all well"},
		{[]string{"exit", "0"}, change.Answered, "", ""},
		{[]string{"exit", "1", "WARNING - slow"}, change.Answered, "", "WARNING - slow"},
		{[]string{"exit", "2", "CRITICAL - gone"}, change.Lost, change.CauseFailed, "CRITICAL - gone"},
		{[]string{"exit", "3", "UNKNOWN - what"}, change.Unknown, change.CauseLocal, "exit code 3: UNKNOWN - what"},
		{[]string{"exit", "77", "odd"}, change.Unknown, change.CauseLocal, "exit code 77: odd"},
		{[]string{"complain", "2", "no such option"}, change.Lost, change.CauseFailed, "no such option"},
		{[]string{"escape"}, change.Answered, "", "up red"},
		{[]string{"args", "a b", "$HOME", "*"}, change.Answered, "", `["a b" "$HOME" "*"]`},
	} {
		o := run(t, helperProbe(t, checkResult, c.args...))
		says(t, o, c.verdict, c.cause)
		if worded(o.Detail) != c.detail {
			t.Errorf("%q: detail %q, want %q", c.args, o.Detail, c.detail)
		}
		if o.Verdict == change.Answered && o.Latency <= 0 {
			t.Errorf("%q: latency %s", c.args, o.Latency)
		}
	}
}

func TestHugeOutputIsCut(t *testing.T) {
	for _, args := range [][]string{{"flood"}, {"long"}} {
		o := run(t, helperProbe(t, checkResult, args...))
		says(t, o, change.Answered, "")
		if n := utf8.RuneCountInString(worded(o.Detail)); n != maxDetail {
			t.Errorf("%q: detail of %d runes", args, n)
		}
	}
}

func TestBootEvidence(t *testing.T) {
	for _, c := range []struct {
		args    []string
		verdict change.Verdict
		cause   change.Cause
		boot    string
	}{
		{[]string{"exit", "0", "2026-10-08T03:12:00Z"}, change.Answered, "", "2026-10-08T03:12:00Z"},
		{[]string{"escape"}, change.Answered, "", "up red"},
		{[]string{"exit", "0"}, change.Answered, "", ""}, // the core says that this is none
		{[]string{"complain", "0", "not evidence"}, change.Answered, "", ""},
		{[]string{"exit", "1", "WARNING - clock"}, change.Unknown, change.CauseLocal, ""},
		{[]string{"exit", "2", "CRITICAL - no answer"}, change.Lost, change.CauseFailed, ""},
		{[]string{"exit", "255", "ssh: no"}, change.Unknown, change.CauseLocal, ""},
	} {
		o := run(t, helperProbe(t, bootResult, c.args...))
		says(t, o, c.verdict, c.cause)
		if o.Boot != c.boot {
			t.Errorf("%q: boot %q, want %q", c.args, o.Boot, c.boot)
		}
	}
}

func TestNotStartable(t *testing.T) {
	o := run(t, execProbe(plainWords("/nowhere/check_nothing"), nil, time.Second, checkResult))
	says(t, o, change.Unknown, change.CauseLocal)
	if !strings.Contains(worded(o.Detail), "check_nothing") {
		t.Errorf("detail %q does not name the command", o.Detail)
	}
}

// life is a listener on which a helper holds a connection while it lives.
type life struct{ net.Listener }

func newLife(t *testing.T) life {
	t.Helper()
	l, _ := listen(t)
	return life{l}
}

// begun waits until the helper lives.
func (l life) begun(t *testing.T) net.Conn {
	t.Helper()
	_ = l.Listener.(*net.TCPListener).SetDeadline(time.Now().Add(time.Minute))
	c, err := l.Accept()
	if err != nil {
		t.Fatalf("the helper never began: %v", err)
	}
	return c
}

// ended waits until the helper is gone.
func ended(t *testing.T, c net.Conn) {
	t.Helper()
	defer func() { _ = c.Close() }()
	_ = c.SetReadDeadline(time.Now().Add(time.Minute))
	if _, err := c.Read(make([]byte, 1)); isTimeout(err) {
		t.Error("the process lives on")
	}
}

// expiring is a context whose deadline comes when it is cancelled.
type expiring struct{ context.Context }

func (e expiring) Err() error {
	if e.Context.Err() != nil {
		return context.DeadlineExceeded
	}
	return nil
}

func TestHangingCommandIsKilled(t *testing.T) {
	for _, how := range []string{"hang", "spawn"} {
		if how == "spawn" && runtime.GOOS == "windows" {
			t.Log("SKIPPED: the children of a command are not killed on Windows")
			continue
		}
		l := newLife(t)
		p := helperProbe(t, checkResult, how, l.Addr().String())
		ctx, expire := context.WithCancel(t.Context())
		defer expire()
		done := make(chan change.Observation, 1)
		go func() { done <- p(expiring{ctx}) }()
		c := l.begun(t)
		expire()
		says(t, <-done, change.Lost, change.CauseTimeout)
		ended(t, c)
	}
}

func TestOrphanThatHoldsTheOutputDelaysNothing(t *testing.T) {
	l := newLife(t)
	p := helperProbe(t, checkResult, "orphan", l.Addr().String())
	done := make(chan change.Observation, 1)
	go func() { done <- p(t.Context()) }()
	c := l.begun(t)
	defer func() { _ = c.Close() }()
	o := <-done // would come only with the orphan's end, which is never
	says(t, o, change.Answered, "")
	if worded(o.Detail) != "OK - started" {
		t.Errorf("detail %q", o.Detail)
	}
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: the children of a command are not killed on Windows")
	}
	ended(t, c)
}

func TestEndOfRunKillsCommands(t *testing.T) {
	l := newLife(t)
	p := helperProbe(t, checkResult, "hang", l.Addr().String())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	in := &collector{}
	pr := &Prober{beat: 10 * time.Millisecond, signals: []signal{{host: "db1", check: "exec/1", interval: time.Hour, timeout: time.Hour, probe: p}}}
	done := make(chan error, 1)
	go func() { done <- pr.Run(ctx, in) }()
	c := l.begun(t)
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	ended(t, c)
	if len(in.all()) > 0 {
		t.Errorf("a check that we cut short was reported: %+v", in.all())
	}
}
