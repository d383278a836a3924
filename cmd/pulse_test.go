package cmd

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tminus/record"
	"tminus/wording"
)

// TestWhetherAnybodyWatches: a sign of life is of the present, or it is none. Without
// one, who has the role may still watch: a disk that is read-only takes none.
func TestWhetherAnybodyWatches(t *testing.T) {
	for _, tt := range []struct {
		name string
		ago  time.Duration
		held bool
		want string
	}{
		{"it watches", time.Second, true, ""},
		{"it watches, and the lock cannot be seen", time.Second, false, ""},
		{"it is gone", time.Minute, false, "nobody has watched these hosts since"},
		{"it is gone, and the clock was set back", -2 * time.Hour, false, "nobody is known to watch these hosts"},
		{"it can write nothing", time.Minute, true, "process 7 on ops has the watch and gives no sign of life (the last is of"},
		{"it hangs, and the clock was set back", -2 * time.Hour, true, "process 7 on ops has the watch and gives"},
	} {
		p := &pulse{held: func() bool { return tt.held }, read: func() (record.Live, bool, error) {
			at := time.Now().Add(-tt.ago)
			return record.Live{PID: 7, Host: "ops", At: at, Now: at, Unsaved: &record.Unsaved{N: 3}}, true, nil
		}}
		p.refresh()
		got := wording.NewSpeaker("en", time.UTC).Say(p.unwatched())
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if told := p.unsaved().Said(); told != (tt.want == "") {
			t.Errorf("%s: it has 3 events unsaved, and that is told: %t", tt.name, told)
		}
	}
}

// TestPulseOfADiskThatHangs: nobody waits for the file, and what is not known
// is not told as if the other cockpit were gone.
func TestPulseOfADiskThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var held chan struct{} // read by one reading at a time, changed between two
		p := &pulse{began: time.Now(), held: func() bool { return false }, read: func() (record.Live, bool, error) {
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
