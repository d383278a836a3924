package checks

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"tminus/change"
)

// starved is a connector on a machine that has no descriptors left, while it has none.
type starved struct {
	none  *atomic.Bool
	asked []int32
}

func (s *starved) ask(i int32, _ netip.AddrPort, _, _ time.Time) error {
	if s.none.Load() {
		return syscall.EMFILE
	}
	s.asked = append(s.asked, i)
	return nil
}

func (s *starved) collect(tell teller) {
	for _, i := range s.asked {
		tell(i, time.Millisecond, nil)
	}
	s.asked = nil
}

func (s *starved) expire(int32) error { return nil }
func (s *starved) renew()             {}
func (s *starved) close()             {}

// heard takes in what a prober says.
type heard struct {
	mu       sync.Mutex
	verdicts map[change.Verdict]int
	notes    []change.Statement
}

func (h *heard) Observe(list []change.Observation) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := range list {
		h.verdicts[list[i].Verdict]++
	}
}

func (h *heard) Note(st change.Statement) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.notes = append(h.notes, st)
}
func (h *heard) Tick(time.Time) {}

// noted are the notes so far.
func (h *heard) noted() []change.Statement {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.notes)
}

// lost is how many questions counted as losses.
func (h *heard) lost() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.verdicts[change.Lost]
}

// TestNothingIsLearnt: questions that this machine cannot put are no losses of the
// hosts, and that nothing is learnt of them is told: for as long as it lasts, and in
// the record when it begins and when it is over.
func TestNothingIsLearnt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &change.Plan{
			Probe: change.Probe{Interval: time.Second, Timeout: 500 * time.Millisecond, DownAfter: 3, UpAfter: 3},
			Hosts: []change.Host{
				{Name: "A1", Address: "192.0.2.1", Checks: change.Checks{TCP: []int{22, 80}}},
				{Name: "A2", Address: "192.0.2.2", Checks: change.Checks{TCP: []int{22}}},
			},
		}
		pr := New(p, Options{})
		none := atomic.Bool{}
		pr.connector = func(int, *Tally) asker { return &starved{none: &none} }
		in := &heard{verdicts: map[change.Verdict]int{}}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- pr.Run(ctx, in) }()
		expect := func(after time.Duration, code change.Code, notes int) {
			t.Helper()
			time.Sleep(after)
			synctest.Wait()
			if is := pr.Unseen(); is.Code != code {
				t.Errorf("it says %v, want %s", is, code)
			}
			if noted := in.noted(); len(noted) != notes {
				t.Errorf("noted: %v, want %d lines", noted, notes)
			}
		}
		expect(time.Minute, "", 0)
		none.Store(true)
		expect(5*time.Second, "", 0) // for a moment that is not worth a word
		expect(10*time.Second, change.NoteUnseen, 1)
		if hosts, _ := pr.Unseen().Value("hosts").([]string); len(hosts) != 2 {
			t.Errorf("of whom nothing is learnt: %v", hosts)
		}
		expect(time.Minute, change.NoteUnseen, 1)
		if n := in.lost(); n > 0 {
			t.Errorf("%d questions that were never put count as losses", n)
		}
		none.Store(false)
		expect(3*time.Second, "", 1)
		expect(10*time.Second, "", 2)
		noted := in.noted()
		if last := noted[len(noted)-1]; last.Code != change.NoteSeenAgain {
			t.Errorf("the last line is %v", last)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	})
}

// TestWhatIsNotOfferedIsAnAnswer: a host without boot evidence is no host of which
// nothing is learnt.
func TestWhatIsNotOfferedIsAnAnswer(t *testing.T) {
	u, signals := unseen{blanks: make([]blank, 1)}, []signal{{host: "A1", check: "boot/smb"}}
	for n := range 60 {
		at := time.Unix(int64(n), 0)
		u.take(0, &change.Observation{Verdict: change.Unknown, Cause: change.CauseNotOffered, At: at})
		if st := u.review(signals, at, func(st change.Statement) { t.Errorf("noted: %v", st) }); st.Said() {
			t.Fatalf("it says %v", st)
		}
	}
}
