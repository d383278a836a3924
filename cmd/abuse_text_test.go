package cmd_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"tminus/change"
)

// attacks are texts that a terminal would obey, or that read otherwise than
// they are written.
func attacks() map[string]string {
	return map[string]string{
		"clear the screen":       "a\x1b[2J\x1b[Hb",
		"set the window's title": "a\x1b]0;owned\x07b",
		"write to the clipboard": "a\x1b]52;c;cm0gLXJmIC8K\x1b\\b",
		"a link elsewhere":       "\x1b]8;;http://evil\x1b\\ok\x1b]8;;\x1b\\",
		"ask for an answer":      "a\x1b[6n\x1bZ\x05b",
		"C1 control sequence":    "a\u009b2Jb\u009d0;owned\u009c",
		"overwrite the line":     "all is well\rfailed",
		"a line of its own":      "a\n{\"seq\":9,\"type\":\"change.closed\"}\nb",
		"backspaces":             "failed\b\b\b\b\b\bworked",
		"read backwards":         "a\u202eko si lla\u202cb",
		"isolate":                "a\u2067b\u2069c",
		"nothing to see":         "a\u200b\u200d\u2060\ufeffb",
		"letters without a look": "a\u3164\u115f\u2800b",
		"accents to the roof":    "a" + strings.Repeat("\u0301", 300) + "b",
		"tags":                   "a\U000e0041\U000e0042b",
		"not UTF-8":              "a\xff\xc0\xaf\xed\xa0\x80b",
		"markup":                 "<script>alert(1)</script>",
		"a hundred kilobytes":    strings.Repeat("x", 100_000),
		"only escapes":           strings.Repeat("\x1b[1m", 10_000) + "x",
	}
}

// obeyed reports whether a terminal would obey a character, or show nothing.
// It asks the Unicode tables, not the code that is tested.
func obeyed(r rune) bool {
	return r != '\n' && r != '\t' && (r == '\u2800' || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs,
		unicode.Zl, unicode.Zp, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point))
}

// harmless looks at an output for what no person may be shown.
func harmless(t *testing.T, what string, out []byte) {
	t.Helper()
	if !utf8.Valid(out) {
		t.Errorf("%s: not UTF-8", what)
	}
	marks := 0
	for i, r := range string(out) {
		if marks++; !unicode.Is(unicode.Mn, r) {
			marks = 0
		}
		if obeyed(r) || marks > 8 {
			t.Errorf("%s: %U gets through in %.100q", what, r, out[max(0, i-40):])
			return
		}
	}
}

// harmlessJSON looks at every text of JSON lines, as a reader will get it.
func harmlessJSON(t *testing.T, what string, out []byte) {
	t.Helper()
	for line := range bytes.Lines(out) {
		for dec := json.NewDecoder(bytes.NewReader(line)); ; {
			token, err := dec.Token()
			if err != nil {
				break
			}
			if text, ok := token.(string); ok {
				if len([]rune(text)) > change.MaxText+1 || strings.ContainsAny(text, "\n\t") {
					t.Errorf("%s: %.100q is not cleaned", what, text)
				}
				harmless(t, what, []byte(text))
			}
		}
	}
}

