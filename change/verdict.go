package change

import (
	"slices"
	"strings"
	"time"
)

// Judge is the gate's word on the start of a host: every criterion, and
// whether a recorded deviation lets it start against those that failed.
// Unwatched is why nobody observes the hosts, empty while somebody does.
func Judge(s State, host string, unwatched Statement, now time.Time) GatedData {
	criteria := Gate(s, host, now)
	for i := range criteria {
		if c := &criteria[i]; c.ID == CriterionWatched && unwatched.Said() {
			c.fail(unwatched)
		}
	}
	return s.judged(criteria, StartDeviation(host), time.Time{})
}

// judged weighs criteria: who signed for the named deviation after an instant
// answers for those that stood against it then.
func (s *State) judged(criteria []Criterion, deviation string, after time.Time) GatedData {
	v := GatedData{Criteria: criteria}
	failed := NoGo(v.Criteria)
	v.Overridden = len(failed) > 0 && s.overrides(deviation, after, failed)
	v.Go = len(failed) == 0 || v.Overridden
	return v
}

// overrides reports whether two people answered for each of the criteria that
// fail now. What they did not see they did not answer for, and a hold is only
// lifted.
func (s *State) overrides(deviation string, after time.Time, failed []Criterion) bool {
	var known []CriterionID
	for _, d := range s.Deviations {
		if d.Signed() && strings.EqualFold(d.What, deviation) && d.At.After(after) {
			known = append(known, d.Criteria...)
		}
	}
	return !slices.ContainsFunc(failed, func(c Criterion) bool { return c.ID == CriterionHold || !slices.Contains(known, c.ID) })
}

// NoGo lists the criteria that failed.
func NoGo(criteria []Criterion) []Criterion {
	var failed []Criterion
	for _, c := range criteria {
		if !c.Go {
			failed = append(failed, c)
		}
	}
	return failed
}

// Held reports whether the change is on hold, and whether more than that keeps
// the host from starting: lifting the hold would not let it start. Who lifts it accepts
// who failed, so that a budget that is used up is no more than the hold.
func (v GatedData) Held() (held, more bool) { return heldBack(NoGo(v.Criteria)) }

func heldBack(failed []Criterion) (held, more bool) {
	held = slices.ContainsFunc(failed, func(c Criterion) bool { return c.ID == CriterionHold })
	more = slices.ContainsFunc(failed, func(c Criterion) bool { return c.ID != CriterionHold && c.Why.Code != GateBudget })
	return held, held && more
}

// Causes puts criteria together that failed for the same reason: one host may
// stand in the way for more than one.
func Causes(failed []Criterion) [][]Criterion {
	var causes [][]Criterion
	for _, c := range failed {
		at := slices.IndexFunc(causes, func(same []Criterion) bool {
			return c.Why.Said() && same[0].Why.Equal(c.Why) || c.Why.Code == GateBudget && c.heldFor(same[0])
		})
		if at < 0 {
			causes = append(causes, []Criterion{c})
			continue
		}
		causes[at] = append(causes[at], c)
	}
	return causes
}

// Reasons says, each once, why criteria failed: one host may stand in the way
// for more than one. What has no evidence has its name. A budget for which the change is on
// hold is said with the hold.
func Reasons(failed []Criterion) []Statement {
	var why []Statement
	for _, c := range failed {
		if c.Why.Code == GateBudget && slices.ContainsFunc(failed, c.heldFor) {
			continue
		}
		if reason := c.Reason(); !slices.ContainsFunc(why, reason.Equal) {
			why = append(why, reason)
		}
	}
	return why
}

// heldFor reports whether a hold is for the very budget that stands against a criterion.
func (c Criterion) heldFor(hold Criterion) bool {
	why, _ := hold.Why.Value("why").(Statement)
	return hold.ID == CriterionHold && why.Code == HoldBudget && why.Value("wave") == c.Why.Value("wave")
}
