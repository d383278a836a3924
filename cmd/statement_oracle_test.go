package cmd

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/change/changetest"
	"tminus/length"
	"tminus/wording"
	"tminus/wording/wordingtest"
)

const (
	// oracleNights is how many nights come by every rule.
	oracleNights = 1000
	oracleActs   = 40
	// oracleAsks is after how many acts every face is asked, at the earliest.
	oracleAsks = 20
)

// TestStatementOracle goes through random nights, through all acts and all that
// hosts can do, and holds what every face says against the facts. At each act
// the situation is held against them; at some, and at the end, every face is.
// TMINUS_NIGHTS is how many nights there are, TMINUS_SEED plays one alone.
func TestStatementOracle(t *testing.T) {
	t.Parallel()
	nights, from := number("TMINUS_NIGHTS", length.Of[uint64](150, oracleNights)), number("TMINUS_SEED", 0)
	if os.Getenv("TMINUS_SEED") != "" {
		nights = 1
	}
	o := newOracle(t)
	failed := 0
	for seed := from; seed < from+nights && failed < 3; seed++ {
		if n := o.play(seed, nil); len(n.faults) > 0 {
			failed++
			t.Errorf("seed %d:\n%s", seed, o.shrink(n))
		}
	}
	o.count(nights)
}

func number(name string, otherwise uint64) uint64 {
	if n, err := strconv.ParseUint(os.Getenv(name), 10, 64); err == nil {
		return n
	}
	return otherwise
}

// oracle asks the faces.
type oracle struct {
	t        *testing.T
	claiming wording.Catalog
	// read counts the texts that were read, by their keys.
	read                         map[string]int
	acts, states, judged, frames int
	asked                        int
}

func newOracle(t *testing.T) *oracle {
	return &oracle{t: t, claiming: wordingtest.Claiming(wording.Load(wording.English)), read: map[string]int{}}
}

// count prints how much was looked at, and fails where that is too little to
// prove anything.
func (o *oracle) count(nights uint64) {
	texts := 0
	for _, n := range o.read {
		texts += n
	}
	o.t.Logf("%d nights, %d acts, %d situations weighed, every face asked at %d of them: %d texts of %d kinds read, %d statements judged, %d frames",
		nights, o.acts, o.states, o.asked, texts, len(o.read), o.judged, o.frames)
	if nights < oracleNights {
		return
	}
	for key := range rules() {
		if o.read[key] == 0 && !slices.Contains(rarely(), key) {
			o.t.Errorf("%q was never read: its rule proves nothing", key)
		}
	}
}

// rarely are texts that random nights may do without. No command runs in them and no
// autopilot, and few are quiet or blind for long when the faces are asked: the stories are.
func rarely() []string {
	return []string{
		"next.runs", "next.step_amiss", "next.pilot", "next.soak", "alert.blind",
		"head.window_opens", "next.action_short", "message.update", "wall.update_due", "next.overdue", "next.step_rebooted", "incident.is_unproven", "telling.away.unproven",
	}
}

// played is a night, and what was wrong at its end.
type played struct {
	seed   uint64
	skip   map[int]bool
	trail  []string
	faults []string
}

// play goes through a night up to the first moment at which something that is
// said is not so. What is skipped does not happen.
func (o *oracle) play(seed uint64, skip map[int]bool) *played {
	rng := rand.New(rand.NewPCG(seed, 17))
	n := &played{seed: seed, skip: skip}
	w := changetest.NewWalk(seed, rng, changetest.Waved(seed, changetest.AnyPlan(rng)), changetest.Evening(), o.t.Errorf)
	w.Wait(8 * time.Second)
	for i := range oracleActs {
		w.Rng = rand.New(rand.NewPCG(seed, uint64(100+i))) // each step by itself, whatever was before
		if !skip[i] {
			n.trail = append(n.trail, o.step(w))
		}
		w.Wait(time.Duration(w.Rng.IntN(40)) * time.Second)
		if n.faults = o.weigh(w); n.faults == nil && (i == oracleAsks+int(seed)%(oracleActs-oracleAsks) || !w.State.Open()) {
			n.faults = o.ask(w)
		}
		if n.faults != nil || !w.State.Open() {
			n.trail = append(n.trail, "asked at "+change.TimeOfDay(w.Plan, w.Now))
			return n
		}
	}
	return n
}

