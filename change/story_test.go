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
		s = Fold(s, throughJSON(t, e.Spoken(Statement.String)))
	}
	if diff := cmp.Diff(n.state, s, samePlan); diff != "" {
		t.Errorf("the replayed state differs from the live one (-live +replayed):\n%s", diff)
	}
}

// samePlan compares states: a plan is one value that every state points to, and
// hosts are compared one by one.
var samePlan = cmp.Options{
	cmp.Comparer(func(a, b *Plan) bool { return a == b }),
	cmp.Transformer("hosts", func(f Fleet) []*HostState { return f.list() }),
}

// throughJSON is the event as it is read from the journal. Written again it is
// the same line, to the letter: what headless prints is that, and its hash
// would be of another text.
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
	if again, err := json.Marshal(back); err != nil || string(again) != string(text) {
		t.Errorf("%v: a line that was read is written as another one (-written +again):\n%s", err, cmp.Diff(string(text), string(again)))
	}
	return back
}

// stage plays one story.
type stage struct {
	*night
	t   *testing.T
	out strings.Builder
	eve time.Time // midnight before the evening on which the night begins
}

// play does one line of a story:
//
//	plan [hosts=(A1, B1)] [witnesses=(gw)] [boot=(B1)] [smb=(B1)] [rdp=(B1)] [bootzone=Asia/Shanghai]
//	     [settle=D] [expected_reboots=N] [deadline=15:04] [tested=LEVEL]
//	     [eve=2020-10-24 zone=Europe/Berlin] [confirm=(vendor)] [prechecks=(disk)] [runs=(space)] [auto=(patch, reboot)] [presence=D]
//	     [desk=NAME] [takes=D] [switch=(STEP, STEP)] [also=15:04] [language=zh]
//	     [standby=none] [environments=none] [ungated] [any=(A1)] [ports=(22, 443)]
//	     [min_healthy=N] [failover_rung=NAME]
//	     [waves=(NAME:HOST+HOST[:AT_ONCE[:SOAK[:MAX_FAILED]]], …)]
//	at 15:04[:05] · run D     time passes, every event is one line
//	answers|silent|fault HOST…|WITNESS… [SIGNAL…] [CAUSE]   the truth from now on
//	drop HOST…|WITNESS… [SIGNAL…] N    the next N probes are lost on the way
//	cut · mend                our own network, and with it all that we see
//	boot HOST EVIDENCE [SIGNAL]   what the boot check will read; in words is=(…)
//	uptime HOST D             the same, in seconds up: D by now, and it grows
//	ahead HOST D SIGNAL       the machine's clock is so far ahead of ours, and the signal tells it
//	name HOST NAME            the computer's name that will be read
//	do VERB …                 an operator's command: see (*stage).command
//	restart D                 the cockpit dies and comes back after D
//	stop D                    the process stands still: nobody looks
//	suspend D [sleeps]        so does the machine, whose clock may sleep too
//	step D                    somebody sets the wall clock
//	observer blind|sighted    as if the engine had found it out
//	fly WAVE [eyes=WHY]       the autopilot of a wave does all that it would do now
//	next [NAME] · status · gate HOST · say INCIDENT KIND
//	situation                 what every face draws of it
func (s *stage) play(name string, args argList) {
	switch name {
	case "plan":
		s.planned(args)
	case "at":
		s.print(s.until(s.clock(args.at(0))))
	case "run":
		s.print(s.until(s.now.Add(args.duration(s.t, 0))))
	case "answers", "silent", "fault", "drop", "boot", "uptime", "ahead", "name":
		s.settruth(name, args)
	case "cut", "mend":
		s.cut = name == "cut"
	case "do":
		s.doing(args)
	case "restart":
		s.print(s.restart(args.duration(s.t, 0)))
	case "stop", "suspend", "step":
		s.unwatched(name, args)
	case "observer":
		s.observer(args.at(0))
	case "fly":
		s.fly(args.at(0), args.text("eyes"))
	case "next":
		fmt.Fprintln(&s.out, adviceLine(s.plan, NextFor(&s.state, args.at(0), s.now)))
	case "status":
		writeStatus(&s.out, &s.state, s.now)
	case "situation":
		snap := &Snapshot{State: &s.state, Sight: s.sight, Now: s.now, Tail: s.journal}
		writeSituation(&s.out, s.plan, Assess(snap, s.now, s.now))
	case "gate":
		for _, c := range Gate(s.state, args.at(0), s.now) {
			fmt.Fprintf(&s.out, "%-5s %s: %s\n", map[bool]string{true: "go", false: "NO-GO"}[c.Go], c.ID, told(s.plan, c.Why))
		}
	case "about":
		fmt.Fprintln(&s.out, s.state.Subject(s.state.Incident(args.at(0)), ActionKind(args.at(1))).Name)
	default:
		s.t.Fatalf("no command %q", name)
	}
}

