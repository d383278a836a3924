package change

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/google/go-cmp/cmp"
)

// TestStories plays the scripted nights of testdata/*.txt: commands in, trace
// out. A block is one command a line; see (*stage).play for the language.
// After a change of the core read the difference of
//
//	go test ./change -run TestStories -rewrite
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories in testdata: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			s := &stage{t: t}
			datadriven.RunTest(t, file, func(t *testing.T, d *datadriven.TestData) string {
				s.out.Reset()
				s.play(d.Cmd, words(d.CmdArgs))
				for line := range strings.Lines(d.Input) {
					name, list, err := datadriven.ParseLine(line)
					if err != nil {
						d.Fatalf(t, "%v", err)
					}
					s.play(name, words(list))
				}
				return s.out.String()
			})
			replayed(t, s.night)
		})
	}
}

// replayed checks that the journal alone gives the state that was live.
func replayed(t *testing.T, n *night) {
	t.Helper()
	if n == nil {
		t.Fatal("the story has no plan")
	}
	s := NewState(n.plan)
	for _, e := range n.journal {
		s = Fold(s, throughJSON(t, e))
	}
	if diff := cmp.Diff(n.state, s, samePlan); diff != "" {
		t.Errorf("the replayed state differs from the live one (-live +replayed):\n%s", diff)
	}
}

// samePlan: a plan is one value that every state points to.
var samePlan = cmp.Comparer(func(a, b *Plan) bool { return a == b })

func throughJSON(t *testing.T, e Event) Event {
	t.Helper()
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatalf("%s: %v", e.Type, err)
	}
	var back Event
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return back
}

// stage plays one story.
type stage struct {
	*night
	t   *testing.T
	out strings.Builder
}

// play does one line of a story:
//
//	plan [hosts=(A1, B1)] [boot=(B1)] [settle=D] [deadline=15:04] [tested=LEVEL]
//	at 15:04[:05] · run D     time passes, every event is one line
//	answers|silent|fault HOST… [SIGNAL…] [CAUSE]   the truth from now on
//	drop HOST… [SIGNAL…] N    the next N probes are lost on the way
//	boot HOST EVIDENCE        what the boot check will read
//	do VERB …                 an operator's command: see (*stage).command
//	restart D                 the cockpit dies and comes back after D
//	observer blind|sighted    what the engine finds out about ourselves
//	next · status · gate HOST · say INCIDENT KIND
func (s *stage) play(name string, args argList) {
	switch name {
	case "plan":
		s.planned(args)
	case "at":
		s.print(s.until(clockOn(args.at(0))))
	case "run":
		s.print(s.until(s.now.Add(args.duration(s.t, 0))))
	case "answers", "silent", "fault", "drop":
		s.settruth(name, args)
	case "boot":
		s.truth[signalKey{args.at(0), SignalBoot}].boot = args.at(1)
	case "do":
		s.doing(args)
	case "restart":
		s.print(s.restart(args.duration(s.t, 0)))
	case "observer":
		s.observer(args.at(0))
	case "next":
		fmt.Fprintln(&s.out, adviceLine(s.plan, Next(&s.state, s.now)))
	case "status":
		writeStatus(&s.out, &s.state, s.now)
	case "gate":
		for _, c := range Gate(s.state, args.at(0), s.now) {
			fmt.Fprintf(&s.out, "%-5s %s: %s\n", map[bool]string{true: "go", false: "NO-GO"}[c.Go], c.Name, c.Evidence)
		}
	case "say":
		fmt.Fprintln(&s.out, Message(&s.state, s.state.Incident(args.at(0)), args.at(1), s.now))
	default:
		s.t.Fatalf("no command %q", name)
	}
}

func (s *stage) planned(args argList) {
	p := nightPlan()
	if hosts := args.list("hosts"); hosts != nil {
		p.only(hosts...)
	}
	for i := range p.Hosts {
		h := &p.Hosts[i]
		if slices.Contains(args.list("boot"), h.Name) {
			h.BootEvidence.Exec = "wmic os get lastbootuptime"
		}
		if text := args.named["settle"]; text != nil {
			h.Reboot.Settle = mustDuration(s.t, text[0])
		}
		if text := args.named["tested"]; text != nil {
			h.Level.Tested = text[0]
		}
	}
	if text := args.named["deadline"]; text != nil {
		p.Change.Deadline.At = clockOn(text[0])
	}
	if s.night != nil {
		replayed(s.t, s.night)
	}
	s.night = newNight(p, clockOn("23:00"), s.t.Errorf)
}

