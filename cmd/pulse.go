package cmd

import (
	"fmt"
	"sync"
	"time"

	"tminus/change"
	"tminus/record"
)

// vitals are the signs of life of the cockpit that probes the hosts of a record.
type vitals interface {
	// Beat gives a sign of life; only who has the role should. One that fails is
	// no reason to stop: the next may not.
	Beat(l record.Live) error
	// Live is the last sign; false: there was none.
	Live() (record.Live, bool, error)
}

// pulse is the heartbeat of another cockpit, as an engine asks for it: the
// file is read beside whoever asks, as a disk that hangs must hold up no tick.
type pulse struct {
	read func() (record.Live, bool, error)

	mu    sync.Mutex
	last  *record.Live // nil while there never was one
	began time.Time    // of the reading under way, or else of the latest
	under bool         // a reading is under way
}

// newPulse reads the heartbeat once; that may take its time.
func newPulse(r vitals) *pulse {
	p := &pulse{read: r.Live, began: time.Now()}
	p.refresh()
	return p
}

func (p *pulse) refresh() {
	live, ok, err := p.read()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.under = false
	if ok && err == nil {
		p.last = &live
	}
}

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
func (p *pulse) silent() change.Text {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.under || time.Since(p.began) <= beatLimit {
		return change.Text{}
	}
	return change.Both("whether anybody watches these hosts is not known: the disk has not answered since %s", "不知道是否有人在观测这些主机：磁盘自 %s 起没有应答", p.began.Local().Format("15:04:05 MST"))
}

// seen is when the cockpit last gave a sign of life, in the change's time.
func (p *pulse) seen() time.Time {
	if live := p.beat(); live != nil {
		return live.Now
	}
	return time.Time{}
}

// watcher says who probes the record.
func (p *pulse) watcher() []string {
	if live := p.beat(); live != nil {
		return []string{fmt.Sprintf("probed by process %d on %s", live.PID, live.Host)}
	}
	return nil
}

// unwatched says that nobody probes the record any more.
func (p *pulse) unwatched() change.Text {
	live := p.beat()
	switch silent := p.silent(); {
	case silent.Said():
		return silent
	case live == nil:
		return change.Both("nobody is known to watch these hosts: run tminus on this record", "不知道是否有人在观测这些主机：请对这份记录运行 tminus")
	case time.Since(live.At) > beatLimit:
		return change.Both(
			"nobody has watched these hosts since %s (process %d on %s): if it still runs, end it; then run tminus on this record, or wait for one that is attached to take over",
			"自 %s 起无人观测这些主机（%[3]s 上的进程 %[2]d）：若它仍在运行，请先结束它；然后对这份记录运行 tminus，或等待旁接的程序接管",
			live.At.Local().Format("15:04:05 MST"), live.PID, change.Clean(live.Host))
	}
	return change.Text{}
}
