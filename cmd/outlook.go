package cmd

import (
	"path/filepath"
	"slices"
	"sync"
	"time"

	"tminus/change"
	"tminus/forecast"
)

// outlook reckons by when the change is likely done, anew when a fact has changed and
// once a minute while one only waits. It does so in the background, one at a time: faces
// ask for what is known by then.
type outlook struct {
	earlier func() change.History

	mu      sync.Mutex
	said    change.Statement
	version uint64
	at      time.Time // by the clock of the change
	made    time.Time // by the wall clock
	busy    bool
}

// How old an outlook may get while nothing changes, in the time of the change, and the
// least time between two, by the wall clock: in a storm of facts nobody reads faster.
const (
	outlookAge = time.Minute
	outlookGap = 2 * time.Second
)

// newOutlook reckons with what earlier records teach.
func newOutlook(earlier func() change.History) func(*change.Snapshot) change.Statement {
	o := &outlook{earlier: earlier}
	return o.of
}

func (o *outlook) of(snap *change.Snapshot) change.Statement {
	o.mu.Lock()
	defer o.mu.Unlock()
	old := snap.Version != o.version || snap.Now.Sub(o.at).Abs() >= outlookAge
	if old && !o.busy && time.Since(o.made) >= outlookGap {
		o.busy = true
		go o.reckon(snap)
	}
	if !snap.State.Open() {
		return change.Statement{}
	}
	return o.said
}

func (o *outlook) reckon(snap *change.Snapshot) {
	said := forecast.Outlook(snap.State, snap.Now, o.earlier().Tonight(snap.State))
	o.mu.Lock()
	defer o.mu.Unlock()
	o.said, o.version, o.at, o.made, o.busy = said, snap.Version, snap.Now, time.Now(), false
}

// mostBeside is how many records beside one are read when somebody waits for the answer.
const mostBeside = 50

// historyBeside is what the records beside a record teach, the last by their name.
func historyBeside(dir string) change.History {
	records := recordsIn(filepath.Dir(filepath.Clean(dir)))
	slices.Sort(records)
	return historyFrom(records[max(0, len(records)-mostBeside):], dir)
}

// reckon asks earlier records, as far as anything is left that they could tell of.
func (v *statusView) reckon(dir string) {
	s := v.snap.State
	if !s.Open() {
		return
	}
	v.known.Earlier = historyBeside(dir)
	tonight := v.known.Earlier.Tonight(s)
	v.known.Outlook = forecast.Outlook(s, v.Now, tonight)
	v.Outlook = worded(s.Plan, v.known.Outlook)
	odds := change.NewOdds(tonight)
	for i := range v.Hosts {
		v.Hosts[i].Odds = worded(s.Plan, odds.Tell(&v.sit.Hosts[i], &s.Plan.Hosts[i], s.Hosts.At(i), v.Now))
	}
}

// worded is a statement with its sentence, as scripts read it; nil if it says nothing.
func worded(p *change.Plan, said change.Statement) *change.Statement {
	if !said.Said() {
		return nil
	}
	said.Text = english(p)(said)
	return &said
}
