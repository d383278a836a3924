package change

import (
	"slices"
	"time"
)

// What becomes of the waves of a plan that has some.
const (
	// WaveOpened: the first of its hosts was started.
	WaveOpened Type = "wave.opened"
	// WaveSoaking: all its hosts are finished and well, or well again after the soak
	// broke. From here on they have to hold.
	WaveSoaking Type = "wave.soaking"
	// WaveBroke: while it soaked a host was not well any more. The soak starts over.
	WaveBroke Type = "wave.broke"
	// WaveSoaked: it has held for as long as the plan asks. The next wave may begin.
	WaveSoaked Type = "wave.soaked"
	// WaveFailed: more of its hosts have failed than its budget allows.
	WaveFailed Type = "wave.failed"
)

// WaveData belongs to wave.*.
type WaveData struct {
	Wave string `json:"wave"`
	// N is its number, counted from 1; All is how many hosts it has.
	N   int `json:"n"`
	All int `json:"all"`
	// Hosts are those that failed, or that broke the soak.
	Hosts []string `json:"hosts,omitempty"`
	// Allowed is the budget that more have failed than.
	Allowed int `json:"allowed,omitempty"`
	// Since is when a soak that is over began; Until is when one that begins will be.
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// WaveState is what the journal knows of a wave of a plan that has some.
type WaveState struct {
	// Opened is when its first host was started; zero: none was.
	Opened time.Time
	// Held is since when it soaks, zero while it does not. What nobody watched does
	// not count: a gap of the watch moves it on.
	Held time.Time
	// Broke is when the soak broke last, BrokeBy the hosts that were not well, Breaks
	// how often it has.
	Broke   time.Time
	BrokeBy []string
	Breaks  int
	// Soaked is when it had held for long enough; zero: not yet.
	Soaked time.Time
	// Failed are the hosts by which its budget was used up at FailedAt, as told last, but
	// for those that are worked on again or came back since.
	Failed   []string
	FailedAt time.Time
	// Accepted are those of them after which somebody lifted the hold all the same,
	// and AcceptedBy is who did.
	Accepted   []string
	AcceptedBy string
}

// ownedWave is the state of a wave, by its index in the plan, for a Fold to write into.
func (s *State) ownedWave(wave int) *WaveState {
	s.Waves = slices.Clone(s.Waves)
	return &s.Waves[wave]
}

func (s *State) applyWave(e Event) {
	d, ok := e.Data.(WaveData)
	i := s.Plan.waveNamed(d.Wave)
	if !ok || i < 0 || i >= len(s.Waves) {
		return
	}
	switch w := s.ownedWave(i); e.Type {
	case WaveOpened:
		w.Opened = e.At
	case WaveSoaking:
		w.Held = e.At
	case WaveBroke:
		w.Held, w.Broke, w.BrokeBy, w.Breaks = time.Time{}, e.At, d.Hosts, w.Breaks+1
	case WaveSoaked:
		w.Soaked = e.At
	case WaveFailed:
		w.Failed, w.FailedAt = d.Hosts, e.At
	}
}

// acceptFailures: whoever lifts a hold accepts those whom the event names, of those by
// which a budget was used up and that have not been well since.
func (s *State) acceptFailures(by string, hosts []string) {
	for i := range s.Waves {
		var accepted []string
		now := false
		for _, name := range s.Waves[i].Failed {
			before := slices.Contains(s.Waves[i].Accepted, name)
			if before || slices.Contains(hosts, name) {
				accepted, now = append(accepted, name), now || !before
			}
		}
		if now {
			w := s.ownedWave(i)
			w.Accepted, w.AcceptedBy = accepted, by
		}
	}
}

// recovers: a host that was accepted as failed and is worked on again, or is back, is no
// longer. If it fails once more, that is for somebody to accept anew.
func (s *State) recovers(host string) {
	i := s.Plan.WaveOf(host)
	if !s.Plan.InWaves() || i < 0 || len(s.Waves[i].Failed) == 0 {
		return
	}
	h := s.Host(host)
	if h.Work == Failed || h.Work == RolledBack || h.Work != Waiting && h.Rebooting() {
		return
	}
	w := s.ownedWave(i)
	is := func(name string) bool { return name == h.Name }
	w.Failed = slices.DeleteFunc(slices.Clone(w.Failed), is)
	w.Accepted = slices.DeleteFunc(slices.Clone(w.Accepted), is)
}

// soakAnew: the work on a host of a wave goes on after all, so that its wave is not
// done any more.
func (s *State) soakAnew(host string) {
	if !s.Plan.InWaves() {
		return
	}
	if i := s.Plan.WaveOf(host); i >= 0 {
		w := s.ownedWave(i)
		w.Held, w.Soaked = time.Time{}, time.Time{}
	}
}

// soakEnds is when a wave that soaks since an instant can be said to have held: a host that
// was lost at the very end of the soak is found to be only some probes later.
func (s *State) soakEnds(wave int, since time.Time) time.Time {
	return since.Add(s.Plan.Waves[wave].Soak + s.Plan.Probe.confirm())
}

// soakLater lets soaks that are under way end later by a stretch in which nobody watched.
func (s *State) soakLater(from, to time.Time) {
	for i := range s.Waves {
		w := &s.Waves[i]
		if lost := to.Sub(later(from, w.Held)); lost > 0 && !w.Held.IsZero() && w.Soaked.IsZero() {
			w = s.ownedWave(i)
			w.Held = w.Held.Add(lost)
		}
	}
}
