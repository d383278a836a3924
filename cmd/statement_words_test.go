package cmd

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/charmbracelet/x/ansi"

	"tminus/wording"
)

// readable are the texts that are read back from what people see, by the words of
// their language: those that have a figure, a time or a name in them.
func readable() []string {
	return []string{
		"head.open", "head.window_opens", "head.window_left", "head.window_over", "head.limit", "head.limit.short",
		"head.safe_passed", "head.safe_passed.short", "head.too_late", "head.too_late.short", "head.peak_passed",
		"head.running", "head.running_late", "head.running_missed", "incident.no_healthy_at_all", "incident.window",
		"incident.healthy", "wall.env", "failover.standby", "incident.no_healthy", "incident.no_healthy_standby", "incident.no_side", "incident.away",
		"incident.is_late", "incident.is_lost", "incident.is_settling", "incident.is_silent", "incident.is_stranger",
		"act.due_in", "act.decide_in", "wall.update", "wall.next_rung", "wall.all_due", "wall.until_limit", "wall.until_end",
		"failover.line", "failover.line_over", "next.wait", "next.overdue", "next.recover", "next.hold", "next.close", "alert.blind",
	}
}

// phrase finds a text of a catalog in what people see.
type phrase struct {
	key   string
	text  *regexp.Regexp
	names []string
	// literal is a part of it that is not filled in.
	literal string
	// blank is the text without the name of what it is of; nil: it names nothing.
	blank *regexp.Regexp
}

var hole = regexp.MustCompile(`\{[a-z_]+\}`)

var holes = regexp.MustCompile(`\\\{([a-z_]+)\\\}`)

// phraseOf makes a pattern of a template: a hole takes what its name promises.
func phraseOf(key, template string) phrase {
	p := phrase{key: key}
	for _, part := range hole.Split(template, -1) {
		if len(part) > len(p.literal) {
			p.literal = part
		}
	}
	pattern := holes.ReplaceAllStringFunc(regexp.QuoteMeta(template), func(hole string) string {
		name := holes.FindStringSubmatch(hole)[1]
		p.names = append(p.names, name)
		return "(" + holds(name) + ")"
	})
	p.text = regexp.MustCompile(pattern)
	if slices.ContainsFunc(p.names, names) && template[0] != '{' { // else what stands before it is its name
		p.blank = regexp.MustCompile(holes.ReplaceAllStringFunc(regexp.QuoteMeta(template), func(hole string) string {
			name := holes.FindStringSubmatch(hole)[1]
			if names(name) {
				return "[–-]?"
			}
			return holds(name)
		}) + `(?:$|[^\w ]| ?[^\w–-])`)
	}
	return p
}

// names reports whether a hole holds the name of something.
func names(hole string) bool { return hole == "env" || hole == "standby" || hole == "host" }

func holds(name string) string {
	switch name {
	case "at", "since", "ends", "deadline", "until", "again":
		return `\d\d:\d\d(?::\d\d)?`
	case "left", "ago", "over", "for", "elapsed", "age", "takes":
		return `[0-9][0-9dhms:]*`
	case "n", "all", "done", "healthy":
		return `\d+`
	case "host", "env", "standby":
		return `[A-Za-z]\w*`
	case "id":
		return `\w+-\d+`
	}
	return `\S.*?`
}

// phrasesOf are those of a language.
var phrasesOf = sync.OnceValue(func() map[string][]phrase {
	all := map[string][]phrase{}
	for _, lang := range wording.Languages() {
		words := wording.Load(lang)
		for _, key := range readable() {
			all[lang] = append(all[lang], phraseOf(key, words[key]))
		}
	}
	return all
})

// found is a text that stands in a line: at has the places of its values, too.
type found struct {
	phrase
	at []int
}

