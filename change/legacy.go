package change

import (
	"encoding/json"
	"strings"
)

// What journals of older versions hold otherwise. They wrote sentences, in two
// languages beside each other; such a statement keeps its texts as they stand.

// worded is a sentence of an older version, with its Chinese where it had one.
func worded(s Statement, chinese string) Statement {
	if s.Code == "" && chinese != "" {
		s.Values = []Value{{"text_zh", chinese}}
	}
	return s
}

// UnmarshalJSON reads the reason in two languages, too.
func (d *ReasonData) UnmarshalJSON(text []byte) error {
	type plain ReasonData
	var old struct {
		plain
		Chinese string `json:"reason_zh"`
	}
	err := json.Unmarshal(text, &old)
	*d = ReasonData(old.plain)
	d.Reason = worded(d.Reason, old.Chinese)
	return err
}

// UnmarshalJSON reads the reason in two languages, too.
func (d *MovedData) UnmarshalJSON(text []byte) error {
	type plain MovedData
	var old struct {
		plain
		Chinese string `json:"reason_zh"`
	}
	err := json.Unmarshal(text, &old)
	*d = MovedData(old.plain)
	d.Reason = worded(d.Reason, old.Chinese)
	return err
}

// UnmarshalJSON reads a criterion that was known by its English title, too.
func (c *Criterion) UnmarshalJSON(text []byte) error {
	type plain Criterion
	var old struct {
		plain
		Evidence string `json:"evidence"`
		Chinese  string `json:"evidence_zh"`
	}
	err := json.Unmarshal(text, &old)
	*c = Criterion(old.plain)
	if c.ID == "" {
		c.ID = criterionOf(c.Name)
	}
	if old.Evidence != "" {
		c.Why = worded(Own(old.Evidence), old.Chinese)
	}
	return err
}

// UnmarshalText reads the id of a criterion, or its title of an older version.
func (id *CriterionID) UnmarshalText(text []byte) error {
	*id = CriterionID(text)
	if known := criterionOf(string(text)); known != "" {
		*id = known
	}
	return nil
}

// criterionOf is the criterion that had a title in journals of older versions.
func criterionOf(title string) CriterionID {
	return map[string]CriterionID{
		"no hold":                                CriterionHold,
		"hosts are watched":                      CriterionWatched,
		"inside the window":                      CriterionWindow,
		"baseline seen":                          CriterionBaseline,
		"previous host done":                     CriterionPrevious,
		"one host at a time":                     CriterionAlone,
		"standby healthy":                        CriterionStandby,
		"slow case fits":                         CriterionTime,
		"level was tested":                       CriterionLevel,
		"no failover under way":                  CriterionFailover,
		"contacts confirmed":                     CriterionContacts,
		"prechecks passed":                       CriterionPrechecks,
		"deviations signed":                      CriterionSigned,
		"plan is the sealed one":                 CriterionSealed,
		"environment keeps enough healthy hosts": CriterionEnvironment,
	}[title]
}

// UnmarshalJSON reads the sentences by which its reasons were told apart, too.
func (d *IncidentData) UnmarshalJSON(text []byte) error {
	type plain IncidentData
	err := json.Unmarshal(text, (*plain)(d))
	d.Reason = known(d.Reason, map[string]Code{
		"nobody has acknowledged it":          AsksUnheard,
		"the acknowledgement has expired":     AsksLease,
		"another host is late":                AsksAnother,
		"it has fallen again":                 AsksFell,
		"the promised call-back has not come": AsksCallback,
		"call again":                          AsksRetry,
		"decide anew":                         AsksReview,
		"taken, and not heard of since":       AsksTaken,
		"the window is over":                  AsksWindow,
	})
	return err
}

// older reads the one outcome that the program itself gave, too: nobody signed
// it; and an incident of the window, which was known by the form of its id. Of
// both, nothing is added to a line that this version may have written: headless
// prints what was read, beside the hash of what was written.
func (e *Event) older() {
	switch d := e.Data.(type) {
	case ActionData:
		if e.By == "" {
			d.Outcome = known(d.Outcome, map[string]Code{"no longer so": OutcomeOver})
			e.Data = d
		}
	case IncidentData:
		if e.Type == IncidentOpened && d.Kind == "" && d.Environment == "" && strings.HasPrefix(d.ID, windowName+"-") {
			d.Kind = IncidentOfWindow
			e.Data = d
		}
	}
}

// known is the statement of a sentence that stood for it.
func known(s Statement, codes map[string]Code) Statement {
	if code, is := codes[s.Text]; is && s.Code == "" {
		s.Code = code
	}
	return s
}