func (s *stage) planned(args argList) {
	s.eve = clockOn("00:00").AddDate(0, 0, -1)
	p := nightPlan()
	if hosts := args.list("hosts"); hosts != nil {
		p.only(hosts...)
	}
	p.Witnesses = args.list("witnesses")
	for i := range p.Hosts {
		s.plannedHost(&p.Hosts[i], args)
	}
	if text := args.text("zone"); text != "" {
		s.elsewhere(p, text, args.text("eve"))
	}
	if text := args.text("deadline"); text != "" {
		p.Change.Deadline.At = s.clock(text)
	}
	s.prepared(p, args)
	s.watching(p, args)
	if s.night != nil {
		replayed(s.t, s.night)
	}
	s.night = newNight(p, s.clock("23:00"), s.t.Errorf)
}

// prepared adds to the plan what is there before the night begins, and whom
// else one can call.
func (s *stage) prepared(p *Plan, args argList) {
	for _, key := range args.list("confirm") {
		c := p.Contacts[key]
		c.Confirm = true
		p.Contacts[key] = c
	}
	for _, id := range args.list("prechecks") {
		p.Prechecks = append(p.Prechecks, Precheck{ID: id, Title: "look at " + id})
	}
	s.automatic(p, args)
	for _, id := range args.list("runs") {
		p.Prechecks = append(p.Prechecks, Precheck{ID: id, Run: RunLocal, Command: "see " + id + " {name}", Timeout: time.Minute, Expect: "room"})
	}
	if desk := args.text("desk"); desk != "" {
		p.Contacts["desk"] = Contact{Key: "desk", Name: desk, Phone: "400-2"}
		vendor := p.Contacts[ContactVendor]
		vendor.Next = "desk"
		p.Contacts[ContactVendor] = vendor
	}
	if takes := args.text("takes"); takes != "" {
		p.Runbook.steps[0].Takes = mustDuration(s.t, takes)
	}
	for i := range p.Environments {
		p.Environments[i].Failover.Steps = args.list("switch")
		if args.text("standby") == "none" {
			p.Environments[i].Standby = ""
		}
	}
	if args.text("environments") == "none" {
		p.Environments = nil
		for i := range p.Hosts {
			p.Hosts[i].Environment = ""
		}
	}
	if p.Change.Language = args.text("language"); p.Change.Language != "" {
		for i := range p.Hosts {
			p.Hosts[i].Ladder = DefaultLadder(p.Hosts[i].Reboot.Expected)
		}
	}
	for i, text := range args.list("min_healthy") {
		p.Environments[i].MinHealthy, _ = strconv.Atoi(text)
	}
	if list := args.list("waves"); list != nil {
		for _, text := range list {
			p.Waves = append(p.Waves, s.wave(text))
		}
		p.Order = Concatenated(p.Waves)
		p.Index()
	}
	if text := args.text("also"); text != "" { // a second moment that must be met
		p.Change.Others = append(p.Change.Others, Deadline{Name: "bank", At: s.clock(text)})
	}
}

