package ui

import (
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// seg is a piece of a line: pieces go by the order of drop, the highest
// first, until the rest fits; 0 stays. What is right stands at the right edge.
type seg struct {
	text  string
	drop  int
	right bool
}

// segments puts as many pieces on a line as fit it.
func segments(w int, segs ...seg) string {
	const gap = 2
	for {
		total, worst := -gap, -1
		for i, sg := range segs {
			if sg.text == "" {
				continue
			}
			total += ansi.StringWidth(sg.text) + gap
			if sg.drop > 0 && (worst < 0 || sg.drop > segs[worst].drop) {
				worst = i
			}
		}
		if total <= w || worst < 0 {
			break
		}
		segs[worst].text, segs[worst].drop = "", 0
	}
	var left, right string
	for _, sg := range segs {
		side := &left
		if sg.right {
			side = &right
		}
		if sg.text != "" && *side != "" {
			*side += blank(gap)
		}
		*side += sg.text
	}
	return spread(left, right, w)
}

// headerLines draws what is always there: the change, the clock, the limits.
func headerLines(s *scene, w, h int) []string {
	st := &s.styles
	title := change.Clean(s.plan().Change.Title)
	if title == "" {
		title = change.Clean(s.plan().Change.ID)
	}
	rehearsal, attached, window, clock := s.rehearsal(), s.attached(), s.window(w), s.headClock(w)
	free := w - roomOf(rehearsal, attached, window, clock)
	if free < min(ansi.StringWidth(title), minTitle) && !s.windowOver() {
		window, free = "", w-roomOf(rehearsal, attached, clock)
	}
	first := segments(w,
		seg{text: rehearsal},
		seg{text: attached, drop: 1},
		seg{text: st.bold.Render(cut(title, max(4, free))), drop: 2},
		seg{text: window, right: true},
		seg{text: st.bold.Render(clock), right: true},
	)
	limit := s.limit(w, w-roomOf(s.hold(0), s.untested(), s.switched()))
	room := w - ansi.StringWidth(limit) - 2
	second := segments(w,
		seg{text: s.hold(room)},
		seg{text: s.untested()},
		seg{text: s.switched()},
		seg{text: s.deviations(w), drop: 2},
		s.rehearsed(),
		seg{text: s.standing(), drop: 5},
		seg{text: s.startBy(), drop: 4, right: true},
		seg{text: s.deadline(), drop: 3, right: true},
		seg{text: limit, right: true},
	)
	return []string{first, second}[:max(0, min(h, 2))]
}

// wide is the width from which a header has room for more than words.
const wide = 110

// minTitle is how much of the change's title must be readable before the time
// that is left of the window gets any room.
const minTitle = 12

// roomOf is how many cells pieces take, each with the gap that follows it.
func roomOf(texts ...string) int {
	n := 0
	for _, text := range texts {
		if text != "" {
			n += ansi.StringWidth(text) + 2
		}
	}
	return n
}

// headClock is the clock; its zone makes way where the window is over and
// there is no room for both.
func (s *scene) headClock(w int) string {
	if s.windowOver() && w < narrow {
		return s.clock(s.now)
	}
	return s.zoned(s.now)
}

func (s *scene) rehearsal() string {
	if s.speed <= 0 && !s.state().Rehearsal {
		return ""
	}
	text := s.Say("head.rehearsal")
	if s.speed > 0 && !s.closed() {
		text += " ×" + strconv.FormatFloat(s.speed, 'f', -1, 64)
	}
	return s.styles.tag.Render(" " + text + " ")
}

func (s *scene) attached() string {
	if !s.snap.Attached {
		return ""
	}
	if s.readOnly {
		return s.styles.tag.Render(" " + s.Say("head.watching") + " ")
	}
	return s.styles.tag.Render(" " + s.Say("head.attached") + " ")
}

// hold is the loudest thing in the header: nothing more may start.
func (s *scene) hold(room int) string {
	hold := s.state().Hold
	if hold == nil || !s.state().Open() {
		return ""
	}
	label := s.styles.loud.Render(" ■ " + s.Say("head.hold") + " ")
	if room < 60 {
		return label
	}
	about := s.Say("head.hold_by", "since", s.minute(hold.Since), "by", hold.By, "reason", hold.Why(s.words.Lang()))
	return label + " " + cut(about, room-ansi.StringWidth(label)-1)
}

func (s *scene) deviations(w int) string {
	n := len(s.state().Deviations)
	if n == 0 {
		return ""
	}
	if open := s.state().Unsigned(); len(open) > 0 {
		if w < wide {
			return s.styles.in(alarm, "■ "+s.Say("head.unsigned.short"))
		}
		return s.styles.in(alarm, "■ "+s.Say("head.unsigned", "what", open[0].What))
	}
	if n == 1 {
		return s.styles.in(warn, "▲ "+s.Say("head.deviation"))
	}
	return s.styles.in(warn, "▲ "+s.Say("head.deviations", "n", strconv.Itoa(n)))
}

// untested names the hosts that go to a level which nobody tested, all night.
func (s *scene) untested() string {
	var names []string
	for _, i := range s.board.order {
		if s.goesUntested(i) {
			names = append(names, change.Clean(s.plan().Hosts[i].Name))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return s.styles.in(warn, "▲ "+s.Say("head.untested")+" "+cut(strings.Join(names, " "), 14))
}

// switched says which environments have handed over: until somebody switches
// back the other side serves for both.
func (s *scene) switched() string {
	var away []string
	for _, e := range s.plan().Environments {
		if s.state().SwitchedAway(e.Name) {
			away = append(away, s.Say("head.switched", "env", e.Name, "standby", e.Standby))
		}
	}
	if len(away) == 0 {
		return ""
	}
	return s.styles.in(warn, "▲ "+strings.Join(away, ", "))
}

// nextStart is the next host that waits, and the limit that bites first for it.
func (s *scene) nextStart() (host string, limit change.Limit, ok bool) {
	for _, i := range s.board.order { // by index: a name is searched for among all
		if plan := &s.plan().Hosts[i]; s.state().Hosts[i].Work == change.Waiting {
			limit, ok = s.state().LastSafeStart(plan)
			return plan.Name, limit, ok
		}
	}
	return "", change.Limit{}, false
}

// startBy is the latest instant at which the next host can start. While nothing
// may start, a hold or an open incident says so: a time to start by would
// invite what they forbid.
func (s *scene) startBy() string {
	name, limit, ok := s.nextStart()
	if !ok || !s.state().Open() || s.state().Hold != nil || len(s.open()) > 0 {
		return ""
	}
	if s.now.After(limit.Latest()) {
		return s.styles.grey(s.Say("head.start_over", "host", name, "at", s.minute(limit.Latest())))
	}
	return s.Say("head.start_by", "host", name, "at", s.minute(limit.Latest()))
}

// standing is where the change stands, in a word.
func (s *scene) standing() string {
	st := s.state()
	switch {
	case !st.Closed.IsZero():
		return s.Say("head.closed", "outcome", s.words.Outcome(st.Outcome))
	case st.Opened.IsZero():
		return s.styles.grey(s.Say("head.unopened"))
	}
	done := 0
	for _, h := range st.Hosts {
		if h.Work == change.FinishedOK {
			done++
		}
	}
	return s.styles.grey(s.Say("head.open", "done", strconv.Itoa(done), "all", strconv.Itoa(len(st.Hosts))))
}

func (s *scene) windowOver() bool {
	end := s.plan().Change.Window.End
	return !end.IsZero() && s.now.After(end) && !s.closed()
}

func (s *scene) window(w int) string {
	win := s.plan().Change.Window
	switch {
	case win.End.IsZero(), s.closed(): // nothing counts down any more
		return ""
	case s.now.Before(win.Start):
		return s.Say("head.window_opens", "left", span(win.Start.Sub(s.now)))
	case s.windowOver() && w < narrow:
		return s.styles.in(alarm, "■ "+s.Say("head.window_over.short"))
	case s.windowOver():
		return s.styles.in(alarm, "■ "+s.Say("head.window_over", "ago", span(s.now.Sub(win.End))))
	}
	return s.Say("head.window_left", "left", span(win.End.Sub(s.now)))
}

func (s *scene) deadline() string {
	d := s.state().Deadline()
	if _, at, ok := s.lastSafe(); d.At.IsZero() || s.closed() || ok && s.now.After(at) {
		return "" // once the last safe moment is over, its own words name the deadline
	}
	return cut(s.Say("head.deadline", "name", d.Name, "at", s.minute(d.At)), 30)
}

// stalled is how old a snapshot may be, by the wall clock, before the screen
// says that it shows the past.
const stalled = 3 * time.Second

// alertLines are about the cockpit itself: what it cannot do or see.
func alertLines(s *scene, w int) []string {
	var lines []string
	loud := func(key string, values ...string) {
		for _, line := range few(wrap("■ "+s.Say(key, values...), w-2), 2, w-2) {
			lines = append(lines, s.styles.loud.Render(fit(" "+line, w)))
		}
	}
	if s.snap.Fault != "" {
		loud(s.faultKey(), "why", s.snap.Fault)
	}
	if n := len(s.snap.Unsaved); n > 0 {
		loud("alert.unsaved", "n", strconv.Itoa(n))
	}
	if s.snap.Unwatched.Said() {
		loud("alert.unwatched", "why", s.snap.Unwatched.In(s.words.Lang()))
	}
	if !s.snap.Beat.IsZero() && s.wall.Sub(s.snap.Beat) > stalled {
		loud("alert.stalled", "at", s.clock(s.snap.Now), "age", age(s.wall.Sub(s.snap.Beat)))
	}
	if blind := s.state().Blind; !blind.IsZero() {
		loud("alert.blind", "since", s.clock(blind), "age", span(s.now.Sub(blind)))
	}
	for _, witness := range s.state().Witnesses {
		if witness.State == change.Down {
			text := s.Say("alert.witness", "name", change.Clean(witness.Check), "since", s.clock(witness.Since))
			lines = append(lines, s.styles.in(warn, cut("▲ "+text, w)))
		}
	}
	for _, line := range s.sealedAlerts() {
		lines = append(lines, s.styles.in(warn, cut("▲ "+line, w)))
	}
	for _, notice := range s.snap.Notices {
		lines = append(lines, s.styles.in(info, cut("! "+change.Clean(notice), w)))
	}
	return lines
}
