package checks

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tminus/change"
)

// helperProbe makes an exec probe of the test binary in a helper's role.
func helperProbe(t *testing.T, read reader, args ...string) probe {
	t.Helper()
	return execProbe(append([]string{playHelper(t)}, args...), nil, 8*time.Second, read)
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
		if o.Detail != c.detail {
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
		if n := utf8.RuneCountInString(o.Detail); n != maxDetail {
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
		{[]string{"exit", "0"}, change.Unknown, change.CauseLocal, ""},
		{[]string{"complain", "0", "not evidence"}, change.Unknown, change.CauseLocal, ""},
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
	o := run(t, execProbe([]string{"/nowhere/check_nothing"}, nil, time.Second, checkResult))
	says(t, o, change.Unknown, change.CauseLocal)
	if !strings.Contains(o.Detail, "check_nothing") {
		t.Errorf("detail %q does not name the command", o.Detail)
	}
}

// lifeline is a listener on which a helper holds a connection while it lives.
func lifeline(t *testing.T) (address string, died func() error) {
	t.Helper()
	l, _ := listen(t)
	return l.Addr().String(), func() error {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		defer func() { _ = c.Close() }()
		_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
		_, err = c.Read(make([]byte, 1))
		if isTimeout(err) {
			return err
		}
		return nil
	}
}

func TestHangingCommandIsKilled(t *testing.T) {
	for _, how := range []string{"hang", "spawn"} {
		if how == "spawn" && runtime.GOOS == "windows" {
			t.Log("SKIPPED: the children of a command are not killed on Windows")
			continue
		}
		address, died := lifeline(t)
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		o := helperProbe(t, checkResult, how, address)(ctx)
		says(t, o, change.Lost, change.CauseTimeout)
		if err := died(); err != nil {
			t.Errorf("%s: the process lives on: %v", how, err)
		}
	}
}

func TestOrphanThatHoldsTheOutputDelaysNothing(t *testing.T) {
	address, died := lifeline(t)
	o := run(t, helperProbe(t, checkResult, "orphan", address))
	says(t, o, change.Answered, "")
	if o.Detail != "OK - started" {
		t.Errorf("detail %q", o.Detail)
	}
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: the children of a command are not killed on Windows")
	}
	if err := died(); err != nil {
		t.Errorf("the orphan lives on: %v", err)
	}
}

func TestEndOfRunKillsCommands(t *testing.T) {
	address, died := lifeline(t)
	p := helperProbe(t, checkResult, "hang", address)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		in := &collector{}
		pr := &Prober{beat: 10 * time.Millisecond, signals: []signal{{host: "db1", check: "exec/1", interval: time.Hour, timeout: time.Hour, probe: p}}}
		_ = pr.Run(ctx, in)
		if len(in.all()) > 0 {
			t.Errorf("a check that we cut short was reported: %+v", in.all())
		}
	}()
	time.AfterFunc(time.Second, cancel)
	if err := died(); err != nil {
		t.Errorf("the process outlives Run: %v", err)
	}
	<-done
}
