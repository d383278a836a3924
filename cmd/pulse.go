package cmd

import (
	"sync"
	"time"

	"tminus/change"
	"tminus/record"
)

// vitals are the signs of life of the cockpit that probes the hosts of a record.
type vitals interface {
	// Beat gives a sign of life; only the process with the role should. A failure is no
	// reason to stop: the next beat may succeed.
	Beat(l record.Live) error
	// Live is the last sign; false if there never was one.
	Live() (record.Live, bool, error)
	// Held reports whether a process has the role, whatever signs of life it gives.
	Held() bool
}

// pulse is the heartbeat of another cockpit, as an engine asks for it. The file is
// read in a goroutine beside the engine's, as a disk that hangs must hold up no
// tick.
type pulse struct {
	read func() (record.Live, bool, error)
	held func() bool

	mu    sync.Mutex
	last  *record.Live // nil while there never was one
	mute  bool         // whoever has the role gives no sign of life
	began time.Time    // of the reading under way, or else of the latest
	under bool         // a reading is under way
}

// newPulse reads the heartbeat once, and may take time for that.
func newPulse(r vitals) *pulse {
	p := &pulse{read: r.Live, held: r.Held, began: time.Now()}
	p.refresh()
	return p
}

func (p *pulse) refresh() {
	live, ok, err := p.read()
	mute := (!ok || err != nil || !beats(live)) && p.held()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.under, p.mute = false, mute
	if ok && err == nil {
		p.last = &live
	}
}

// beats reports whether a sign of life is of the present. One of the future is not:
// the clock was set back since.
func beats(live record.Live) bool { return time.Since(live.At).Abs() <= beatLimit }

// beat is the latest heartbeat that was read; nil while there never was one.
func (p *pulse) beat() *record.Live {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); !p.under && now.Sub(p.began) >= followEvery {
		p.under, p.began = true, now
		go p.refresh()
	}
	return p.last
}

// silent says that the heartbeat cannot be read; empty while it can.
func (p *pulse) silent() change.Statement {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.under || time.Since(p.began) <= beatLimit {
		return change.Statement{}
	}
	return change.Stated(change.WatchDisk, "since", p.began)
}

// seen is when the cockpit last gave a sign of life, in the change's time.
func (p *pulse) seen() time.Time {
	if live := p.beat(); live != nil {
		return live.Now
	}
	return time.Time{}
}

// unsaved says what the process that probes the record cannot save; empty while it
// can save everything, or gives no sign of life.
func (p *pulse) unsaved() change.Statement {
	live := p.beat()
	if live == nil || live.Unsaved == nil || !beats(*live) {
		return change.Statement{}
	}
	u := live.Unsaved
	return change.Stated(change.WatchUnsaved, "n", u.N, "since", u.Since, "pid", live.PID, "on", change.Clean(live.Host), "why", u.Why)
}

// unseen says of which hosts the process that probes the record learns nothing.
func (p *pulse) unseen() change.Statement {
	if live := p.beat(); live != nil && live.Unseen != nil && beats(*live) {
		return *live.Unseen
	}
	return change.Statement{}
}

// watcher says who probes the record.
func (p *pulse) watcher() []change.Statement {
	if live := p.beat(); live != nil {
		return []change.Statement{change.Stated(cmdProbedBy, "pid", live.PID, "on", live.Host)}
	}
	return nil
}

// unwatched says that nobody probes the record any more.
func (p *pulse) unwatched() change.Statement {
	return p.lost(change.Stated(change.WatchUnknown), func(live *record.Live) change.Statement {
		return change.Stated(change.WatchSince, "since", live.At, "pid", live.PID, "on", change.Clean(live.Host))
	})
}

// lost says that nobody probes the record. never is the text for when nobody is
// known to have probed it, since the text for when the one who did has stopped
// giving signs of life.
func (p *pulse) lost(never change.Statement, since func(*record.Live) change.Statement) change.Statement {
	live := p.beat()
	switch silent := p.silent(); {
	case silent.Said():
		return silent
	case live == nil:
		return never
	case beats(*live):
		return change.Statement{}
	case p.isMute():
		return change.Stated(change.WatchMute, "since", live.At, "pid", live.PID, "on", change.Clean(live.Host))
	case live.At.After(time.Now()): // a clock was set back: when it watched last nobody knows
		return change.Stated(change.WatchUnknown)
	}
	return since(live)
}

func (p *pulse) isMute() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mute
}
