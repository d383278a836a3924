package change_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/change/changetest"
)

// so are the refusals that nothing has to help: it is so already, there is
// nothing of the kind, or it is another record, or a newer look, that is meant.
func so() []change.Code {
	return []change.Code{
		change.RefuseNoneToRun, change.RefuseEngaged, change.RefuseNotEngaged, change.RefuseNotAuto, change.RefuseGrounded, change.RefuseMoved,
		change.RefuseClosed, change.RefuseOpened, change.RefuseNewer, change.RefuseHeld, change.RefuseNotHeld,
		change.RefuseResolved, change.RefuseDropped, change.RefuseWell, change.RefuseNoneExpected, change.RefuseNoReboot,
		change.RefuseNoMark, change.RefuseNoMarkOn, change.RefuseStepDone, change.RefuseFailedOver, change.RefuseNoStandby,
		change.RefusePrechecks, change.RefuseUnopened, change.RefuseNotHere, change.RefuseStep, change.RefuseFailoverStep,
		change.RefuseStepRuns, change.RefuseRoster, change.RefuseKnown, change.RefuseCrowd, change.RefuseHasIt, change.RefuseHanded, change.RefuseStepMarked, change.RefuseOtherMark, change.RefuseAcked, change.RefuseUnanswered, change.RefuseDecided,
	}
}

// elsewhere are refused by faces, recorders and runners, never by Decide.
func elsewhere() []change.Code {
	return []change.Code{
		change.RefuseSeal, change.RefuseRuns, change.RefuseNotWritten, change.RefuseLooksOn, change.RefuseTape, change.RefuseEvidenceLate,
	}
}

// instead are the refusals that name what is to be done in the place of the act: a
// note, an attempt to recover, the end of the work or of the failover, a way back,
// the same with a word.
func instead() []change.Code {
	return []change.Code{
		change.RefuseTaken, change.RefuseReached, change.RefuseTheirs,
		change.RefuseActionDone, change.RefuseIsGone, change.RefuseStepsDone, change.RefuseFailoverDone, change.RefuseRebootedSince, change.RefuseNothingBack, change.RefuseUngated, change.RefuseLast, change.RefusePrecheckRun,
	}
}

const (
	refusalNights = 300
	refusalTries  = 6 // of each kind of act that is refused for one reason
)

// refusals holds each refusal against what it says: it names an act, that act
// is no dead end, and those that are named lead to what was wanted.
type refusals struct {
	t      *testing.T
	tried  map[string]int
	codes  map[change.Code]int
	chains int
}

// TestRefusalsHelp walks through what Decide refuses, on random nights and in the
// scenes that those do not come to.
func TestRefusalsHelp(t *testing.T) {
	r := &refusals{t: t, tried: map[string]int{}, codes: map[change.Code]int{}}
	for seed := range uint64(refusalNights) {
		r.night(newWay(t, 1000+seed))
		if t.Failed() {
			t.Fatalf("seed %d", 1000+seed)
		}
	}
	for _, s := range refusalScenes() {
		r.scene(s)
	}
	fmt.Printf("refusals: %d kinds, %d chains of acts followed to their end\n", len(r.tried), r.chains)
	for _, code := range refuseCodes(t) {
		if r.codes[code] == 0 && !slices.Contains(elsewhere(), code) {
			t.Errorf("%s was never refused: neither a night nor a scene comes to it", code)
		}
	}
}

// night tries acts at random, and looks at each that is refused.
func (r *refusals) night(w *way) {
	w.Wait(8 * time.Second)
	for range wayOutActs {
		if !w.State.Open() {
			return
		}
		w.Happens()
		for _, n := range w.Natures {
			n.Dead = n.Dead && w.Seed%4 == 0 // what is broken for good, nothing honest may help
		}
		c := w.AnyAct()
		if w.Rng.IntN(3) == 0 {
			c = byAnother(c)
		}
		if refusal, refused := errors.AsType[*change.Refusal](w.Try(c)); refused {
			r.check(w, c, refusal)
		}
		for _, c := range r.besides(w) {
			_, err := change.Decide(w.State, c, w.Now)
			if refusal, refused := errors.AsType[*change.Refusal](err); refused {
				r.check(w, c, refusal)
			}
		}
		w.Wait(time.Duration(w.Rng.IntN(40)) * time.Second)
	}
}

