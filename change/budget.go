package change

import "time"

// A prompt is one moment at which an incident asks for attention anew: a rung
// with an obligation comes due, or what was asked before is asked again. What
// comes due at the same moment in one incident is one prompt.
//
// The budget is that of EEMUA 191 and ISA-18.2: at most one alarm in ten
// minutes in the long run, and more than ten in ten minutes are a flood.
const (
	// PromptsPerHour is how many prompts an hour may have.
	PromptsPerHour = 6
	// PromptFlood is how many prompts within PromptFloodSpan are a flood.
	PromptFlood     = 10
	PromptFloodSpan = 10 * time.Minute
)

// Prompts lists the instants at which the events asked for attention.
func Prompts(events []Event) []time.Time {
	var at []time.Time
	last := map[string]time.Time{}
	prompt := func(incident string, when time.Time) {
		if before, asked := last[incident]; !asked || !before.Equal(when) {
			at = append(at, when)
		}
		last[incident] = when
	}
	for _, e := range events {
		switch d := e.Data.(type) {
		case RungData:
			if d.Action != "" || len(d.Also) > 0 {
				prompt(d.Incident, e.At)
			}
		case IncidentData:
			if e.Type == IncidentReraised {
				prompt(d.ID, e.At)
			}
		}
	}
	return at
}

// Busiest is the greatest number of instants within any stretch of that
// length. The instants are in order.
func Busiest(at []time.Time, span time.Duration) int {
	most, first := 0, 0
	for i := range at {
		for at[i].Sub(at[first]) >= span {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}
