package config

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"tminus/change"
)

// The prefixes of what a wave may name instead of a host.
const (
	ofEnvironment = "environment:"
	ofClass       = "class:"
)

// atOnce reads how many hosts may be at work side by side: 4, or 25%.
func atOnce(into *given[change.AtOnce]) reader {
	want := change.Stated(planWantAtOnce)
	return scalar[change.AtOnce]{into, want, func(text string, n ast.Node) (change.AtOnce, change.Statement) {
		number, percent := strings.CutSuffix(text, "%")
		v, err := strconv.Atoi(number)
		switch {
		case err != nil || number != strconv.Itoa(v), !percent && kind(n).Code != planKindNumber:
			return change.AtOnce{}, change.Stated(planNotAtOnce, "given", clip(text))
		case v < 1, percent && v > 100, v > 10000:
			return change.AtOnce{}, change.Stated(planNotAtOnce, "given", clip(text))
		case percent:
			return change.AtOnce{Percent: v}, change.Statement{}
		}
		return change.AtOnce{Hosts: v}, change.Statement{}
	}, schema{"anyOf": []schema{
		{"type": "integer", "minimum": 1, "maximum": 10000},
		{"type": "string", "pattern": `^([1-9][0-9]?|100)%$`},
	}}}
}

// waves reads the waves, and makes the order of them.
func (b *builder) waves() {
	w := b.f.waves
	switch {
	case !w.written():
		return
	case b.f.order.written():
		b.problem(w.at, change.Stated(planWavesOrder, "line", b.f.order.at.line))
		return
	case !w.ok || slices.ContainsFunc(b.plan.Hosts, func(h change.Host) bool { return h.Name == "" }):
		return // what is wrong there has been told
	case len(w.val) == 0:
		b.problem(w.at, change.Stated(planNoWaves, "example", "waves: [{name: canary, hosts: [A1]}]"))
		return
	}
	in := map[string]place{}
	for i := range w.val {
		if w.val[i].at.line > 0 {
			b.plan.Waves = append(b.plan.Waves, b.wave(&w.val[i], in))
		}
	}
	b.plan.Order = change.Concatenated(b.plan.Waves)
	for i := range b.plan.Hosts {
		if name := b.plan.Hosts[i].Name; in[name].line == 0 && len(b.plan.Hosts) == len(b.f.hosts.val) {
			b.problem(w.at, change.Stated(planNotInWaves, "given", clip(name)))
		}
	}
}

// wave finds the hosts of a wave. In holds where each host was first put into one.
func (b *builder) wave(w *wavePart, in map[string]place) change.Wave {
	if w.name.ok {
		b.firstName(waveNames, w.name.val, w.name.at)
	}
	out := change.Wave{Name: w.name.val, AtOnce: w.atOnce.or(change.AtOnce{Hosts: 1}), Soak: w.soak.val, MaxFailed: w.maxFailed.val}
	if w.hosts.ok && len(w.hosts.val) == 0 {
		b.problem(w.hosts.at, change.Stated(planWaveEmpty, "given", clip(w.name.val), "example", `hosts: [A1, "web*", environment:B, class:MODEL]`))
	}
	for i := range w.hosts.val {
		m := &w.hosts.val[i]
		if m.at.line > 0 && !m.environment.written() && !m.class.written() {
			b.problem(m.at, change.Stated(planEmptyEntry))
		}
		for _, entry := range m.entries() {
			b.join(&out, entry, in)
		}
	}
	return out
}

// entries are the names of a member, each as if it were written as one text.
func (m *memberPart) entries() []given[string] {
	environment, class := m.environment, m.class
	environment.val, class.val = ofEnvironment+environment.val, ofClass+class.val
	return slices.DeleteFunc([]given[string]{m.text, environment, class}, func(g given[string]) bool { return !g.ok })
}

// join puts the hosts that an entry means into a wave.
func (b *builder) join(wave *change.Wave, entry given[string], in map[string]place) {
	for _, host := range b.meant(entry) {
		switch before, already := in[host]; {
		case !already:
			in[host] = entry.at
			wave.Hosts = append(wave.Hosts, host)
		case !slices.Contains(wave.Hosts, host):
			b.problem(entry.at, change.Stated(planWaveTwice, "given", clip(host), "line", before.line))
		}
	}
}

// meant lists the hosts that an entry of a wave means, in the order of the plan: one
// by its name, or all of an environment, of a class, or whose names fit a pattern.
func (b *builder) meant(entry given[string]) []string {
	text := entry.val
	if _, is := b.firsts[string(hostNames)+"\x00"+text]; is {
		return []string{text}
	}
	for prefix, of := range map[string]func(*change.Host) []string{ofEnvironment: environmentOf, ofClass: classesOf} {
		if name, is := strings.CutPrefix(text, prefix); is {
			fits := func(h *change.Host) bool { return name != "" && slices.Contains(of(h), name) }
			return b.fitting(entry, fits, b.served(prefix, of))
		}
	}
	if strings.ContainsAny(text, "*?[") {
		if _, err := path.Match(text, ""); err != nil {
			b.problem(entry.at, change.Stated(planWavePattern, "given", clip(text), "example", "[a-c]"))
			return nil
		}
		return b.fitting(entry, func(h *change.Host) bool { fits, _ := path.Match(text, h.Name); return fits }, b.hostNames())
	}
	b.problem(entry.at, change.Stated(planUnknownHost, "given", clip(text), "try", didYouMean(text, b.hostNames())))
	return nil
}

// fitting lists the hosts that fit, and refuses an entry that fits none: known is
// what would.
func (b *builder) fitting(entry given[string], fits func(*change.Host) bool, known []string) []string {
	var names []string
	for i := range b.plan.Hosts {
		if fits(&b.plan.Hosts[i]) {
			names = append(names, b.plan.Hosts[i].Name)
		}
	}
	if len(names) == 0 {
		b.problem(entry.at, change.Stated(planWaveNobody, "given", clip(entry.val), "try", didYouMean(entry.val, known)))
	}
	return names
}

func (b *builder) hostNames() []string {
	names := make([]string, len(b.plan.Hosts))
	for i := range b.plan.Hosts {
		names[i] = b.plan.Hosts[i].Name
	}
	return names
}

// served are the environments and the classes that have hosts, each as a wave names it.
func (b *builder) served(prefix string, of func(*change.Host) []string) []string {
	var names []string
	for i := range b.plan.Hosts {
		for _, name := range of(&b.plan.Hosts[i]) {
			if name != "" && !slices.Contains(names, prefix+name) {
				names = append(names, prefix+name)
			}
		}
	}
	return names
}

func environmentOf(h *change.Host) []string { return []string{h.Environment} }

func classesOf(h *change.Host) []string { return []string{h.Model, h.OS} }
