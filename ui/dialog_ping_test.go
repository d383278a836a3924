package ui

import (
	"strings"
	"testing"
)

// A ping by hand shows what came of it and does nothing else; where nothing
// can be sent, as in a rehearsal, there is no such key.
func TestPingByHand(t *testing.T) {
	n := moment(t, "late")
	s := newScreen(t, n, "en", 80, 24)
	s.press("l")
	if s.m.dialog != nil {
		t.Fatal("a ping without anybody to send it")
	}
	asked := ""
	s.m.ping = func(host string) []string {
		asked = host
		return []string{"ping 192.0.2.21  10 sent, 0 received\x1b[2J", "tcp 3389 timeout"}
	}
	s.m.canPing = true
	s.run(s.m.pull())
	for _, msg := range s.press("l") {
		if p, ok := msg.(pingMsg); ok {
			s.send(p)
		}
	}
	frame := s.frame()
	if asked != "B1" || !strings.Contains(frame, "10 sent, 0 received") || strings.Contains(frame, "[2J") {
		t.Errorf("asked %q:\n%s", asked, frame)
	}
	if len(s.core.done) > 0 {
		t.Errorf("a look did %v", s.core.done)
	}
}