// watching makes it a plan that nobody approved, of hosts alone.
func (s *stage) watching(p *Plan, args argList) {
	for i := range p.Hosts {
		h := &p.Hosts[i]
		h.Checks.Any = slices.Contains(args.list("any"), h.Name)
		if ports := args.list("ports"); ports != nil {
			h.Checks.TCP = nil
			for _, port := range ports {
				n, _ := strconv.Atoi(port)
				h.Checks.TCP = append(h.Checks.TCP, n)
			}
		}
	}
	if p.Ungated = slices.Contains(args.plain, "ungated"); p.Ungated {
		p.Change.Window, p.Change.Deadline, p.Runbook, p.Environments = Window{}, Deadline{}, NewRunbook(), nil
		for i := range p.Hosts {
			p.Hosts[i].Level, p.Hosts[i].Environment = Level{}, "all"
		}
	}
}

// wave reads NAME:HOST+HOST[:AT_ONCE[:SOAK[:MAX_FAILED]]].
func (s *stage) wave(text string) Wave {
	parts := append(strings.Split(text, ":"), "", "", "")
	w := Wave{Name: parts[0], Hosts: strings.Split(parts[1], "+")}
	if percent, is := strings.CutSuffix(parts[2], "%"); is {
		w.AtOnce.Percent, _ = strconv.Atoi(percent)
	} else {
		w.AtOnce.Hosts, _ = strconv.Atoi(percent)
	}
	if parts[3] != "" {
		w.Soak = mustDuration(s.t, parts[3])
	}
	w.MaxFailed, _ = strconv.Atoi(parts[4])
	return w
}

// automatic has steps run by themselves.
func (s *stage) automatic(p *Plan, args argList) {
	if args.list("waves") == nil && args.list("auto") != nil {
		p.Waves = Singly(p.Order)
	}
	for i := range p.Runbook.steps {
		if st := &p.Runbook.steps[i]; slices.Contains(args.list("auto"), st.ID) {
			st.Auto, st.Run, st.Command, st.Timeout = true, RunLocal, "do "+st.ID+" {name}", 10*time.Minute
		}
	}
	if text := args.text("presence"); text != "" {
		p.Presence = mustDuration(s.t, text)
	}
}

// fly lets the autopilot of a wave do what it would do, until it waits.
func (s *stage) fly(wave, eyes string) {
	for range 20 {
		move := s.state.NextMove(wave, Own(eyes), s.now)
		if !move.Acts() || move.Kind == "" {
			fmt.Fprintf(&s.out, "%s: %s\n", orText(string(move.Kind), "off"), told(s.plan, move.Why))
			return
		}
		from := len(s.journal)
		_, err := s.do(Fly{Wave: wave, Move: move, Eyes: Own(eyes)})
		s.print(s.journal[from:])
		if err != nil {
			s.t.Fatal(err)
		}
	}
	s.t.Fatal("it never waits")
}

func (s *stage) plannedHost(h *Host, args argList) {
	if slices.Contains(args.list("boot"), h.Name) {
		h.BootEvidence.Exec = "wmic os get lastbootuptime"
	}
	if text := args.text("bootzone"); text != "" {
		zone, err := time.LoadLocation(text)
		if err != nil {
			s.t.Fatal(err)
		}
		h.BootEvidence.Zone = zone
	}
	h.BootEvidence.SMB = slices.Contains(args.list("smb"), h.Name)
	h.BootEvidence.RDP = slices.Contains(args.list("rdp"), h.Name)
	if text := args.text("settle"); text != "" {
		h.Reboot.Settle = mustDuration(s.t, text)
	}
	if text := args.text("expected_reboots"); text != "" {
		h.Reboot.ExpectedReboots, _ = strconv.Atoi(text)
	}
	if text := args.text("tested"); text != "" {
		h.Level.Tested = text
	}
	if text := args.text("failover_rung"); text != "" {
		h.Ladder = slices.Clone(h.Ladder)
		h.Ladder[slices.IndexFunc(h.Ladder, func(r Rung) bool { return r.Action == ActionFailover })].Name = RungName(text)
	}
}

