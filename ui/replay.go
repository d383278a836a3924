package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tminus/change"
	"tminus/wording"
)

// player is the cockpit of a replay: it draws the moments of a tape, at its
// own speed. Only the screen's goroutine uses it, but for Do.
type player struct {
	tape    *change.Tape
	notices []change.Statement
	wall    func() time.Time
	catalog wording.Catalog
	// speed is how many seconds of the change pass in one.
	speed  float64
	paused bool
	// follow: the selection goes with the events.
	follow bool
	// place is where the tape stood at the instant at of the wall clock, n how
	// many events had happened. Events at the same place can be stepped through.
	place time.Duration
	n     int
	at    time.Time
	snap  *change.Snapshot
}

func newPlayer(o Options, wall func() time.Time, w wording.Catalog) *player {
	p := &player{tape: o.Tape, notices: o.Notices, wall: wall, catalog: w, speed: o.Speed, at: wall()}
	if p.speed <= 0 {
		p.speed = 1
	}
	p.n = min(1, p.tape.Len())
	return p
}

// Now moves the tape to where it is by now, and is the time of the change there.
func (p *player) Now() time.Time {
	p.move()
	return p.tape.Clock(p.n, p.place)
}

// Snapshot is the moment at which the tape stood at the last Now.
func (p *player) Snapshot() *change.Snapshot {
	if p.snap == nil || p.snap.Version != p.version() {
		p.snap = p.tape.Snapshot(p.n, p.place)
	}
	snap := *p.snap
	snap.Now, snap.Beat, snap.Notices = p.tape.Clock(p.n, p.place), p.at, p.notices
	if from, to, gap := p.tape.Unwatched(p.n, snap.Now); gap {
		snap.Unwatched = change.Stated(change.WatchTape, "since", from, "until", to)
	}
	return &snap
}

func (p *player) version() uint64 {
	if p.n == 0 {
		return 0
	}
	return p.tape.Event(p.n).Seq
}

// Do refuses: what happened stands in the record.
func (p *player) Do(change.Command) error {
	return &change.Refusal{Why: change.Stated(change.RefuseTape)}
}

func (p *player) move() {
	now := p.wall()
	if !p.paused {
		p.place += time.Duration(float64(now.Sub(p.at)) * p.speed)
		p.n = max(p.n, p.tape.Played(p.place))
	}
	p.at = now
	if p.place >= p.tape.Length() {
		p.place, p.paused = p.tape.Length(), p.paused || p.n == p.tape.Len()
	}
}

// ended reports whether there is no more to play.
func (p *player) ended() bool { return p.n == p.tape.Len() }

// toggle pauses, or plays on; at the end it plays from the beginning.
func (p *player) toggle() {
	if p.paused && p.ended() {
		p.seek(0)
	}
	p.paused = !p.paused
}

// subject is the host that the latest event about any host is about.
func (p *player) subject() string {
	for n := p.n; n > 0; n-- {
		if host := p.tape.Event(n).Host; host != "" {
			return host
		}
	}
	return ""
}

// step goes to the event that is by events later, and pauses there.
func (p *player) step(by int) {
	p.n = max(min(1, p.tape.Len()), min(p.n+by, p.tape.Len()))
	p.place, p.paused = p.tape.Place(p.n), true
}

// seek goes to a place; it plays on from there if it was playing.
func (p *player) seek(place time.Duration) {
	p.place = max(0, min(place, p.tape.Length()))
	p.n = p.tape.Played(p.place)
}

// skip moves by a stretch of time.
func (p *player) skip(by time.Duration) { p.seek(p.place + by) }

// incident goes to the opening of the next incident, or of the one before.
func (p *player) incident(by int) {
	all := p.tape.Incidents()
	i, on := slices.BinarySearch(all, p.n)
	if by > 0 && on {
		i++
	}
	if by < 0 {
		i--
	}
	if i >= 0 && i < len(all) {
		p.step(all[i] - p.n)
	}
}

// speeds are the steps by which a replay gets faster and slower.
func speeds() []float64 { return []float64{0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600} }

func (p *player) faster(by int) {
	all := speeds()
	i, exact := slices.BinarySearch(all, p.speed)
	if !exact && by < 0 {
		i-- // it stands between two: the one before is slower already
		by++
	} else if !exact {
		by--
	}
	p.speed = all[max(0, min(i+by, len(all)-1))]
}

// find reads a time of the night, "02:15" or "2020-11-21 02:15:30", and is its
// place. A clock alone is the first one after the beginning.
func (p *player) find(text string, zone *time.Location) (time.Duration, error) {
	first := p.tape.Clock(1, 0).Truncate(time.Second)
	at, err := change.Clocks{Zone: zone, From: first.Add(-time.Nanosecond)}.Read(text)
	if err != nil {
		return 0, err
	}
	return p.tape.Find(at), nil
}

// state says whether the tape plays, and how fast.
func (p *player) state(s *scene) string {
	switch {
	case p.ended():
		return "■ " + s.Say("replay.end")
	case p.paused:
		return "‖ " + s.Say("replay.paused")
	}
	return "▶ ×" + trimFloat(p.speed)
}

// replaying marks what shows a tape: nobody may take it for tonight. In front
// of a live change it is nothing.
func (s *scene) replaying() []seg {
	if s.player == nil {
		return nil
	}
	return []seg{{text: s.styles.tag.Render(" " + s.Say("replay.tag") + " ")}, {text: s.player.state(s)}}
}

// scrubber is the bottom line of a replay: how fast it plays, where it stands,
// where the incidents are, and its keys.
func (s *scene) scrubber(w int) string {
	p := s.player
	count := fmt.Sprintf("%d/%d", p.n, p.tape.Len())
	pieces := append(s.replaying(), seg{text: count, drop: 1})
	for i, hint := range s.bottom() {
		pieces = append(pieces, seg{text: hint, drop: i + 2})
	}
	pieces = append(pieces, seg{text: s.keyHint(keyQuit), right: true})
	bar := max(8, min(60, w/4))
	pieces = slices.Insert(pieces, 2, seg{text: s.tapeBar(bar), drop: 1})
	return segments(w, pieces...)
}

// tapeBar draws the tape with its incidents and the place where it stands.
func (s *scene) tapeBar(w int) string {
	p := s.player
	cell := func(place time.Duration) int {
		if p.tape.Length() == 0 {
			return w - 1
		}
		return int(float64(place) / float64(p.tape.Length()) * float64(w-1))
	}
	bar := []rune(strings.Repeat("─", w))
	for i := range cell(p.place) {
		bar[i] = '━'
	}
	for _, n := range p.tape.Incidents() {
		bar[cell(p.tape.Place(n))] = '▲'
	}
	bar[cell(p.place)] = '●'
	return string(bar)
}
