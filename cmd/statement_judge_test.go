package cmd

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"tminus/change"
	"tminus/wording/wordingtest"
)

type claim = wordingtest.Claim

// judge holds what the faces say of one instant against the facts.
type judge struct {
	*facts
	face string
	// read counts the claims by their keys; judged those that a rule knows.
	read   map[string]int
	judged int
	faults []string
}

func newJudge(f *facts, read map[string]int) *judge {
	return &judge{facts: f, read: read}
}

func (j *judge) fault(format string, args ...any) {
	text := j.face + ": " + fmt.Sprintf(format, args...)
	if !slices.Contains(j.faults, text) {
		j.faults = append(j.faults, text)
	}
}

// hear judges all that a face says.
func (j *judge) hear(face, text string) []*claim {
	j.face = face
	j.leftovers(text)
	claims := wordingtest.Claims(text)
	for _, c := range claims {
		j.claim(c)
	}
	return claims
}

func (j *judge) claim(c *claim) {
	j.read[c.Key]++
	if (j.face == "board" || j.face == "watch") && strings.HasPrefix(c.Key, "telling.") {
		return // a message is wrapped there; all of them are heard by themselves
	}
	for name, value := range c.Values {
		if (blankValue(value) || name == "norm" && value == "0s") && len(c.Inner[name]) == 0 && !slices.Contains(mayBeBlank(), c.Key+" "+name) {
			j.fault("%s has no %s: %q", c.Key, name, line(c))
		}
	}
	key := c.Key
	for {
		if rule := rules()[key]; rule != nil {
			j.judged++
			if err := rule(j, c); err != nil {
				j.fault("%s: %v: %q", c.Key, err, line(c))
			}
			return
		}
		at := strings.LastIndex(key, ".")
		if at < 0 || !slices.Contains([]string{".short", ".mid", ".medium", ".least"}, key[at:]) {
			return
		}
		key = key[:at]
	}
}

// line is where something was said, to be read in a message.
func line(c *claim) string {
	return strings.Join(strings.Fields(c.Line), " ")
}

func blankValue(value string) bool {
	value = strings.TrimSpace(value)
	return value == "" || value == "–" || value == "-" || value == "—" || strings.HasPrefix(value, "{")
}

// mayBeBlank are the values that may say nothing.
func mayBeBlank() []string {
	return []string{}
}

// scraps are what no text that people read may hold: a hole that nobody filled,
// a key without a text, values that were printed as Go prints them, instants of
// the year 1.
var scraps = regexp.MustCompile(`\{[a-z_]+(:[a-z]+)?\}|%!|<nil>|0001-01-01|\[[a-z_-]+(\.[a-z_-]+)+\]|(?:^|[^:\d])08:00(?::00)?\b|\bNaN\b|-\d+[smh]\b|-\d+:\d\d`)

func (j *judge) leftovers(text string) {
	for _, line := range strings.Split(text, "\n") {
		if !suspect(line) {
			continue
		}
		line = strings.Join(strings.Fields(line), " ")
		if found := scraps.FindString(line); found != "" && !strings.Contains(line, "unseen.stepped") {
			j.fault("%q is no text: %q", found, strings.TrimSpace(line))
		}
	}
}

// suspect reports whether a line is worth a closer look, which is dear.
func suspect(line string) bool {
	for i := range len(line) - 1 {
		switch line[i] {
		case '{', '[', '%', '<', 'N':
			return true
		case '0':
			if strings.HasPrefix(line[i:], "08:0") || strings.HasPrefix(line[i:], "0001") {
				return true
			}
		case '-':
			if line[i+1] >= '0' && line[i+1] <= '9' {
				return true
			}
		}
	}
	return false
}

// ahead reports an instant, told without its seconds, that is past already.
func (j *judge) ahead(text string) error {
	at, err := j.near(text)
	if err == nil && !at.Add(time.Minute).After(j.now) {
		err = fmt.Errorf("%s is past at %s", text, change.TimeOfDay(j.p, j.now))
	}
	return err
}

// past reports an instant that has not come.
func (j *judge) past(text string) error {
	at, err := j.near(text)
	if err == nil && at.After(j.now) {
		err = fmt.Errorf("%s has not come at %s", text, change.TimeOfDay(j.p, j.now))
	}
	return err
}

// near is the instant nearest to now at which a clock shows a text.
func (j *judge) near(text string) (time.Time, error) {
	layout := "15:04"
	if strings.Count(text, ":") == 2 {
		layout = "15:04:05"
	}
	t, err := time.Parse(layout, text)
	if err != nil {
		return t, fmt.Errorf("%q is no time of day", text)
	}
	now := j.now.In(j.p.Change.Zone)
	at := time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), t.Second(), 0, now.Location())
	switch d := at.Sub(now); {
	case d > 12*time.Hour:
		at = at.AddDate(0, 0, -1)
	case d < -12*time.Hour:
		at = at.AddDate(0, 0, 1)
	}
	return at, nil
}

// countdown holds an instant and how long until then, as both are told.
func (j *judge) countdown(at, left string) error {
	if err := j.ahead(at); err != nil {
		return err
	}
	return j.apart(at, left)
}

// apart holds an instant and how far it is away.
func (j *judge) apart(at, span string) error {
	t, err := j.near(at)
	if err != nil {
		return err
	}
	for d := time.Duration(0); d < time.Minute; d += time.Second {
		if lasts(span, t.Add(d).Sub(j.now)) == nil {
			return nil
		}
	}
	return fmt.Errorf("%s is not %s away at %s", at, span, change.TimeOfDay(j.p, j.now))
}

func when(is bool, format string, args ...any) error {
	if is {
		return nil
	}
	return fmt.Errorf(format, args...)
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// would reports whether an act is done or asks for a second name: what a face
// asks for must be possible.
func (j *judge) would(c change.Command) error {
	_, err := change.Decide(*j.s, c, j.now)
	if err == nil {
		return nil
	}
	return fmt.Errorf("%T is asked for and refused: %w", c, err)
}
