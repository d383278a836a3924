package change

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// scene is one random stretch of a night whose truth is known beforehand, in
// seconds of the world: no sleep stops them and no hand sets them back.
type scene struct {
	*night
	rng   *rand.Rand
	world int
	loss  int // percent of probes that get lost on the way
	// life says of each signal, second by second, whether it truly answers.
	life map[signalKey][]bool
	keys []signalKey
	// blind and fault are the stretches in which our own network is gone, or
	// our own probing of a host broken.
	blind []stretch
	fault map[string][]stretch
	// wrong is when another machine answers for a host.
	wrong map[string]stretch
	// unwatched is what happens to our own time, at which second.
	unwatched map[int]func()
	// machines are what the boot evidence of the hosts says.
	machines map[string]*machine
	// mark is when the operator marks the reboot, -1: never.
	mark int
	// sentAt is the second of the world at which a wall clock showed a time.
	sentAt map[int64]int
}

// stretch is from its first second up to, but not with, its last.
type stretch struct{ from, to int }

func (s stretch) has(second int) bool { return s.from <= second && second < s.to }

const (
	sceneSeconds = 330 // what happens
	sceneCalm    = 110 // all is well again, until the end
)

func newScene(seed uint64, broken func(string, ...any)) *scene {
	rng := rand.New(rand.NewPCG(seed, 8))
	s := &scene{
		rng: rng, loss: max(0, rng.IntN(41)-10), life: map[signalKey][]bool{}, fault: map[string][]stretch{},
		wrong: map[string]stretch{}, machines: map[string]*machine{}, unwatched: map[int]func(){}, sentAt: map[int64]int{}, mark: -1,
	}
	s.night = newNight(s.plot(), clockOn("23:00"), broken)
	s.keys = slices.SortedFunc(maps.Keys(s.truth), func(a, b signalKey) int {
		return strings.Compare(a.host+a.check, b.host+b.check)
	})
	for i := range s.plan.Hosts {
		s.born(&s.plan.Hosts[i])
		s.machines[s.plan.Hosts[i].Name] = newMachine(rng)
	}
	reboot := 40 + rng.IntN(20)
	back := s.reboots("A1", reboot)
	if rng.IntN(4) == 0 {
		at, seconds := 20+rng.IntN(250), 4+rng.IntN(40)
		s.outage("B1", at, seconds)
		if rng.IntN(2) == 0 { // else it was its cable
			s.machines["B1"].boots = append(s.machines["B1"].boots, at+rng.IntN(seconds))
		}
	}
	s.flaps()
	if s.plan.Host("A1").BootEvidence.RDP && rng.IntN(2) == 0 {
		s.wrong["A1"] = stretch{back, back + 15 + rng.IntN(60)}
	}
	switch rng.IntN(4) { // early, on time, late, never
	case 0, 1:
		s.mark = max(21, reboot-rng.IntN(40))
	case 2:
		s.mark = reboot + rng.IntN(40)
	}
	s.troubles()
	return s
}

// plot is a plan of two hosts with random signals, norms and witnesses.
func (s *scene) plot() *Plan {
	p := nightPlan().only("A1", "B1")
	p.Environments = nil
	p.Witnesses = []string{"gw", "ref"}[:1+s.rng.IntN(2)]
	p.Probe.Timeout = time.Duration(s.rng.IntN(3)) * time.Second
	for i := range p.Hosts {
		h := &p.Hosts[i]
		h.Checks = Checks{ICMP: s.rng.IntN(4) > 0, TCP: []int{3389, 445, 22}[:1+s.rng.IntN(3)]}
		if s.rng.IntN(3) == 0 {
			h.BootEvidence.Exec, h.BootEvidence.Zone = "boot", china
		}
		h.BootEvidence.RDP = s.rng.IntN(4) == 0
		h.Reboot = RebootNorm{
			Expected: time.Duration(40+s.rng.IntN(80)) * time.Second, Settle: time.Duration(8+s.rng.IntN(33)) * time.Second,
			ShutdownLimit: time.Duration(15+s.rng.IntN(30)) * time.Second, ExpectedReboots: 1 + s.rng.IntN(2),
		}
		h.Ladder = DefaultLadder(h.Reboot.Expected)
	}
	return p
}

// born lets all signals of a host answer, but for one that a firewall filters.
func (s *scene) born(h *Host) {
	filtered := s.rng.IntN(8) // beyond the number of signals: none
	for i, signal := range h.Watched() {
		check := signal.Name
		life := make([]bool, sceneSeconds+sceneCalm+200) // room for what sleeps away
		for second := range life {
			life[second] = i != filtered || len(h.Signals()) == 1 || check == SignalBoot || check == SignalRDP
		}
		s.life[signalKey{h.Name, check}] = life
	}
}

// silence lets a signal truly not answer, if it ever does.
func (s *scene) silence(key signalKey, from, seconds int) {
	for second := max(0, from); second < min(from+seconds, sceneSeconds); second++ {
		s.life[key][second] = false
	}
}

func (s *scene) outage(host string, from, seconds int) {
	for key := range s.life {
		if key.host == host {
			s.silence(key, from, seconds)
		}
	}
}

