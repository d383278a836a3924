package checks

import (
	"bytes"
	"net"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"tminus/process"
)

// daemon runs a server until the test ends; stop ends it before, and gives
// what it said.
func daemon(t *testing.T, cmd *exec.Cmd) (stop func() string) {
	t.Helper()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	killAll := process.OwnGroup(cmd) // it has children
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	end := sync.OnceFunc(func() {
		_ = killAll()
		_ = cmd.Wait()
	})
	t.Cleanup(end)
	return func() string {
		end()
		return out.String()
	}
}

// await waits until a foreign server listens. One that does not come up, as
// on a machine that is too busy for its display, says nothing about us: it is
// tried three times, and then the test is skipped, loudly.
func await(t *testing.T, server func() *exec.Cmd, port int) {
	t.Helper()
	said := ""
	for range 3 {
		stop := daemon(t, server())
		if listening(port) {
			return
		}
		said = stop()
	}
	t.Skipf("SKIPPED, THE REAL SERVER DOES NOT COME UP: nothing listens at port %d\n%s", port, said)
}

// freePort is a port of loopback that was free a moment ago.
func freePort(t *testing.T) int {
	t.Helper()
	l, port := listen(t)
	_ = l.Close()
	return port
}

// listening waits until a port is open.
func listening(port int) bool {
	for range 100 {
		c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			_ = c.Close()
			return true
		}
		time.Sleep(100 * time.Millisecond)
	}
	return false
}
