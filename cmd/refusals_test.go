package cmd

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode"

	"tminus/config"
	"tminus/examples"
	"tminus/journal"
	"tminus/record"
	"tminus/wording/wordingtest"
)

// refusal is a command line that goes wrong.
type refusal struct {
	name string
	args []string
	// quoted is what the system or a parser says, which stands there as it is.
	quoted string
}

// quotes are what the system said in any of them, and where.
const quotes = "open lstat mkdir statat no such file or directory permission denied is a directory not a directory rwxrwxrwx chmod"

// all stands for the words of plans and records, where those are quoted.
const all = "*"

// stage is the folder in which command lines go wrong.
type stage struct {
	t   *testing.T
	dir string
}

func (s stage) path(name string) string { return filepath.Join(s.dir, name) }

func (s stage) file(name, text string) string {
	s.t.Helper()
	path := s.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// record is a copy of a kept record; alter may change its journal.
func (s stage) record(name, of string, alter func([]byte) []byte) string {
	s.t.Helper()
	dir := s.path(name)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "records", of))); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o700); err != nil { //nolint:gosec // a folder
		s.t.Fatal(err)
	}
	if alter == nil {
		return dir
	}
	path := filepath.Join(dir, "journal.jsonl")
	text, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, alter(text), 0o600)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return dir
}

// watched is a record that this test watches.
func (s stage) watched() string {
	s.t.Helper()
	dir := s.record("watched", "failover", nil)
	r, err := journal.Open(dir)
	if err != nil {
		s.t.Fatal(err)
	}
	unlock, err := r.LockWatch()
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = unlock(); _ = r.Close() })
	return dir
}

// empty is a record of the built-in night without any event.
func (s stage) empty() string {
	s.t.Helper()
	dir := s.path("empty")
	r, err := journal.Create(dir, examples.PatchNight)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		s.t.Fatal(err)
	}
	return dir
}

// damaged alters a line in the middle of a journal.
func damaged(text []byte) []byte {
	lines := bytes.SplitAfter(text, []byte("\n"))
	lines[4] = bytes.Replace(lines[4], []byte(`"type":"`), []byte(`"type":"x`), 1)
	return bytes.Join(lines, nil)
}

