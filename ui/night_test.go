package ui

import (
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"tminus/change"
)

// night plays moments of one patch night: a plan of four hosts, its events
// folded and its probes remembered, second by second.
type night struct {
	t     *testing.T
	state change.State
	sight *change.Sight
	now   time.Time
	tail  []change.Event
	seq   uint64
	// silent holds signals that do not answer, such as "B1" or "B1 icmp".
	silent map[string]bool
	// unprobed: nobody looks at anything.
	unprobed bool
	snap     change.Snapshot
}

// cst is the zone of the night, fixed so that the test needs no zone files.
func cst() *time.Location { return time.FixedZone("CST", 8*3600) }

func at(clock string) time.Time {
	t, err := time.ParseInLocation("15:04:05", clock, cst())
	if err != nil {
		panic(err)
	}
	day := 12
	if t.Hour() > 12 {
		day = 11
	}
	return time.Date(2020, 3, day, t.Hour(), t.Minute(), t.Second(), 0, cst())
}

func nightPlan() *change.Plan {
	host := func(name, address, env, model, from string) change.Host {
		return change.Host{
			Name: name, Address: address, Environment: env, Model: model, OS: "Windows Server 2008 R2 SP1",
			Level:  change.Level{From: from, To: "2020-01", Tested: "2020-01"},
			Checks: change.Checks{ICMP: true, TCP: []int{3389}},
			Reboot: change.RebootNorm{Expected: 10 * time.Minute, Settle: time.Minute, ShutdownLimit: 5 * time.Minute, ExpectedReboots: 1},
			Ladder: change.DefaultLadder(10 * time.Minute),
		}
	}
	env := func(name, standby string) change.Environment {
		return change.Environment{
			Name: name, Standby: standby, MinHealthy: 1,
			Failover: change.FailoverPlan{Takes: time.Hour, Margin: 15 * time.Minute, Steps: []string{
				"Tell the users that the order system pauses", "Stop the batch jobs", "Point the load balancer at the other side",
			}},
		}
	}
	return &change.Plan{
		Change: change.Info{
			ID: "PN-2020-03", Title: "Patch night", Zone: cst(),
			Window:   change.Window{Start: at("23:30:00"), End: at("06:00:00")},
			Deadline: change.Deadline{Name: "business peak", At: at("07:00:00")},
		},
		Contacts: map[string]change.Contact{
			"vendor":   {Key: "vendor", Name: "Wang Lei", Role: "vendor engineer", Phone: "+86 10 5550 0142"},
			"business": {Key: "business", Name: "Zhao Min", Role: "head of operations", Phone: "+86 10 5550 0177"},
		},
		Environments: []change.Environment{env("A", "B"), env("B", "A")},
		Hosts: []change.Host{
			host("A1", "192.0.2.11", "A", "IBM x3650 M4", "2017-07"), host("A2", "192.0.2.12", "A", "IBM x3650 M4", "2017-07"),
			host("B1", "192.0.2.21", "B", "Inspur NF5280M4", "2017-08"), host("B2", "192.0.2.22", "B", "Inspur NF5280M4", "2017-08"),
		},
		Order: []string{"A1", "A2", "B1", "B2"},
		Runbook: change.NewRunbook(
			change.Step{ID: "backup", Title: "check last night's backup", Expect: "status 0", Command: "wbadmin get versions"},
			change.Step{ID: "copy", Title: "copy the offline package", Command: `robocopy \\pkg\2020-01 C:\patch /e`, Expect: "12 files copied"},
			change.Step{ID: "install", Title: "install the updates", Command: `wusa C:\patch\{to}.msu /quiet /norestart`, Expect: "exit code 3010", Evidence: "screenshot of the update history", Rollback: `wusa /uninstall /kb:4534310`},
			change.Step{ID: "reboot", Title: "reboot", Reboot: true, Command: `shutdown /r /t 0 /m \\{address}`, Expect: "back within 10 minutes", Rollback: "hard reset from the console, boot the last good configuration"},
			change.Step{ID: "verify", Title: "verify the services", Command: "Get-Service | where Status -ne Running", Expect: "nothing but manual services"},
		),
		Probe:  change.Probe{Interval: time.Second, Timeout: time.Second, DownAfter: 3, UpAfter: 3},
		Digest: "0123456789abcdef",
	}
}