// besides are acts that a hand of the night seldom gives, only to see whether
// they would be refused.
func (r *refusals) besides(w *way) []change.Command {
	h := w.Plan.Hosts[w.Rng.IntN(len(w.Plan.Hosts))].Name
	list := []change.Command{change.Start{By: "zhang", Host: h}, change.Hand{By: "zhang", Host: h, To: "zhang"}, change.Close{By: "li", Outcome: "ok"}, change.Close{By: "li", Outcome: "rolled-back"}, change.Undo{By: "zhang"}, change.CancelReboot{By: "li", Host: h}}
	for _, inc := range w.State.Incidents {
		for _, kind := range inc.Due() {
			list = append(list, change.Act{By: "li", Incident: inc.ID, Kind: kind, State: change.ActionIsDone, Outcome: "done"},
				change.Act{By: "zhang", Incident: inc.ID, Kind: kind, State: change.ActionIsTaken})
		}
	}
	return list
}

// byAnother is an act that the other operator gives.
func byAnother(c change.Command) change.Command {
	v := reflect.New(reflect.TypeOf(c)).Elem()
	v.Set(reflect.ValueOf(c))
	for name, text := range map[string]string{"By": "zhang", "Second": "li"} {
		if f := v.FieldByName(name); f.IsValid() {
			f.SetString(text)
		}
	}
	other, _ := v.Interface().(change.Command)
	return other
}

// refuseCodes are all that the core has.
func refuseCodes(t *testing.T) []change.Code {
	t.Helper()
	files, err := filepath.Glob("codes*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no codes: %v", err)
	}
	var codes []change.Code
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if code, _ := strconv.Unquote(lit.Value); strings.HasPrefix(code, "refuse.") {
					codes = append(codes, change.Code(code))
				}
			}
			return true
		})
	}
	return codes
}

// check looks at one refusal.
func (r *refusals) check(w *way, c change.Command, refusal *change.Refusal) {
	code := refusal.Why.Code
	r.codes[code]++
	kind := string(code) + " " + reflect.TypeOf(c).Name()
	if r.tried[kind]++; r.tried[kind] > refusalTries || slices.Contains(so(), code) || already(&w.State, c) {
		return
	}
	waits := strings.Contains(refusal.Try.String(), string(change.ActWait))
	switch {
	case len(refusal.Acts) == 0 && !waits:
		r.t.Errorf("seed %d: %s, %+v: no act is named that helps:\n%s", w.Seed, kind, c, statusOf(w))
		return
	case !refusal.Try.Said():
		r.t.Errorf("%s: it does not say what to try", kind)
	}
	for _, act := range refusal.Acts {
		f := &way{t: w.t, Walk: w.Fork()}
		err := f.Try(changetest.Filled(act))
		more, again := errors.AsType[*change.Refusal](err)
		if err != nil && (!again || len(more.Acts) == 0 && !more.Try.Said() || more.Why.Equal(refusal.Why)) {
			r.t.Errorf("seed %d: %s, %+v names %T%+v, which leads nowhere: %v\n%s", w.Seed, kind, c, act, act, err, statusOf(w))
		}
	}
	if !w.Mended() {
		return // whatever is honest may not help
	}
	c = lookedAgain(change.Bind(&w.State, c)) // to the step that it was given for
	f := &way{t: w.t, Walk: w.Fork()}
	if r.chains++; !f.reaches(c) {
		r.t.Errorf("seed %d: %s, %+v: what it names does not help:\n%s\ntried:\n%s\nis:\n%s",
			w.Seed, kind, c, statusOf(w), strings.Join(f.trail[max(0, len(f.trail)-12):], "\n"), statusOf(f))
	}
}