// step is what happens, and one act, at an instant.
func (o *oracle) step(w *changetest.Walk) string {
	diligent := w.Seed%2 == 0 && w.Rng.IntN(5) > 0 // every second night somebody does what is advised
	if !diligent || w.Rng.IntN(4) == 0 {
		w.Happens()
	}
	c := w.AnyAct()
	if diligent {
		c = w.Advised()
	}
	err := w.Try(c)
	if err == nil {
		o.acts++
		return fmt.Sprintf("%s %T%+v", change.TimeOfDay(w.Plan, w.Now), c, c)
	}
	return fmt.Sprintf("%s %T%+v: refused", change.TimeOfDay(w.Plan, w.Now), c, c)
}

// shrink leaves out of a night whatever it does not need to be wrong, and tells
// what is left.
func (o *oracle) shrink(n *played) string {
	least := n
	for i := range slices.Backward(make([]struct{}, oracleActs)) {
		skip := maps.Clone(least.skip)
		if skip == nil {
			skip = map[int]bool{}
		}
		skip[i] = true
		if less := o.play(n.seed, skip); len(less.faults) > 0 && kind(less.faults[0]) == kind(n.faults[0]) {
			least = less
		}
	}
	return strings.Join(least.trail, "\n") + "\n" + strings.Join(least.faults[:min(len(least.faults), 8)], "\n")
}

// kind is what kind of fault a text tells of.
func kind(fault string) string {
	text, _, _ := strings.Cut(fault, "\"")
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, text)
}

// weigh holds the situation of this instant against the facts.
func (o *oracle) weigh(w *changetest.Walk) []string {
	j := newJudge(reckon(&w.State, w.Now), o.read)
	j.weigh(change.Assess(&change.Snapshot{State: &w.State, Sight: w.Sight, Now: w.Now, Beat: w.Now}, w.Now, w.Now))
	o.states++
	return j.faults
}

// ask asks every face what it says of this instant.
func (o *oracle) ask(w *changetest.Walk) []string {
	tail := w.Journal[max(0, len(w.Journal)-200):]
	s := stood{&change.Snapshot{State: &w.State, Sight: w.Sight, Now: w.Now, Beat: w.Now, Tail: tail}, w.Journal}
	j := newJudge(reckon(&w.State, w.Now), o.read)
	o.asked++
	o.listen(j, s)
	j.hear("messages", s.messages(o.claiming, change.Assess(s.snap, w.Now, w.Now)))
	lang := wording.Languages()[w.Rng.IntN(len(wording.Languages()))]
	o.look(j, s, lang, [][2]int{{80, 24}, {120, 36}, {200, 50}}[w.Rng.IntN(3)])
	if w.Rng.IntN(6) == 0 {
		j.follow(s, o.claiming)
	}
	if w.Rng.IntN(4) == 0 {
		j.gate(s, o.claiming)
	}
	if w.Rng.IntN(6) == 0 || !w.State.Open() {
		j.hear("report", s.report(o.t, o.claiming))
	}
	o.judged += j.judged
	return j.faults
}

// listen hears the faces in the language that tells what it says.
func (o *oracle) listen(j *judge, s stood) {
	open := slices.Sorted(maps.Keys(j.incident))
	claims := j.hear("handover", s.handover(o.claiming))
	if named := j.hosts(claims); len(named) != len(j.host) {
		j.fault("%d hosts are named of %d: %v", len(named), len(j.host), named)
	}
	j.owing(j.duties(claims), open...)
	j.unserved(claims)
	j.moments(claims)

	claims = j.hear("wall", s.wall(o.claiming, 500, 60))
	j.hosts(claims)
	j.owing(j.duties(claims), open...)
	j.unserved(claims)

	face, text := "board", s.board(o.claiming, 600, 60)
	if o.asked%3 == 0 {
		face, text = "watch", s.watch(o.claiming, 600, 60)
	}
	claims = j.hear(face, text)
	j.numbers(claims)
	for _, c := range claims {
		if c.Is("incident.late", "incident.hosts", "incident.window") && c.Under == nil {
			j.owing(j.duties(claims), c.Values["id"])
			break
		}
	}
	o.frames += 2
}

// look looks at frames as people see them, in a language and a size.
func (o *oracle) look(j *judge, s stood, lang string, size [2]int) {
	words := wording.Load(lang)
	at := fmt.Sprintf(" %dx%d", size[0], size[1])
	board := s.board(words, size[0], size[1])
	j.see("board"+at, lang, board)
	j.cells(lang, board)
	claims := j.see("wall"+at, lang, s.wall(words, size[0], size[1]))
	if size[0] > 80 {
		j.unserved(claims)
	}
	j.see("status", lang, s.status(words))
	o.frames += 3
}
