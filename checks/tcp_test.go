package checks

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

func listen(t *testing.T) (net.Listener, int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l, l.Addr().(*net.TCPAddr).Port
}

func TestOpenPortAnswers(t *testing.T) {
	l, port := listen(t)
	ended := make(chan error, 1)
	go func() {
		c, err := l.Accept()
		if err == nil {
			_, err = c.Read(make([]byte, 1))
		}
		ended <- err
	}()
	o := run(t, tcpProbe(pinned(t, "127.0.0.1"), port, dial, time.Second))
	says(t, o, change.Answered, "")
	if o.Latency <= 0 {
		t.Errorf("latency %s", o.Latency)
	}
	if err := <-ended; errnoOf(err) != errReset {
		t.Errorf("the connection ended with %v, want a reset, which leaves no TIME_WAIT", err)
	}
}

func TestClosedPortRefuses(t *testing.T) {
	l, port := listen(t)
	_ = l.Close()
	o := run(t, tcpProbe(pinned(t, "127.0.0.1"), port, dial, time.Second))
	says(t, o, change.Lost, change.CauseRefused)
}

func TestSilentPortTimesOut(t *testing.T) {
	silent := func(ctx context.Context, network, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, &net.OpError{Op: "dial", Net: network, Err: ctx.Err()}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	o := tcpProbe(pinned(t, "127.0.0.1"), 22, silent, 20*time.Millisecond)(ctx)
	says(t, o, change.Lost, change.CauseTimeout)
	if !strings.Contains(o.Detail, "20ms") {
		t.Errorf("detail %q", o.Detail)
	}
}

func TestDialedAddress(t *testing.T) {
	for address, want := range map[string]string{"192.0.2.1": "192.0.2.1:3389", "fe80::1%eth0": "[fe80::1%eth0]:3389"} {
		got := ""
		record := func(_ context.Context, _, address string) (net.Conn, error) {
			got = address
			return nil, io.EOF
		}
		run(t, tcpProbe(pinned(t, address), 3389, record, time.Second))
		if got != want {
			t.Errorf("dialed %q, want %q", got, want)
		}
	}
}