// settruth changes what the named signals of the named hosts answer; with no
// signal named, all of them, the boot check included.
func (s *stage) settruth(verb string, args argList) {
	var hosts, checks []string
	cause, count := CauseTimeout, 0
	for _, word := range args.plain {
		switch {
		case s.plan.Host(word) != nil:
			hosts = append(hosts, word)
		case slices.Contains([]Cause{CauseRefused, CauseUnreachable}, Cause(word)):
			cause = Cause(word)
		case verb == "drop" && word[0] <= '9':
			count, _ = strconv.Atoi(word)
		default:
			checks = append(checks, word)
		}
	}
	found := false
	for key, truth := range s.truth {
		if !slices.Contains(hosts, key.host) || len(checks) > 0 && !slices.Contains(checks, key.check) {
			continue
		}
		found = true
		truth.fault, truth.drop = verb == "fault", count
		if verb != "drop" {
			truth.up, truth.cause = verb == "answers", cause
		}
	}
	if !found {
		s.t.Fatalf("%s %v: no such host or signal", verb, args.plain)
	}
}

func (s *stage) doing(args argList) {
	from := len(s.journal)
	_, err := s.do(s.command(args))
	s.print(s.journal[from:])
	var refused *Refusal
	var invalid *Invalid
	switch {
	case errors.As(err, &refused):
		fmt.Fprintf(&s.out, "refused: %s\n", err)
	case errors.As(err, &invalid):
		fmt.Fprintf(&s.out, "invalid: %s\n", err)
	case err != nil:
		s.t.Fatal(err)
	}
}

// command reads the verbs of `do` much as the program itself does.
func (s *stage) command(args argList) Command {
	by := args.text("by")
	switch verb, host := args.at(0), args.at(1); verb {
	case "open":
		return Open{By: by}
	case "start":
		return Start{By: by, Host: host}
	case "step":
		return MarkStep{By: by, Host: host, Result: StepResult(args.at(2)), Note: args.text("note"), Evidence: args.text("evidence")}
	case "reboot":
		return MarkReboot{By: by, Host: host}
	case "recover":
		return Recover{By: by, Host: host, What: args.text("what"), Outcome: args.text("outcome")}
	case "finish":
		return Finish{By: by, Host: host, Result: Work(args.at(2))}
	case "hold":
		return HoldChange{By: by, Reason: args.text("reason")}
	case "resume":
		return Release{By: by, Reason: args.text("reason")}
	case "ack":
		return Ack{By: by, Incident: host}
	case "action":
		return Act{By: by, Incident: host, Kind: args.at(2), State: ActionState(args.at(3)), Outcome: args.text("outcome")}
	case "deviate":
		return Deviate{By: by, What: args.text("what"), Reason: args.text("reason"), Second: args.text("second")}
	case "note":
		return AddNote{By: by, Text: args.text("text")}
	case "close":
		return Close{By: by, Outcome: args.text("outcome")}
	}
	s.t.Fatalf("no verb %q", args.at(0))
	return nil
}

func (s *stage) observer(what string) {
	from := len(s.journal)
	s.commit([]Event{{At: s.now, Type: Type("observer." + what), Data: ObserverData{Since: s.now}}})
	if what != "blind" {
		s.sight.Gap()
	}
	s.print(s.journal[from:])
}

func (s *stage) print(events []Event) {
	for _, e := range events {
		fmt.Fprintln(&s.out, traceLine(s.plan, e))
	}
}

// argList holds the words of a line: plain ones, and those with a name.
type argList struct {
	plain []string
	named map[string][]string
}

func words(list []datadriven.CmdArg) argList {
	args := argList{named: map[string][]string{}}
	for _, a := range list {
		if len(a.Vals) == 0 {
			args.plain = append(args.plain, a.Key)
			continue
		}
		args.named[a.Key] = a.Vals
	}
	return args
}

func (a argList) at(i int) string {
	if i >= len(a.plain) {
		return ""
	}
	return a.plain[i]
}

func (a argList) list(name string) []string { return a.named[name] }

func (a argList) text(name string) string { return strings.Join(a.named[name], ", ") }

func (a argList) duration(t *testing.T, i int) time.Duration { return mustDuration(t, a.at(i)) }

func mustDuration(t *testing.T, text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