func newNight(t *testing.T, plan *change.Plan) *night {
	n := &night{t: t, state: change.NewState(plan), sight: change.NewSight(plan), now: at("23:30:00"), silent: map[string]bool{}}
	n.do(change.Open{By: "Lin"})
	n.pass(10 * time.Second)
	return n
}

func (n *night) fold(events []change.Event) {
	for i := range events {
		n.seq++
		events[i].Seq = n.seq
	}
	n.state = change.Fold(n.state, events...)
	n.tail = append(n.tail, events...)
}

// do carries out a command that must not be refused.
func (n *night) do(commands ...change.Command) *night {
	n.t.Helper()
	for _, c := range commands {
		events, err := change.Decide(n.state, c, n.now)
		n.fold(events)
		if err != nil {
			n.t.Fatalf("%T at %s: %v", c, n.now.Format("15:04:05"), err)
		}
	}
	return n
}

// pass lets time go by: a probe of every signal each second.
func (n *night) pass(d time.Duration) *night {
	for end := n.now.Add(d); n.now.Before(end); {
		n.now = n.now.Add(time.Second)
		if !n.unprobed {
			n.probe()
		}
		var events []change.Event
		_, events = change.Advance(n.state, n.sight, n.now)
		n.fold(events)
	}
	return n
}

// until lets time go by to a moment of the night.
func (n *night) until(clock string) *night { return n.pass(at(clock).Sub(n.now)) }

// jump skips time in which nothing changes, but for its last seconds.
func (n *night) jump(clock string) *night {
	n.now = at(clock).Add(-10 * time.Second)
	return n.until(clock)
}

func (n *night) probe() {
	for _, h := range n.state.Plan.Hosts {
		for _, check := range h.Signals() {
			o := change.Observation{Host: h.Name, Check: check, At: n.now, Verdict: change.Answered, Latency: time.Millisecond}
			if n.silent[h.Name] || n.silent[h.Name+" "+check] {
				o.Verdict, o.Cause, o.Latency = change.Lost, change.CauseTimeout, 0
			}
			n.sight.Add(o)
		}
	}
}

func (n *night) silence(names ...string) *night {
	for _, name := range names {
		n.silent[name] = true
	}
	return n
}

func (n *night) answer(names ...string) *night {
	for _, name := range names {
		delete(n.silent, name)
	}
	return n
}

// work starts a host and does its steps up to the reboot.
func (n *night) work(host string) *night {
	n.do(change.Start{By: "Lin", Host: host})
	for range 3 {
		n.pass(40 * time.Second).do(change.MarkStep{By: "Lin", Host: host, Result: change.StepOK})
	}
	return n
}

// finish reboots a host without trouble and finishes it.
func (n *night) finish(host string) *night {
	n.do(change.MarkStep{By: "Lin", Host: host, Result: change.StepOK})
	n.pass(20 * time.Second).silence(host).pass(8 * time.Minute).answer(host).pass(90 * time.Second)
	return n.do(change.MarkStep{By: "Lin", Host: host, Result: change.StepOK}, change.Finish{By: "Lin", Host: host, Result: change.FinishedOK})
}

// reboot issues the reboot of a host that then goes silent.
func (n *night) reboot(host string) *night {
	n.do(change.MarkStep{By: "Lin", Host: host, Result: change.StepOK})
	return n.pass(20 * time.Second).silence(host)
}

// snapshot is the moment as the core would publish it.
func (n *night) snapshot() *change.Snapshot {
	snap, state := n.snap, n.state
	snap.State, snap.Now, snap.Version, snap.Tail = &state, n.now, n.seq, n.tail
	if !snap.Attached {
		snap.Sight = n.sight.Clone()
	}
	return &snap
}

// moments of the night, by name. Each is played once, and whoever asks for it
// has a night of his own that goes on from there.
var moments = sync.OnceValue(func() map[string]func(*testing.T) *night {
	return playedOnce(plays())
})

