//go:build unix

package secret

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestAPipeIsNotWaitedFor: what took the place of a secret's file holds up nobody.
func TestAPipeIsNotWaitedFor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("SKIPPED: no FIFO can be made: " + err.Error())
	}
	back := make(chan error, 1)
	go func() {
		_, _, err := reveal("${file:"+path+"}", asItIs)
		back <- err
	}()
	select {
	case err := <-back:
		if err == nil || !strings.Contains(err.Error(), "secret.not_plain") {
			t.Errorf("%v", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it is waited for")
	}
}
