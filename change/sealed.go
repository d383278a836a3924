package change

// RehearsalData says what was known of the rehearsal of a plan when its change
// was opened or gone on with. It is part of change.opened and change.resumed;
// where it is missing, nobody looked.
type RehearsalData struct {
	// Record is the folder of the rehearsal, Digest that of its plan; both are
	// empty where none was found.
	Record string `json:"record,omitempty"`
	Digest string `json:"digest,omitempty"`
	// At is when it was played, on the clock on the wall.
	At ClockTime `json:"at,omitzero"`
	// Differences is what has changed in the plan since.
	Differences []Statement `json:"differences,omitempty"`
}

// Of reports whether it was this very plan that was rehearsed.
func (r *RehearsalData) Of(p *Plan) bool { return r != nil && r.Digest != "" && r.Digest == p.Digest }

// PlanChanged is the type of the event that the plan file is another one than
// the sealed plan by now, or that it is the same again.
const PlanChanged Type = "plan.changed"

// PlanData belongs to plan.changed. The sealed plan stays in force.
type PlanData struct {
	// Digest is that of the file as it is now.
	Digest string `json:"digest"`
	// Differences is what it would change; Fault is why it is no plan.
	Differences []Statement `json:"differences,omitempty"`
	Fault       Statement   `json:"fault,omitzero"`
}

// Draft is a plan file that differs from the sealed plan.
type Draft struct {
	// At is when that was noticed.
	At ClockTime `json:"at"`
	PlanData
}

// NoticePlan tells of the plan file as it is now.
type NoticePlan struct{ PlanData }

func (NoticePlan) command() {}

// maxDifferences is how many differences of a plan file the journal keeps.
const maxDifferences = 50

// Told are the differences as the journal keeps them: not all of too many.
func Told(list []Difference) []Statement {
	var told []Statement
	for i, d := range list {
		if i == maxDifferences {
			return append(told, Stated(DiffersMore, "n", len(list)-i))
		}
		told = append(told, d.Statement())
	}
	return told
}

func (d *decider) noticePlan(c NoticePlan) error {
	known := d.s.Plan.Digest
	if d.s.Draft != nil {
		known = d.s.Draft.Digest
	}
	if c.Digest != known {
		d.add(PlanChanged, "", "", c.PlanData)
	}
	return nil
}

func (s *State) applyPlan(e Event) {
	if data, ok := e.Data.(PlanData); ok {
		s.Draft = nil
		if data.Digest != s.Plan.Digest {
			s.Draft = &Draft{ClockTime{e.At}, data}
		}
	}
}

// PlanDeviation is the name of the deviation under which people follow a plan
// file that is not the sealed one.
func PlanDeviation(digest string) string { return "plan " + digest[:min(12, len(digest))] }

// Follows reports whether a deviation says that people follow that plan file.
func (s *State) Follows(digest string) bool { return s.deviates(PlanDeviation(digest)) }

// gateSealed is a criterion only where the plan file was changed.
func gateSealed(s *State) []Criterion {
	if s.Draft == nil {
		return nil
	}
	return []Criterion{{
		ID: CriterionSealed, Go: s.Follows(s.Draft.Digest),
		Why: Stated(GatePlanChanged, "at", s.Draft.At.Time, "what", PlanDeviation(s.Draft.Digest)),
	}}
}