// findIn finds the texts of a line: not those that are a part of another one, and
// none that was cut.
func findIn(line string, phrases []phrase) []found {
	var all []found
	for _, p := range phrases {
		if !strings.Contains(line, p.literal) {
			continue
		}
		for _, at := range p.text.FindAllStringSubmatchIndex(line, -1) {
			all = append(all, found{p, at})
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(m found) bool {
		return strings.HasPrefix(line[m.at[1]:], "…") || slices.ContainsFunc(all, func(o found) bool {
			return o.at[0] <= m.at[0] && o.at[1] >= m.at[1] && o.at[1]-o.at[0] > m.at[1]-m.at[0]
		})
	})
}

// see judges a frame in the words of a language.
func (j *judge) see(face, lang, frame string) []*claim {
	j.face = face + " in " + lang
	j.leftovers(frame)
	var claims []*claim
	for _, line := range strings.Split(frame, "\n") {
		line, _, _ = strings.Cut(line, "│") // messages are wrapped there; they are heard by themselves
		for _, p := range phrasesOf()[lang] {
			if p.blank != nil && strings.Contains(line, strings.TrimSpace(p.literal)) && p.blank.MatchString(strings.TrimRight(line, " ")) {
				j.fault("%s names nothing: %q", p.key, strings.TrimSpace(line))
			}
		}
		for _, m := range findIn(line, phrasesOf()[lang]) {
			c := &claim{Key: m.key, Values: map[string]string{}, Text: line[m.at[0]:m.at[1]], Line: line}
			for i, name := range m.names {
				c.Values[name] = line[m.at[2*i+2]:m.at[2*i+3]]
			}
			claims = append(claims, c)
			j.claim(c)
		}
	}
	return claims
}

// cells judges the states that the table of a board shows the hosts in.
func (j *judge) cells(lang, frame string) {
	words := wording.Load(lang)
	lines := strings.Split(frame, "\n")
	top := slices.IndexFunc(lines, func(line string) bool {
		return strings.Contains(line, words["col.host"]) && strings.Contains(line, words["col.state"])
	})
	if top < 0 {
		j.fault("there is no table of hosts")
		return
	}
	from := ansi.StringWidth(lines[top][:strings.Index(lines[top], words["col.state"])])
	rest := lines[top][strings.Index(lines[top], words["col.state"])+len(words["col.state"]):]
	to := from + ansi.StringWidth(words["col.state"]) + len(rest) - len(strings.TrimLeft(rest, " "))
	for _, line := range lines[top+1:] {
		name := strings.Fields(strings.TrimPrefix(line, "▸") + " .")[0]
		h := j.host[name]
		if h == nil || !strings.HasPrefix(strings.TrimLeft(line, "▸ "), name+" ") {
			continue
		}
		cell := strings.TrimSpace(ansi.Cut(line, from, to))
		if _, state, ok := strings.Cut(cell, " "); ok && !strings.HasSuffix(state, "…") {
			j.state(h, lang, state)
		}
	}
}

// stateWords are the texts of states, by language.
var stateWords = sync.OnceValue(func() map[string][]phrase {
	all := map[string][]phrase{}
	for _, lang := range wording.Languages() {
		for key, text := range wording.Load(lang) {
			if strings.HasPrefix(key, "host.") {
				p := phraseOf(key, text)
				p.text = regexp.MustCompile("^" + p.text.String() + "$")
				all[lang] = append(all[lang], p)
			}
		}
	}
	return all
})

// state judges a state as a table shows it: it is right if any text that reads
// so may be said.
func (j *judge) state(h *hostFact, lang, state string) {
	var wrong error
	known := false
	for _, p := range stateWords()[lang] {
		m := p.text.FindStringSubmatch(state)
		rule := hostRules[strings.TrimSuffix(p.key, ".short")]
		if m == nil || rule == nil {
			continue
		}
		c := &claim{Key: p.key, Values: map[string]string{}, Text: state, Line: state}
		for i, name := range p.names {
			c.Values[name] = m[i+1]
		}
		known = true
		err := rule(j, h, c)
		if err == nil {
			j.read[p.key]++
			j.judged++
			return
		}
		wrong = err
	}
	if known {
		j.fault("%s is shown as %q: %v", h.Name, state, wrong)
	}
}
