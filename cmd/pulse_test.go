package cmd

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tminus/record"
	"tminus/wording"
)

// TestPulseOfADiskThatHangs: nobody waits for the file, and what is not known
// is not told as if the other cockpit were gone.
func TestPulseOfADiskThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var held chan struct{} // read by one reading at a time, changed between two
		p := &pulse{began: time.Now(), read: func() (record.Live, bool, error) {
			if held != nil {
				<-held
			}
			return record.Live{PID: 7, Host: "ops", At: time.Now(), Now: time.Now()}, true, nil
		}}
		p.refresh()
		look := func(long time.Duration) string {
			for range long / time.Second {
				time.Sleep(time.Second)
				p.beat()
				synctest.Wait()
			}
			return wording.NewSpeaker("en", time.UTC).Say(p.unwatched())
		}
		if why := look(time.Minute); why != "" {
			t.Errorf("a watch that goes on: %s", why)
		}
		time.Sleep(time.Second)
		held = make(chan struct{})
		seen := p.seen()
		if why := look(time.Minute); !strings.Contains(why, "not known: the disk has not answered since") {
			t.Errorf("the disk hangs, and it says %q", why)
		}
		if !p.seen().Equal(seen) || len(p.watcher()) != 1 {
			t.Errorf("seen %v, not %v", p.seen(), seen)
		}
		close(held)
		if why := look(2 * time.Second); why != "" {
			t.Errorf("the disk is back, and it says %q", why)
		}
	})
}