// elsewhere moves the night to another zone and date.
func (s *stage) elsewhere(p *Plan, zone, eve string) {
	place, err := time.LoadLocation(zone)
	if err != nil {
		s.t.Fatal(err)
	}
	if s.eve, err = time.ParseInLocation(time.DateOnly, eve, place); err != nil {
		s.t.Fatal(err)
	}
	p.Change.Zone = place
	p.Change.Window = Window{Start: s.clock("23:30"), End: s.clock("06:00")}
	p.Change.Deadline.At = s.clock("07:00")
}

func (s *stage) clock(text string) time.Time { return clockAfter(s.eve, text) }

// unwatched lets time pass that nobody watches, as a process sees it that looks
// at both clocks afterwards.
func (s *stage) unwatched(verb string, args argList) {
	d := args.duration(s.t, 0)
	switch verb {
	case "step":
		s.now = s.now.Add(d)
	case "stop":
		s.pass(d, d)
	case "suspend":
		if s.sleeps = args.at(1) == "sleeps"; s.sleeps {
			s.pass(d, 0)
		} else {
			s.pass(d, d)
		}
	}
	s.print(s.until(s.now.Add(time.Second)))
	s.sleeps = false
}

// settruth changes what the named signals of the named hosts, or the named
// witnesses, answer; with no signal named, all of them, evidence included.
func (s *stage) settruth(verb string, args argList) {
	var hosts, checks []string
	cause, count, text := CauseTimeout, 0, args.text("is")
	for _, word := range args.plain {
		switch {
		case s.plan.Host(word) != nil || slices.Contains(s.plan.Witnesses, word):
			hosts = append(hosts, word)
		case slices.Contains([]Cause{CauseRefused, CauseUnreachable}, Cause(word)):
			cause = Cause(word)
		case verb == "drop" && word[0] <= '9':
			count, _ = strconv.Atoi(word)
		case (verb == "boot" || verb == "uptime" || verb == "ahead" || verb == "name") && text == "":
			text = word
		default:
			checks = append(checks, word)
		}
	}
	if verb == "name" {
		checks = []string{SignalRDP}
	} else if (verb == "boot" || verb == "uptime") && checks == nil {
		checks = []string{SignalBoot}
	}
	found := false
	for key, truth := range s.truth {
		host := key.host
		if host == "" { // a witness is named by its check
			host = key.check
		}
		if slices.Contains(hosts, host) && (len(checks) == 0 || slices.Contains(checks, key.check)) {
			found = true
			truth.set(verb, text, cause, count)
			switch verb {
			case "uptime":
				truth.isUptime, truth.booted = true, s.mono-mustDuration(s.t, text)
			case "ahead":
				truth.ahead = mustDuration(s.t, text)
			}
		}
	}
	if !found {
		s.t.Fatalf("%s %v: no such host or signal", verb, args.plain)
	}
}

func (t *signalTruth) set(verb, text string, cause Cause, count int) {
	switch verb {
	case "drop":
		t.drop, t.fault = count, false
	case "boot":
		t.boot, t.isUptime = text, false
	case "name":
		t.name = text
	case "uptime", "ahead":
	default:
		t.up, t.fault, t.drop, t.cause = verb == "answers", verb == "fault", 0, cause
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
		fmt.Fprintf(&s.out, "refused: %s\n", strings.TrimPrefix(told(s.plan, refused.Why), "refuse."))
		if refused.Try.Said() {
			fmt.Fprintf(&s.out, "     try: %s\n", strings.TrimPrefix(told(s.plan, refused.Try), "try."))
		}
	case errors.As(err, &invalid):
		fmt.Fprintf(&s.out, "invalid: %s\n", strings.TrimPrefix(told(s.plan, invalid.Why), "invalid."))
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
		return MarkStep{
			By: by, Host: host, Result: StepResult(args.at(2)), Note: args.text("note"),
			Evidence: args.text("evidence"), Second: args.text("second"),
		}
	case "reboot":
		return MarkReboot{By: by, Host: host, At: args.text("when")}
	case "recover":
		c := Recover{By: by, Host: host, What: args.text("what"), Outcome: args.text("outcome")}
		if text := args.text("for"); text != "" {
			c.For = mustDuration(s.t, text)
		}
		return c
	case "finish":
		return Finish{By: by, Host: host, Result: Work(args.at(2))}
	case "hold":
		return HoldChange{By: by, Reason: args.text("reason")}
	case "resume":
		return Release{By: by, Reason: args.text("reason")}
	case "ack":
		return Ack{By: by, Incident: host}
	case "action":
		return Act{
			By: by, Incident: host, Kind: ActionKind(args.at(2)), State: ActionState(args.at(3)),
			Outcome: args.text("outcome"), Callback: args.text("callback"),
		}
	case "failover":
		return failoverCommand(by, host, args)
	case "confirm":
		return ConfirmContact{By: by, Contact: host}
	case "precheck":
		return MarkPrecheck{By: by, Host: host, Precheck: args.at(2), Result: args.at(3), Note: args.text("note")}
	case "deviate":
		return Deviate{By: by, What: args.text("what"), Reason: args.text("reason"), Second: args.text("second")}
	case "note":
		return AddNote{By: by, Text: args.text("text")}
	case "close":
		return Close{By: by, Outcome: args.text("outcome")}
	}
	return s.correction(args)
}