// TestHostileText gives every attack to every place that takes text from
// outside, and looks at everything that comes out again.
func TestHostileText(t *testing.T) {
	outside(t)
	for name, attack := range attacks() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, plan, record := planned(t, killPlan)
			run, printed := headless(t, nil, plan, "--record", record)
			await(t, record, change.SignalBack, "A1")
			say := func(args ...string) {
				out, _ := exec.Command(binary(t), append([]string{"do", record}, args...)...).CombinedOutput()
				harmless(t, args[0], out)
			}
			say("start", "A1", "--by", attack)
			say("step", "A1", "failed", "--note", attack, "--evidence", attack, "--by", "li")
			say("recover", "A1", "--what", attack, "--by", "li")
			say("deviate", "--what", attack, "--reason", attack, "--second", attack, "--by", "li")
			say("hold", "--reason", attack, "--by", attack)
			say("note", attack, "--by", attack)
			// what is no name is refused, and named in the refusal
			say("start", attack, "--by", "li")
			say("ack", attack, "--by", "li")
			say("step", "A1", attack, "--by", "li")
			say("close", "--outcome", attack, "--by", "li")
			say(attack, attack)
			for _, args := range [][]string{
				{"status", record},
				{"status", "--json", record},
				{"verify", record},
				{"status", filepath.Join(dir, attack)},
				{"check", filepath.Join(dir, attack)},
				{"run", plan, "--record", filepath.Join(dir, "no", attack), "--lang", attack},
				{attack},
			} {
				if len(attack) > 10_000 && args[0] != "status" {
					continue
				}
				c := exec.Command(binary(t), args...)
				c.Dir = dir
				if args[0] == "run" {
					c.Args = append(c.Args, "--nonsense="+attack)
				}
				out, _ := c.CombinedOutput()
				harmless(t, args[0], out)
			}
			_ = run.Process.Kill()
			_ = run.Wait()
			harmlessJSON(t, "headless", []byte(strings.Join(printed.all(), "\n")))
			text, err := os.ReadFile(filepath.Join(record, "journal.jsonl"))
			if err != nil {
				t.Fatal(err)
			}
			harmless(t, "journal", text)
			harmlessJSON(t, "journal", text)
			tminus(t, "verify", record)
			closedByText(t, text)
		})
	}
}

// closedByText looks for an event that a text smuggled in.
func closedByText(t *testing.T, text []byte) {
	t.Helper()
	for line := range bytes.Lines(text) {
		var e change.Event
		if err := json.Unmarshal(line, &e); err != nil || e.Type == change.ChangeClosed {
			t.Errorf("%v: %s", err, line)
		}
	}
}

// TestHostilePlan has every attack in every text of a plan: it is refused, and
// the error shows where without being obeyed. So is a command's output.
func TestHostilePlan(t *testing.T) {
	outside(t)
	for name, attack := range attacks() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hostilePlan(t, attack)
		})
	}
}

func hostilePlan(t *testing.T, attack string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "plan.yaml")
	quoted, err := json.Marshal(attack) // JSON is YAML, with escapes
	if err != nil {
		t.Fatal(err)
	}
	for i, plan := range []string{
		strings.Replace(killPlan, "id: kill", "id: "+string(quoted), 1),
		strings.Replace(killPlan, "One host that never leaves", string(quoted), 1),
		strings.Replace(killPlan, "name: A1", "name: "+string(quoted), 1),
		strings.Replace(killPlan, "127.0.0.1", string(quoted), 1),
		strings.Replace(killPlan, "title: Restart", "title: "+string(quoted), 1),
		killPlan + "# " + attack + "\n",
		killPlan + attack + "\n",
	} {
		if err := os.WriteFile(path, []byte(plan), 0o600); err != nil {
			t.Fatal(err)
		}
		out, _ := exec.Command(binary(t), "check", path).CombinedOutput()
		harmless(t, fmt.Sprint(i), out)
		out, _ = exec.Command(binary(t), "check", "--json", path).CombinedOutput()
		harmless(t, fmt.Sprint(i, " as JSON"), out)
	}
}

// TestHostileJournal opens a journal that somebody wrote who knows the format:
// what its texts hold is shown, not obeyed.
func TestHostileJournal(t *testing.T) {
	outside(t)
	_, plan, record := planned(t, killPlan)
	forge(t, record, []byte(killPlan), attacks())
	for _, args := range [][]string{{"status", record}, {"status", "--json", record}, {"verify", record}} {
		out, _ := exec.Command(binary(t), args...).CombinedOutput()
		harmless(t, args[0], out)
		if args[0] == "status" && !bytes.Contains(out, []byte("A-1")) {
			t.Errorf("the forged incident is not shown: %s", out)
		}
	}
	_, printed := headless(t, nil, plan, "--record", record)
	await(t, record, change.ChangeResumed, "")
	harmless(t, "headless", []byte(strings.Join(printed.all(), "\n")))
}