// reboots takes the ports of a host down and up again in any order, with up to
// two bounces, and returns when the first port is back for the last time.
func (s *scene) reboots(host string, at int) (back int) {
	for range 1 + max(0, s.rng.IntN(5)-2) {
		away := 6 + s.rng.IntN(50)
		back = at + away
		for _, check := range s.plan.Host(host).Signals() {
			from, late := s.rng.IntN(7), s.rng.IntN(20)
			s.silence(signalKey{host, check}, at+from, away-from+late)
		}
		for _, signal := range s.plan.Host(host).Watched() {
			if signal.Kind.Role != Reaches {
				s.silence(signalKey{host, signal.Name}, at+3, away)
			}
		}
		s.machines[host].boots = append(s.machines[host].boots, at+3+s.rng.IntN(away))
		at = back + 2 + s.rng.IntN(30) // within the settle time, or just after it
	}
	return back
}

// flaps are short outages of single signals.
func (s *scene) flaps() {
	for range s.rng.IntN(4) {
		checks := s.plan.Host("A1").Signals()
		s.silence(signalKey{"A1", checks[s.rng.IntN(len(checks))]}, 20+s.rng.IntN(280), 1+s.rng.IntN(9))
	}
}

// troubles are our own: no network, no sockets, no time.
func (s *scene) troubles() {
	for range max(0, s.rng.IntN(4)-1) {
		from := 30 + s.rng.IntN(250)
		s.blind = append(s.blind, stretch{from, from + 5 + s.rng.IntN(40)})
	}
	for _, host := range []string{"A1", "A1", "B1"} {
		if s.rng.IntN(4) == 0 {
			from := 30 + s.rng.IntN(250)
			s.fault[host] = append(s.fault[host], stretch{from, from + 2 + s.rng.IntN(30)})
		}
	}
	at, d := 30+s.rng.IntN(250), time.Duration(6+s.rng.IntN(60))*time.Second
	switch s.rng.IntN(8) {
	case 0:
		s.unwatched[at] = func() { s.sleep(d, false) }
	case 1:
		s.unwatched[at] = func() { s.sleep(d, true) }
	case 2:
		s.unwatched[at] = func() { s.now = s.now.Add(time.Hour) }
	case 3:
		s.unwatched[at] = func() { s.now = s.now.Add(-time.Hour) }
	case 4:
		s.unwatched[at] = func() { s.sleep(d, false); s.now = s.now.Add(-time.Hour) }
	}
}

// sleep lets time pass that nobody watches, on a monotonic clock that sleeps
// too or goes on.
func (s *scene) sleep(d time.Duration, sleeps bool) {
	s.sleeps = sleeps
	if mono := d; sleeps {
		s.pass(mono, 0)
	} else {
		s.pass(d, d)
	}
	s.world += int(d / time.Second)
}

// tick plays one second.
func (s *scene) tick() {
	if happens := s.unwatched[s.world]; happens != nil {
		delete(s.unwatched, s.world)
		happens()
	}
	s.world++
	s.sentAt[s.now.Unix()+1] = s.world
	s.cut = s.isBlind(s.world)
	for _, key := range s.keys { // in order, or a seed would not tell the same twice
		truth, life := s.truth[key], s.life[key]
		truth.up = key.host == "" || s.world >= len(life) || life[s.world]
		truth.fault = s.isFaulty(key.host, s.world)
		truth.drop = 0
		if s.rng.IntN(100) < s.loss && s.world > 12 && s.world < sceneSeconds {
			truth.drop = 1
		}
		s.evidence(key, truth)
	}
	s.until(s.now.Add(time.Second))
	s.sleeps = false
}

// evidence is what the machine says of its boot; names change while another
// machine answers.
func (s *scene) evidence(key signalKey, truth *signalTruth) {
	switch key.check {
	case SignalBoot:
		truth.boot = s.machines[key.host].text(s.world)
	case SignalRDP:
		truth.name = key.host
		if s.wrong[key.host].has(s.world) {
			truth.name = "CLONE"
		}
	}
}

func (s *scene) isBlind(second int) bool { return within(s.blind, second) }

func (s *scene) isFaulty(host string, second int) bool { return within(s.fault[host], second) }

func within(stretches []stretch, second int) bool {
	for _, st := range stretches {
		if st.has(second) {
			return true
		}
	}
	return false
}

// play lets an operator work on A1 while all of it happens.
func (s *scene) play(each func()) {
	s.mustDo(Open{By: "li"})
	for s.world < sceneSeconds+sceneCalm {
		s.tick()
		if s.world == 20 { // whatever the gate says of lost packets
			s.mustDo(Deviate{By: "li", What: "start A1", Reason: "tonight", Second: "zhang"})
			s.mustDo(Start{By: "li", Host: "A1"})
		}
		if a1 := s.state.Host("A1"); s.mark >= 0 && s.world >= s.mark && a1.Work == Started {
			s.mark = -1
			if a1.Reboot == nil { // whoever sees it gone or back does not mark it any more
				s.mustDo(MarkReboot{By: "li", Host: "A1"})
			}
		}
		if a1 := s.state.Host("A1"); s.world == sceneSeconds+sceneCalm/3 && a1.BetweenReboots(s.plan.Host("A1")) {
			s.mustDo(Enough{By: "li", Host: "A1"}) // whoever looks at its console sees that it has ended
		}
		each()
	}
}