// lookedAgain is an act whose giver has looked at what others did since.
func lookedAgain(c change.Command) change.Command {
	v := reflect.New(reflect.TypeOf(c)).Elem()
	v.Set(reflect.ValueOf(c))
	if f := v.FieldByName("Seen"); f.IsValid() {
		f.SetZero()
	}
	again, _ := v.Interface().(change.Command)
	return again
}

// already reports whether what an act is for is so.
func already(s *change.State, c change.Command) bool {
	switch c := c.(type) {
	case change.Start:
		return s.Host(c.Host).Work == change.Started
	case change.Finish:
		return s.Host(c.Host).Work == c.Result
	case change.Close:
		return !s.Open()
	case change.Accept:
		return change.Well(s, c.Host)
	case change.MarkStep:
		steps := s.Plan.StepsOf(c.Host)
		i := slices.IndexFunc(steps, func(st change.Step) bool { return st.ID == c.Step })
		return i >= 0 && s.Host(c.Host).Current() > i
	case change.CancelReboot:
		return !s.Host(c.Host).Rebooting()
	}
	return false
}

// reaches follows what refusals name until the act is done or has nothing left
// to do, or until another act that is named in its place was done.
func (w *way) reaches(c change.Command) bool {
	for range 400 {
		err := w.Try(c)
		refusal, refused := errors.AsType[*change.Refusal](err)
		switch {
		case err == nil, already(&w.State, c), !refused, slices.Contains(so(), refusal.Why.Code):
			return true
		case slices.Contains(instead(), refusal.Why.Code):
			return slices.ContainsFunc(refusal.Acts, func(act change.Command) bool { return w.Try(changetest.Filled(act)) == nil })
		}
		for _, i := range w.Rng.Perm(len(refusal.Acts)) {
			act := changetest.Filled(refusal.Acts[i])
			err := w.Try(act)
			w.trail = append(w.trail, fmt.Sprintf("%s %T%+v: %v", change.TimeOfDay(w.Plan, w.Now), act, act, err))
			if err == nil {
				break
			}
			w.along(err)
		}
		w.Wait(time.Second)
	}
	return false
}

// along does what helps an act that is named and refused itself.
func (w *way) along(err error) {
	if more, again := errors.AsType[*change.Refusal](err); again && len(more.Acts) > 0 {
		act := changetest.Filled(more.Acts[w.Rng.IntN(len(more.Acts))])
		err := w.Try(act)
		w.trail = append(w.trail, fmt.Sprintf("%s   %T%+v: %v", change.TimeOfDay(w.Plan, w.Now), act, act, err))
	}
}

// refusalScene is a refusal that random nights do not come to.
type refusalScene struct {
	code  change.Code
	plan  func(p *change.Plan)
	acts  []change.Command
	after func(s *change.State)
	act   change.Command
}

func (r *refusals) scene(s refusalScene) {
	rng := rand.New(rand.NewPCG(7, 13))
	p := changetest.TwoSides(rng)
	if s.plan != nil {
		s.plan(p)
	}
	w := &way{t: r.t, Walk: changetest.NewWalk(7, rng, p, changetest.Evening(), r.t.Errorf)}
	for _, n := range w.Natures {
		*n = changetest.Nature{Stays: true}
	}
	w.Wait(40 * time.Second)
	for _, c := range s.acts {
		if err := w.Try(c); err != nil {
			r.t.Fatalf("%s: %T: %v", s.code, c, err)
		}
	}
	if s.after != nil {
		s.after(&w.State)
	}
	_, err := change.Decide(w.State, s.act, w.Now)
	refusal, refused := errors.AsType[*change.Refusal](err)
	if !refused || refusal.Why.Code != s.code {
		r.t.Errorf("%T is not refused as %s but: %v", s.act, s.code, err)
		return
	}
	r.check(w, s.act, refusal)
}