// correction reads the verbs that correct what was said before.
func (s *stage) correction(args argList) Command {
	by, reason, second := args.text("by"), args.text("reason"), args.text("second")
	switch verb, host := args.at(0), args.at(1); verb {
	case "cancel":
		return CancelReboot{By: by, Host: host}
	case "enough":
		return Enough{By: by, Host: host}
	case "undo":
		return Undo{By: by, Host: host}
	case "hand":
		return Hand{By: by, Host: host, To: args.text("to"), Reason: reason}
	case "accept":
		return Accept{By: by, Host: host, Reason: reason, Second: second}
	case "drop":
		return DropSignal{By: by, Host: host, Check: args.at(2), Reason: reason, Second: second}
	case "prechecks":
		return AskPrechecks{By: by, Host: host}
	case "begin": // as the process does that has the watch
		n, _ := strconv.Atoi(args.at(2))
		return StartPrecheck{Host: host, N: n}
	case "engage":
		return Engage{By: by, Wave: host}
	case "disengage":
		return Disengage{By: by, Wave: host}
	case "present":
		return BePresent{By: by}
	case "ran":
		n, _ := strconv.Atoi(args.at(2))
		step, _ := s.plan.Step(host, n-1)
		return EndRun{By: by, Host: host, RunData: s.came(n, step.ID, step.Success(), args)}
	case "end":
		n, _ := strconv.Atoi(args.at(2))
		p := s.plan.Prechecks[n-1]
		return EndPrecheck{Host: host, RunData: s.came(n, p.ID, p.Success(), args)}
	case "keep":
		return KeepSignal{By: by, Host: host, Check: args.at(2), Reason: reason, Second: second}
	}
	s.t.Fatalf("no verb %q", args.at(0))
	return nil
}

// came is what came of a command: exit=N said=(its last line).
func (s *stage) came(n int, id string, success Success, args argList) RunData {
	d := RunData{N: n, Step: id, Said: args.text("said")}
	if text := args.text("exit"); text != "" {
		exit, _ := strconv.Atoi(text)
		d.Exit, d.Unmet = &exit, success.Unmet(exit, d.Said)
	} else {
		d.Fault = Stated(GateHeld)
	}
	return d
}

func failoverCommand(by, environment string, args argList) Command {
	switch verb := args.at(2); verb {
	case "go", "no-go":
		return DecideFailover{By: by, Environment: environment, Go: verb == "go", Reason: args.text("reason")}
	case "step":
		return MarkFailoverStep{By: by, Environment: environment, Note: args.text("note")}
	case "abort":
		return EndFailover{By: by, Environment: environment, Outcome: FailoverAborted, Reason: args.text("reason")}
	default:
		return EndFailover{By: by, Environment: environment, Outcome: verb}
	}
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

func orText(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
