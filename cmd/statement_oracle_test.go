package cmd

import (
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
	"tminus/wording"
	"tminus/wording/wordingtest"
)

const (
	oracleNights = 600
	oracleActs   = 40
)

// TestStatementOracle goes through random nights, through all acts and all that
// hosts can do, and holds what every face says against the facts.
func TestStatementOracle(t *testing.T) {
	t.Parallel()
	nights, from := uint64(oracleNights), uint64(0)
	if n, err := strconv.ParseUint(os.Getenv("TMINUS_NIGHTS"), 10, 64); err == nil {
		nights = n
	}
	if n, err := strconv.ParseUint(os.Getenv("TMINUS_SEED"), 10, 64); err == nil {
		from, nights = n, 1
	}
	o := newOracle(t)
	kinds := map[string]int{}
	for seed := from; seed < from+nights; seed++ {
		if faults := o.night(seed, oracleActs); len(faults) > 0 {
			for _, f := range faults {
				kinds[f.kind()]++
				if kinds[f.kind()] <= 2 {
					t.Errorf("seed %d after act %d: %s", seed, f.act, f.text)
				}
			}
		}
	}
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		t.Logf("%5d × %s", kinds[k], k)
	}
	total := 0
	for _, n := range o.read {
		total += n
	}
	t.Logf("%d nights, %d acts, %d states, %d statements weighed, %d texts read of %d kinds, %d of them judged, %d frames", nights, o.acts, o.states, o.weighed, total, len(o.read), o.judged, o.frames)
}

// oracle asks the faces.
type oracle struct {
	t                                     *testing.T
	claiming                              wording.Catalog
	read                                  map[string]int
	acts, states, weighed, judged, frames int
}

func newOracle(t *testing.T) *oracle {
	return &oracle{t: t, claiming: wordingtest.Claiming(wording.Load(wording.English)), read: map[string]int{}}
}

// wrong is what a face has said that is not so, after how many acts.
type wrong struct {
	act  int
	text string
}

func (w wrong) kind() string {
	kind, _, _ := strings.Cut(w.text, "\"")
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, kind)
}

// night goes through a night of so many acts, and returns what was wrong first.
func (o *oracle) night(seed uint64, acts int) []wrong {
	rng := rand.New(rand.NewPCG(seed, 17))
	w := changetest.NewWalk(seed, rng, changetest.AnyPlan(rng), changetest.Evening(), o.t.Errorf)
	w.Wait(8 * time.Second)
	for i := range acts {
		if w.State.Open() {
			w.Happens()
			if w.Try(w.AnyAct()) == nil {
				o.acts++
			}
			w.Wait(time.Duration(w.Rng.IntN(40)) * time.Second)
		}
		o.states++
		if i%13 == 12 || !w.State.Open() {
			if faults := o.ask(w); len(faults) > 0 {
				list := make([]wrong, len(faults))
				for n := range faults {
					list[n] = wrong{i, faults[n]}
				}
				return list
			}
		}
		if !w.State.Open() {
			break
		}
	}
	return nil
}

// ask asks every face what it says of this instant.
func (o *oracle) ask(w *changetest.Walk) []string {
	tail := w.Journal[max(0, len(w.Journal)-200):]
	s := stood{&change.Snapshot{State: &w.State, Sight: w.Sight, Now: w.Now, Beat: w.Now, Tail: tail}, w.Journal}
	j := newJudge(reckon(&w.State, w.Now), o.read)
	sit := change.Assess(s.snap, w.Now, w.Now)

	claims := j.hear("handover", s.handover(o.claiming))
	named := j.hosts(claims)
	if len(named) != len(j.host) {
		j.fault("%d hosts are named of %d: %v", len(named), len(j.host), named)
	}
	j.owing(j.duties(claims), slices.Sorted(maps.Keys(j.incident))...)
	j.unserved(claims)
	j.moments(claims)

	claims = j.hear("wall", s.wall(o.claiming, 500, 100))
	j.hosts(claims)
	j.owing(j.duties(claims), slices.Sorted(maps.Keys(j.incident))...)
	j.unserved(claims)

	for _, face := range []struct{ name, text string }{{"board", s.board(o.claiming, 700, 90)}, {"watch", s.watch(o.claiming, 700, 90)}} {
		claims = j.hear(face.name, face.text)
		j.numbers(claims)
		for _, c := range claims {
			if c.Is("incident.late", "incident.window") && c.Under == nil {
				j.owing(j.duties(claims), c.Values["id"])
				break
			}
		}
	}
	j.hear("status", s.status(o.claiming))
	j.hear("messages", s.messages(o.claiming, sit))
	if w.Rng.IntN(4) == 0 || !w.State.Open() {
		j.hear("report", s.report(o.t, o.claiming))
	}
	o.frames += 3
	o.judged += j.judged
	return j.faults
}