func refusalScenes() []refusalScene {
	start := change.Start{By: "li", Host: "A1"}
	engage := change.Engage{By: "li", Wave: "A1"}
	auto := func(p *change.Plan) {
		changeFirst(p, func(s *change.Step) { s.Run, s.Auto, s.Command = change.RunLocal, true, "patch" })
		p.Index()
	}
	done := change.MarkStep{By: "li", Host: "A1", Result: change.StepOK}
	looked := change.MarkPrecheck{By: "li", Host: "A1", Precheck: "disk", Result: "ok"}
	switches := change.DecideFailover{By: "li", Environment: "A", Go: true}
	passed := change.MarkStep{By: "li", Host: "A1", Result: change.StepPassed}
	stepped := change.MarkFailoverStep{By: "li", Environment: "A"}
	acts := func(list ...change.Command) []change.Command { return list }
	return []refusalScene{
		{code: change.RefuseOpened, act: change.Open{By: "li"}},
		{code: change.RefuseUnopened, after: func(s *change.State) { *s = change.NewState(s.Plan) }, act: start},
		{code: change.RefuseClosed, acts: acts(change.Close{By: "li", Outcome: "partial"}), act: start},
		{code: change.RefuseNewer, after: func(s *change.State) { s.Format = change.Format + 1 }, act: start},
		{code: change.RefuseRoster, act: change.RemoveHost{By: "li", Host: "A1"}},
		{code: change.RefuseKnown, plan: watched, act: adds("a1")},
		{code: change.RefuseCrowd, plan: watched, act: adds(manyNames(5000)...)},
		{code: change.RefuseLast, plan: func(p *change.Plan) {
			watched(p)
			p.Hosts, p.Order = p.Hosts[:1], p.Order[:1]
			p.Index()
		}, act: change.RemoveHost{By: "li", Host: "A1"}},
		{code: change.RefuseUngated, plan: func(p *change.Plan) { p.Ungated = true }, act: start},
		{code: change.RefuseStep, acts: acts(start), act: change.MarkStep{By: "li", Host: "A1", Step: "verify", Result: change.StepOK}},
		{code: change.RefuseStepDone, acts: acts(start, done), act: change.Deviate{By: "li", What: "skip A1 patch", Reason: "why", Second: "zhang"}},
		{code: change.RefusePrechecks, plan: func(p *change.Plan) { p.Prechecks = []change.Precheck{{ID: "disk", Title: "look at disk"}} }, acts: acts(looked, start), act: looked},
		{code: change.RefuseNoneToRun, act: change.AskPrechecks{By: "li", Host: "A1"}},
		{code: change.RefusePrecheckRun, plan: func(p *change.Plan) {
			p.Prechecks = []change.Precheck{{ID: "disk", Run: change.RunLocal, Command: "df", Timeout: time.Minute}}
		}, act: looked},
		{code: change.RefuseEngaged, plan: auto, acts: acts(engage), act: engage},
		{code: change.RefuseNotEngaged, plan: auto, act: change.Disengage{By: "li", Wave: "A1"}},
		{code: change.RefuseNotAuto, plan: func(p *change.Plan) { p.Index() }, act: engage},
		{code: change.RefuseGrounded, plan: auto, acts: acts(change.HoldChange{By: "li", Reason: "smoke"}), act: engage},
		{code: change.RefuseMoved, plan: auto, acts: acts(engage), act: change.Fly{Wave: "A1", Move: change.Move{Kind: change.MoveFinish, Host: "A1"}}},
		{code: change.RefuseStepRuns, plan: auto, acts: acts(start, change.StartRun{By: "li", Host: "A1"}), act: done},
		{code: change.RefuseNotHere, acts: acts(start), act: change.StartRun{By: "li", Host: "A1"}},
		{code: change.RefuseNoStandby, plan: func(p *change.Plan) { p.Environments[0].Standby = "" }, act: switches},
		{code: change.RefuseFailoverStep, acts: acts(switches), act: change.MarkFailoverStep{By: "li", Environment: "A", N: 2}},
		{code: change.RefuseEvidence, plan: func(p *change.Plan) { changeFirst(p, func(s *change.Step) { s.EvidenceRequired = true }) }, acts: acts(start), act: done},
		{code: change.RefuseEvidenceOf, plan: func(p *change.Plan) {
			changeFirst(p, func(s *change.Step) { s.EvidenceRequired, s.Evidence = true, "screenshot" })
		}, acts: acts(start), act: done},
		{code: change.RefuseUnsigned, acts: acts(start, passed, change.Finish{By: "li", Host: "A1", Result: change.RolledBack}), act: change.Close{By: "li", Outcome: "ok"}},
		{code: change.RefuseFailoverDone, acts: acts(switches, stepped, stepped), act: stepped},
		{code: change.RefuseFailedOver, acts: acts(switches, stepped, stepped, change.EndFailover{By: "li", Environment: "A", Outcome: change.FailoverCompleted}), act: switches},
		{code: change.RefuseMarkedSince, acts: acts(start, done, done, passed), act: change.CancelReboot{By: "li", Host: "A1"}},
		{code: change.RefuseHanded, acts: acts(start, change.Hand{By: "li", Host: "A1", To: "zhang"}), act: change.Finish{By: "li", Host: "A1", Result: change.Failed, Seen: seen("li", "")}},
		{code: change.RefuseStepMarked, acts: acts(start, done), act: change.MarkStep{By: "zhang", Host: "A1", Step: "patch", Result: change.StepBad, Seen: seen("li", "running")}},
		{code: change.RefuseOtherMark, acts: acts(start, done), act: change.Undo{By: "li", Host: "A1", Seen: seen("A1", string(change.HostStarted))}},
		{code: change.RefuseDecided, acts: acts(change.DecideFailover{By: "zhang", Environment: "A", Reason: "not yet"}), act: change.DecideFailover{By: "li", Environment: "A", Go: true, Seen: seen("", "")}},
		{code: change.RefuseUnanswered, after: calling, act: change.Act{By: "li", Incident: "A-1", Kind: change.ActionVendor, State: change.ActionIsReached, Seen: seen("", "")}},
		{code: change.RefuseRebootNoGo, acts: acts(start, done, change.HoldChange{By: "li", Reason: "smoke"}), act: change.MarkReboot{By: "li", Host: "A1"}},
	}
}

