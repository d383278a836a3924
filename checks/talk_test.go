package checks

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

// serve answers every connection with the given conversation, until the test
// ends, and counts them.
func serve(t *testing.T, network string, answer func(net.Conn)) (address string, port int) {
	t.Helper()
	l, err := net.Listen("tcp", net.JoinHostPort(network, "0"))
	if err != nil {
		t.Skipf("SKIPPED, NOT TESTED OVER %s: %v", network, err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				answer(c)
			}()
		}
	}()
	return network, l.Addr().(*net.TCPAddr).Port
}

// talkTo runs a conversation with a server of the test.
func talkTo(t *testing.T, talk conversation, answer func(net.Conn)) change.Observation {
	t.Helper()
	address, port := serve(t, "127.0.0.1", answer)
	return run(t, talkProbe(pinned(t, address), port, dial, 20*time.Second, talk))
}

// conversations are all that are spoken over TCP, to be misunderstood alike.
func conversations(t *testing.T) map[string]conversation {
	t.Helper()
	h := &change.Host{Name: "db1", Address: "127.0.0.1"}
	web, err := newPage(change.HTTPCheck{URL: "http://127.0.0.1/"}, h)
	if err != nil {
		t.Fatal(err)
	}
	secure, err := newPage(change.HTTPCheck{URL: "https://127.0.0.1/"}, h)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]conversation{"http": web.talk, "https": secure.talk, "smb": askSMB, "rdp": askRDP}
}

// hear waits for a question, so that the answer does not come before it.
func hear(c net.Conn) { _, _ = c.Read(make([]byte, 4096)) }

func TestMisunderstandingsAreTheTargets(t *testing.T) {
	for name, talk := range conversations(t) {
		t.Run(name, func(t *testing.T) {
			o := talkTo(t, talk, func(c net.Conn) { hear(c) })
			says(t, o, change.Lost, change.CauseFailed)
			if !strings.Contains(worded(o.Detail), "closed before the end of the answer") {
				t.Errorf("closed at once: %q", o.Detail)
			}
			o = talkTo(t, talk, func(c net.Conn) {
				hear(c)
				_, _ = c.Write([]byte("\x7f\x1b[2Jnot what was asked for, and long enough for any header of theirs to be read\r\n\r\n"))
				_, _ = io.Copy(io.Discard, c)
			})
			says(t, o, change.Lost, change.CauseFailed)
			if strings.Contains(worded(o.Detail), "\x1b") || !o.Detail.Said() {
				t.Errorf("gibberish: %q", o.Detail)
			}
			o = talkTo(t, talk, func(c net.Conn) {
				hear(c)
				_ = c.(*net.TCPConn).SetLinger(0)
			})
			says(t, o, change.Lost, change.CauseRefused)
		})
	}
}

func TestSilentConversationTimesOut(t *testing.T) {
	for name, talk := range conversations(t) {
		t.Run(name, func(t *testing.T) {
			address, port := serve(t, "127.0.0.1", func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			says(t, talkProbe(pinned(t, address), port, dial, time.Second, talk)(ctx), change.Lost, change.CauseTimeout)
		})
	}
}

func TestTalkOverIPv6(t *testing.T) {
	address, port := serve(t, "::1", func(c net.Conn) {
		hear(c)
		_, _ = c.Write(framed(smbReply(ticks(time.Now()), ticks(smbStart))))
	})
	says(t, run(t, talkProbe(pinned(t, address), port, dial, 20*time.Second, askSMB)), change.Answered, "")
	_, port = serve(t, address, func(c net.Conn) {
		hear(c)
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\nwell")
	})
	p, err := newPage(change.HTTPCheck{URL: fmt.Sprintf("http://{address}:%d/", port), Body: "well"}, &change.Host{Name: "db1", Address: address})
	if err != nil || !p.own {
		t.Fatalf("%+v, %v", p, err)
	}
	says(t, run(t, talkProbe(pinned(t, address), p.port, dial, 20*time.Second, p.talk)), change.Answered, "")
}

func TestNobodyToTalkTo(t *testing.T) {
	l, port := listen(t)
	_ = l.Close()
	never := func(context.Context, net.Conn) (change.Observation, error) {
		t.Error("a conversation without a connection")
		return change.Observation{}, nil
	}
	says(t, run(t, talkProbe(pinned(t, "127.0.0.1"), port, dial, time.Second, never)), change.Lost, change.CauseRefused)
}

func TestEndOfRunEndsConversations(t *testing.T) {
	heard := make(chan struct{}, 1)
	address, port := serve(t, "127.0.0.1", func(c net.Conn) {
		hear(c)
		heard <- struct{}{}
		_, _ = io.Copy(io.Discard, c)
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan change.Observation, 1)
	go func() { done <- talkProbe(pinned(t, address), port, dial, time.Hour, askSMB)(ctx) }()
	<-heard
	cancel()
	<-done // would never come otherwise
}

func TestJudgeTalk(t *testing.T) {
	to := netip.MustParseAddr("127.0.0.1")
	for _, c := range []struct {
		name    string
		err     error
		verdict change.Verdict
		cause   change.Cause
	}{
		{"not offered", notOffered{change.Own("no")}, change.Unknown, change.CauseNotOffered},
		{"reset", dialError(errReset), change.Lost, change.CauseRefused},
		{"broken pipe", dialError(errBroken), change.Lost, change.CauseFailed},
		{"router's word", dialError(errHostUnreachable), change.Lost, change.CauseUnreachable},
		{"kernel's timeout", dialError(errTimedOut), change.Lost, change.CauseTimeout},
		{"deadline", context.DeadlineExceeded, change.Lost, change.CauseTimeout},
		{"end", io.ErrUnexpectedEOF, change.Lost, change.CauseFailed},
		{"nonsense", errors.New("nonsense"), change.Lost, change.CauseFailed},
	} {
		t.Run(c.name, func(t *testing.T) {
			says(t, judgeTalk(c.err, to, time.Second), c.verdict, c.cause)
		})
	}
}