// besides are moments that some tests begin with; no frames of them are kept.
var besides = sync.OnceValue(func() map[string]func(*testing.T) *night {
	return playedOnce(map[string]func(*testing.T) *night{
		"at-reboot": func(t *testing.T) *night { return newNight(t, nightPlan()).work("A1") },
		"alone": func(t *testing.T) *night { // its partner has lost a service since the start
			return newNight(t, nightPlan()).work("A1").silence("A2 tcp/3389").pass(10 * time.Second)
		},
		"unprepared": func(t *testing.T) *night {
			p := nightPlan()
			vendor := p.Contacts["vendor"]
			vendor.Confirm = true
			p.Contacts["vendor"] = vendor
			p.Prechecks = []change.Precheck{{ID: "space", Title: "10 GB are free", Command: "dir {name}", Expect: "more than 10 GB"}}
			return newNight(t, p)
		},
		"auto": func(t *testing.T) *night { return newNight(t, autoPlan()) },
		"flown": func(t *testing.T) *night {
			return newNight(t, autoPlan()).do(change.Engage{By: "Lin", Wave: "A1"})
		},
		"unrun": func(t *testing.T) *night { // the cockpit runs its prechecks itself
			p := nightPlan()
			p.Prechecks = []change.Precheck{{ID: "space", Title: "10 GB are free", Command: "dir {name}", Run: change.RunLocal, Timeout: time.Minute}}
			return newNight(t, p)
		},
		"rebooted": func(t *testing.T) *night {
			n := newNight(t, nightPlan()).work("A1").do(change.MarkReboot{By: "Lin", Host: "A1"})
			return n.silence("A1").pass(2 * time.Minute).answer("A1").pass(2 * time.Minute)
		},
	})
})

// autoPlan lets the first step run by itself.
func autoPlan() *change.Plan {
	p := nightPlan()
	steps := slices.Collect(p.Runbook.All())
	steps[0].Run, steps[0].Auto, steps[0].Timeout = change.RunLocal, true, time.Minute
	p.Runbook = change.NewRunbook(steps...)
	p.Index()
	return p
}

// moment is one of them by its name.
func moment(t *testing.T, name string) *night {
	t.Helper()
	play := moments()[name]
	if play == nil {
		play = besides()[name]
	}
	if play == nil {
		t.Fatalf("there is no moment %q", name)
	}
	return play(t)
}

func playedOnce(plays map[string]func(*testing.T) *night) map[string]func(*testing.T) *night {
	for name, play := range plays {
		plays[name] = once(play)
	}
	return plays
}

func once(play func(*testing.T) *night) func(*testing.T) *night {
	var (
		mu     sync.Mutex
		played *night
	)
	return func(t *testing.T) *night {
		t.Helper()
		mu.Lock()
		defer mu.Unlock()
		if played == nil {
			played = play(t)
		}
		return played.again(t)
	}
}

// again is the same night for another test: its events folded anew, so that
// nothing of the state is shared.
func (n *night) again(t *testing.T) *night {
	c, plan := *n, *n.state.Plan
	c.t, c.state = t, change.Fold(change.NewState(&plan), n.tail...)
	c.tail, c.sight, c.silent = slices.Clone(n.tail), n.sight.Clone(), maps.Clone(n.silent)
	return &c
}