// seen is what somebody saw who looked.
func seen(who, what string) change.Seen { return change.Seen{Looked: true, Who: who, What: what} }

// calling: somebody has just called the vendor, and nobody answered.
func calling(s *change.State) {
	act := change.Action{Kind: change.ActionVendor, State: change.ActionIsUnanswered, Owner: "zhang", At: s.At, Tries: 1}
	s.Incidents = append(s.Incidents, change.Incident{ID: "A-1", Environment: "A", Hosts: []string{"A1"}, Opened: s.At, Actions: map[change.ActionKind]change.Action{act.Kind: act}})
}

// watched makes it a watch without a plan.
func watched(p *change.Plan) { p.Ungated = true }

// adds begins to watch hosts of these names.
func adds(names ...string) change.AddHosts {
	c := change.AddHosts{By: "li"}
	for _, name := range names {
		c.Hosts = append(c.Hosts, change.NewHost{Name: name, AddedData: change.AddedData{Address: "10.0.0.9"}})
	}
	return c
}

func manyNames(n int) (names []string) {
	for i := range n {
		names = append(names, "h"+strconv.Itoa(i))
	}
	return names
}

// changeFirst changes the first step of the runbook.
func changeFirst(p *change.Plan, by func(*change.Step)) {
	steps := slices.Collect(p.Runbook.All())
	by(&steps[0])
	p.Runbook = change.NewRunbook(steps...)
}