// refusals are command lines that go wrong in each way that a person may meet.
func refusals(s stage) []refusal {
	night, failover := s.record("night", "night", nil), s.record("failover", "failover", nil)
	broken, torn := s.record("broken", "failover", damaged), s.record("torn", "torn", nil)
	planless := s.record("planless", "failover", nil)
	_ = os.Remove(filepath.Join(planless, "plan.yaml"))
	mute := s.record("mute", "failover", nil)
	_ = os.RemoveAll(filepath.Join(mute, "evidence"))
	folder := filepath.Dir(s.file("folder/notes.txt", "x"))
	plan, other := s.file("plan.yaml", string(examples.PatchNight)), s.file("other.yaml", strings.Replace(string(examples.PatchNight), "id: ", "id: X", 1))
	tab := s.file("tab.yaml", "change:\n\tid: X\n")
	absent, notHere := s.path("absent"), filepath.Join(plan, "under")
	list := []refusal{
		{"a plan that is not there", []string{"check", absent}, ""},
		{"a plan that is not there, to run", []string{"run", absent, "--headless"}, ""},
		{"a plan that is not there, to rehearse", []string{"rehearse", absent, "--headless"}, ""},
		{"a folder as a plan", []string{"check", folder}, ""},
		{"a plan with a tab", []string{"check", tab}, `found character '\t' that cannot start any token`},
		{"a time in a plan that is none", []string{"check", s.file("when.yaml", strings.Replace(string(examples.PatchNight), "start: 2020-11-20 23:30", "start: noonish", 1))}, "start noonish read in the timezone or with offset"},
		{"a plan that is an inventory", []string{"init", s.path("new.yaml"), "--inventory", absent}, ""},
		{"a file that is there already", []string{"init", plan}, ""},
		{"a file in a folder that is not there", []string{"init", filepath.Join(absent, "plan.yaml")}, ""},
		{"a file below a file", []string{"init", notHere}, ""},
		{"nobody keeps records there", []string{"status", "s3://bucket"}, ""},
		{"no speed", []string{"rehearse", "--headless", "--speed", "0"}, ""},
		{"no speed of a replay", []string{"replay", night, "--headless", "--speed", "-1"}, ""},
		{"no form of a report", []string{"report", night, "--format", "pdf"}, ""},
		{"two forms for one output", []string{"report", night, "--output", "-"}, ""},
		{"a report below a file", []string{"report", night, "--output", notHere}, ""},
		{"no such history", []string{"report", night, "--history", absent}, ""},
		{"a history that is none", []string{"report", night, "--history", folder}, ""},
		{"nothing to learn from", []string{"learn", absent}, ""},
		{"a folder without records", []string{"learn", folder}, ""},
		{"a rehearsal as a real change", []string{"run", plan, "--headless", "--record", night, "--operator", "li"}, all},
		{"another plan", []string{"run", other, "--headless", "--record", failover, "--operator", "li"}, all},
		{"a folder with something else in it", []string{"run", plan, "--headless", "--record", folder, "--operator", "li"}, ""},
		{"a rehearsal into another", []string{"rehearse", "--headless", "--record", failover, "--operator", "li"}, all},
		{"nothing to play", []string{"replay", s.empty(), "--headless"}, ""},
		{"nothing to report", []string{"report", s.path("empty")}, ""},
		{"a watched record to repair", []string{"repair", s.watched(), "--by", "li"}, ""},
		{"nothing to repair", []string{"repair", torn, "--by", "li"}, ""},
		{"a damaged journal to act on", []string{"do", broken, "note", "x", "--by", "li"}, ""},
		{"a damaged journal to go on with", []string{"run", filepath.Join(broken, "plan.yaml"), "--headless", "--record", broken, "--operator", "li"}, ""},
		{"a damaged journal to verify", []string{"verify", broken}, ""},
		{"a damaged journal to look at", []string{"status", broken}, all},
		{"a damaged journal to report", []string{"report", broken, "--output", s.path("reports")}, ""},
		{"evidence that is gone", []string{"verify", mute}, ""},
		{"a head that was noted elsewhere", []string{"verify", failover, "--head", "0123"}, ""},
		{"a torn journal", []string{"verify", torn}, ""},
		{"no plan in a record", []string{"status", planless}, ""},
		{"a host that there is not", []string{"do", failover, "start", "Z9", "--by", "li"}, ""},
		{"a step of a host that is not at work", []string{"do", failover, "step", "A1", "done", "--by", "li"}, "Li Na"},
		{"a time that is none", []string{"do", failover, "reboot", "A1", "--at", "noonish", "--by", "li"}, "Li Na"},
		{"an incident that there is not", []string{"do", failover, "ack", "Q-1", "--by", "li"}, ""},
		{"a way that there is not", []string{"do", failover, "action", "A-1", "dance", "done", "--by", "li"}, "business console failover stop vendor"},
		{"an environment that there is not", []string{"do", failover, "failover", "Q", "go", "--by", "li"}, ""},
		{"a contact that there is not", []string{"do", failover, "confirm", "nobody", "--by", "li"}, "business engineer lead vendor"},
		{"a note without words", []string{"do", failover, "note", "", "--by", "li"}, ""},
		{"no terminal", []string{"watch", failover}, ""},
		{"no terminal for a replay", []string{"replay", night}, ""},
	}
	for _, command := range []string{"status", "verify", "report", "watch", "replay --headless", "repair --by li"} {
		verb, flags, _ := strings.Cut(command, " ")
		for name, where := range map[string]string{"no record": absent, "a folder that is none": folder, "a file": plan, "a way below a file": notHere} {
			list = append(list, refusal{verb + ": " + name, append([]string{verb, where}, strings.Fields(flags)...), ""})
		}
	}
	return append(list, s.guarded()...)
}