// plays are the moments, each from the beginning of its night.
func plays() map[string]func(*testing.T) *night {
	fresh := func(t *testing.T) *night { return newNight(t, nightPlan()) }
	aDone := func(t *testing.T) *night {
		return fresh(t).work("A1").finish("A1").work("A2").finish("A2")
	}
	b1 := func(t *testing.T) *night { return aDone(t).until("01:40:00").work("B1").reboot("B1") }
	return map[string]func(*testing.T) *night{
		"calm":      fresh,
		"rebooting": func(t *testing.T) *night { return fresh(t).work("A1").reboot("A1").pass(4 * time.Minute) },
		"settling": func(t *testing.T) *night {
			return fresh(t).work("A1").reboot("A1").pass(8 * time.Minute).answer("A1").pass(20 * time.Second)
		},
		"late": func(t *testing.T) *night {
			n := b1(t).until("01:58:00").do(change.Act{By: "Lin", Incident: "B-1", Kind: "stop", State: change.ActionIsDone})
			n.do(change.Act{By: "Chen", Incident: "B-1", Kind: "console", State: change.ActionIsDone, Outcome: "dark"})
			return n.until("02:03:10")
		},
		"first-rung": func(t *testing.T) *night { return b1(t).until("01:57:05") },
		"acked": func(t *testing.T) *night {
			return b1(t).until("01:57:05").do(change.Ack{By: "Lin", Incident: "B-1"})
		},
		"hold": func(t *testing.T) *night {
			return fresh(t).work("A1").finish("A1").do(change.HoldChange{By: "Lin", Reason: "storage alarm in the machine room"}).pass(5 * time.Second)
		},
		"no-side": func(t *testing.T) *night {
			return b1(t).until("02:20:00").silence("A1", "A2", "B2").pass(20 * time.Second)
		},
		"unobserved": func(t *testing.T) *night {
			n := newNight(t, nightPlan())
			n.unprobed = true
			return n.pass(17 * time.Second)
		},
		"no-icmp": func(t *testing.T) *night {
			n := &night{t: t, state: change.NewState(nightPlan()), sight: change.NewSight(nightPlan()), now: at("23:30:00"), silent: map[string]bool{}}
			n.snap.Notices = []change.Statement{change.Own("no right to send ICMP: the change is watched by TCP alone (setcap cap_net_raw+ep tminus)")}
			return n.silence("A1 icmp", "A2 icmp", "B1 icmp", "B2 icmp").do(change.Open{By: "Lin"}).pass(10 * time.Second)
		},
		"fault": func(t *testing.T) *night {
			n := fresh(t).work("A1").do(change.Deviate{By: "Lin", What: "start A2", Reason: "newest patch tried", Second: "Chen"})
			n.snap.Fault = change.Own("no space left on device (/work/records/PN-2020-03/journal.jsonl)")
			n.snap.Beat = at("23:00:00")
			return n
		},
		"strayed": func(t *testing.T) *night {
			return fresh(t).silence("A2").pass(186 * time.Second).answer("A2").pass(2 * time.Minute)
		},
		"past-safe": func(t *testing.T) *night { return b1(t).until("02:30:00").jump("05:52:00") },
		"too-late":  func(t *testing.T) *night { return b1(t).until("02:30:00").jump("06:20:00") },
		"attempts": func(t *testing.T) *night {
			n := b1(t).until("02:05:00").do(change.Act{By: "Lin", Incident: "B-1", Kind: "stop", State: change.ActionIsDone, Outcome: "held"},
				change.Act{By: "Lin", Incident: "B-1", Kind: "vendor", State: change.ActionIsReached, Callback: "02:20", Outcome: "an engineer calls"},
				change.Recover{By: "Chen", Host: "B1", What: "WinPE: roll the patch back", For: 20 * time.Minute})
			return n.until("02:13:00").do(change.Recover{By: "Chen", Host: "B1", What: "startup repair", For: 3 * time.Minute}).until("02:21:05")
		},
		"unsigned": func(t *testing.T) *night {
			n := fresh(t).do(change.Start{By: "Lin", Host: "A1"}).pass(5 * time.Second)
			return n.do(change.MarkStep{By: "Lin", Host: "A1", Result: change.StepPassed, Note: "no need"}).pass(5 * time.Second)
		},
		"switching": func(t *testing.T) *night {
			n := b1(t).until("02:27:05").do(change.DecideFailover{By: "Gao", Environment: "B", Go: true})
			return n.pass(4 * time.Minute).do(change.MarkFailoverStep{By: "Gao", Environment: "B"}).pass(6 * time.Minute)
		},
		"untested": func(t *testing.T) *night {
			n := fresh(t).do(change.Deviate{By: "Lin", What: "level A1 2020-11", Reason: "newest", Second: "Chen"}).work("A1")
			return n.do(change.MarkStep{By: "Lin", Host: "A1", Result: change.StepPassed}).pass(5 * time.Second)
		},
		"window-over": func(t *testing.T) *night {
			return b1(t).until("01:42:30").answer("B1").jump("06:00:30").pass(4 * time.Minute)
		},
		"unwatched": func(t *testing.T) *night {
			n := b1(t).until("01:52:00")
			n.snap.Attached, n.snap.Unwatched = true, change.Stated(change.WatchSince, "since", at("01:51:50"), "pid", 4711, "on", "ops-1")
			return n
		},
		"attached": func(t *testing.T) *night {
			n := b1(t).until("01:52:00")
			n.snap.Attached = true
			return n
		},
	}
}

// rewritten is a runbook with other steps.
func rewritten(book change.Runbook, by func(steps []change.Step)) change.Runbook {
	steps := slices.Collect(book.All())
	by(steps)
	return change.NewRunbook(steps...)
}
