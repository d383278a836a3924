package checks

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// rawWire is a raw socket and an echoer to fill it.
func rawWire(t *testing.T) (*echoer, *socket) {
	t.Helper()
	if err := tryEcho(raw); err != nil {
		t.Skipf("SKIPPED, RAW SOCKETS ARE NOT TESTED: %v", err)
	}
	e := newEchoer(1, openWires(raw), &Tally{}, mute)
	t.Cleanup(e.close)
	w, err := e.v4.ready(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return e, w.(*socket)
}

var here = netip.MustParseAddrPort("127.0.0.1:0")

// The kernel notes when a packet came, however late we read it. It takes it a
// moment to begin with that.
func TestKernelsTime(t *testing.T) {
	e, w := rawWire(t)
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		before := time.Now().Round(0)
		if err := e.ask(0, here, time.Now(), time.Time{}); err != nil {
			t.Fatal(err)
		}
		after := time.Now().Round(0) // on loopback it is there by now
		time.Sleep(20 * time.Millisecond)
		n, from, at, err := w.receive(e.buf[:])
		if n == 0 || err != nil || from != here.Addr() {
			t.Fatalf("%d bytes from %s, %v", n, from, err)
		}
		if !at.Before(before) && !at.After(after) {
			return
		}
	}
	t.Error("no packet was said to have come when it did")
}

// What finds no room is counted, and no reply is taken for lost by its target.
func TestOverrunIsCounted(t *testing.T) {
	e, w := rawWire(t)
	if err := unix.SetsockoptInt(w.fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 1); err != nil { // the least there is
		t.Fatal(err)
	}
	for range 1000 {
		if err := e.ask(0, here, time.Now(), time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	e.collect(func(int32, time.Duration, error) {})
	if e.v4.drops == 0 { // though nothing has come since, of which the kernel could tell it
		t.Error("a buffer of the least size took 1,000 replies")
	}
	if err := e.expire(0); !errors.Is(err, errOverflow) {
		t.Errorf("an echo whose answer may have found no room: %v", err)
	}
}