// guarded are records that this system keeps from us, or that it can tell that
// others may alter.
func (s stage) guarded() []refusal {
	if runtime.GOOS == "windows" {
		return nil
	}
	open := s.record("open", "failover", nil)
	link := s.path("link")
	if err := os.Symlink(open, link); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Chmod(open, 0o777); err != nil { //nolint:gosec // that is what is refused
		s.t.Fatal(err)
	}
	list := []refusal{
		{"a record that others can write to", []string{"do", open, "note", "x", "--by", "li"}, ""},
		{"a link to a record", []string{"status", link}, ""},
	}
	foreign := s.record("foreign", "failover", nil)
	if os.Geteuid() != 0 {
		_ = os.Chmod(filepath.Join(foreign, "journal.jsonl"), 0)
		return append(list, refusal{"a journal that may not be read", []string{"status", foreign}, ""})
	}
	if err := os.Chown(foreign, 65534, 65534); err != nil {
		s.t.Fatal(err)
	}
	return append(list, refusal{"a record of another account", []string{"do", foreign, "note", "x", "--by", "li"}, "nobody root uid"})
}

// madeOf are the words that stand in every language as they are: what command
// lines are made of, names, and what the system says.
func madeOf(s stage, w catalog) []string {
	host, _ := os.Hostname()
	data := []string{quotes, host, s.dir, "A1 A2 B1 patch verify exit pasted plan yaml journal jsonl csv notes.txt sha256 JSON YAML ICMP CST UTC KiB MB"}
	return append(named(newRoot(w)), wordingtest.Words(data...)...)
}

// dataWords are the words of plans and records, and of the keys of a plan: what
// differs between two is quoted.
func dataWords(t *testing.T, w catalog) []string {
	t.Helper()
	plan, err := config.Parse("plan.yaml", examples.PatchNight)
	if err != nil {
		t.Fatal(err)
	}
	data := append(wordingtest.Data(plan), "XCHG true")
	for key := range w.Catalog {
		if key, ok := strings.CutPrefix(key, "plan.key."); ok {
			data = append(data, key)
		}
	}
	for _, name := range []string{"night", "failover"} {
		r, ledger, err := openLedger(filepath.Join("testdata", "records", name))
		if err != nil {
			t.Fatal(err)
		}
		events, err := record.Read(r, 0)
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, wordingtest.Data(ledger.State(), events)...)
		_ = r.Close()
	}
	return wordingtest.Words(data...)
}

// said reports what a refusal says in plain words of its own, or that it says
// nothing in the language.
func (r refusal) said(t *testing.T, lang string, w catalog, made, known []string) {
	t.Helper()
	text := regexp.MustCompile(`\b[0-9a-f]{12,}\b`).ReplaceAllString(printed(w, r.args...), "")
	allowed := append(wordingtest.Words(append(slices.Clone(r.args), r.quoted)...), made...)
	if r.quoted == all {
		allowed = append(allowed, known...)
	}
	for _, word := range wordingtest.Plain(text, allowed) {
		at := strings.Index(text, word)
		t.Errorf("%s: %s says %q itself: …%s…", lang, r.name, word, strings.Join(strings.Fields(text[max(0, at-80):min(len(text), at+80)]), " "))
	}
	if !strings.ContainsFunc(text, func(c rune) bool { return unicode.Is(unicode.Han, c) || c == '«' }) {
		t.Errorf("%s: %s says nothing: %q", lang, r.name, text)
	}
}

// tongues are the languages in which no English may be left: one that nobody
// speaks, and Chinese.
func tongues(t *testing.T) map[string]catalog {
	return map[string]catalog{"pseudo": {wordingtest.Pseudo(t)}, "zh": loadCatalog("zh")}
}

// TestRefusalsAreSaid: whatever goes wrong with any command is said in the
// language of whoever reads it. In one that nobody speaks no plain word is left
// but names, paths and what the system said; in Chinese no English stands beside it.
func TestRefusalsAreSaid(t *testing.T) {
	for lang, w := range tongues(t) {
		s := stage{t, t.TempDir()}
		list := refusals(s)
		made, known := madeOf(s, w), dataWords(t, w)
		for _, r := range list {
			r.said(t, lang, w, made, known)
		}
	}
}
