package checks

import (
	"errors"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"tminus/change"
)

// The hosts of a bench under attack: one floods, one answers, one is dead.
const (
	loud, well, dead = "192.0.2.1", "192.0.2.2", "192.0.2.3"
)

// attacked is a bench whose hosts have been asked once, and answered.
func attacked(t *testing.T) *echoBench {
	b := newEchoBench(t, 3)
	b.names = map[netip.Addr]string{netip.MustParseAddr(loud): "loud", netip.MustParseAddr(well): "well", netip.MustParseAddr(dead): "dead"}
	b.round(nil, loud, well, dead)
	return b
}

// replyTo is the answer to the latest echo of a signal.
func (b *echoBench) replyTo(i int32) []byte {
	b.compose(i, &b.echoes[i], false)
	p := append([]byte(nil), b.packet[:]...)
	p[0] = echoReply(false)
	return p
}

// round is a second: all are asked, some answer while somebody floods, and what
// was not answered expires. It gives what became of the questions.
func (b *echoBench) round(flood func(), answer ...string) (open map[string]error) {
	b.t.Helper()
	open = map[string]error{}
	b.now = time.Now()
	for i, to := range []string{loud, well, dead} {
		if err := b.ping(int32(i), to); err != nil {
			b.t.Fatal(err)
		}
	}
	for i := range 50 {
		for n, to := range []string{loud, well, dead} {
			for _, from := range answer {
				if i == 10 && to == from {
					b.wire().deliver(b.replyTo(int32(n)), from, time.Now())
				}
			}
		}
		if flood != nil {
			for range 20_000 / 50 {
				flood()
			}
		}
		b.look()
		time.Sleep(time.Second / 50)
	}
	for i, to := range []string{loud, well, dead} {
		if b.echoes[i].open {
			open[to] = b.expire(int32(i))
		}
	}
	return open
}

// noted are the codes of what was told for the record.
func (b *echoBench) noted() []change.Code {
	var list []change.Code
	for _, st := range b.notes {
		list = append(list, st.Code)
	}
	return list
}

func (b *echoBench) wantNotes(want ...change.Code) {
	b.t.Helper()
	got := b.noted()
	if len(got) != len(want) {
		b.t.Fatalf("noted %v, want %v", b.notes, want)
	}
	for i := range want {
		if got[i] != want[i] {
			b.t.Fatalf("noted %v, want %v", b.notes, want)
		}
	}
}

// TestFloodIsKeptAway: 20,000 packets a second with a wrong token. The others
// are seen as they are, and the flood is told with its source, and its end.
func TestFloodIsKeptAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := attacked(t)
		junk := b.replyTo(0)
		junk[echoCookie] ^= 1
		flood := func() { b.wire().deliver(junk, loud, time.Now()) }
		b.round(flood, well, loud)
		before := b.tally.Foreign
		for range 3 {
			open := b.round(flood, well, loud)
			if err, silent := open[dead]; len(open) != 1 || !silent || err != nil {
				t.Errorf("not answered: %v, want a loss of the dead one alone", open)
			}
		}
		if came := (b.tally.Foreign - before) / 3; came > 1000 {
			t.Errorf("of 20,000 a second %d came through", came)
		}
		b.wantNotes(change.NoteFlood)
		if st := b.notes[0]; len(st.Values) != 2 || st.Values[0].Is.(int) < 10_000 || st.Values[1].Is.([]string)[0] != "loud" {
			t.Errorf("told %v", st)
		}
		if b.said["flood over IPv4"] == "" {
			t.Errorf("no notice: %v", b.said)
		}
		for range 15 {
			b.round(nil, well, loud, dead)
		}
		b.wantNotes(change.NoteFlood, change.NoteFloodOver)
		if b.said["flood over IPv4"] != "" || b.wire().sieve.oneIn != 1 {
			t.Errorf("it is over, and still: %v, one in %d", b.said, b.wire().sieve.oneIn)
		}
	})
}

// TestFloodOfOwnAnswers: one who repeats its own answer, which no filter can
// tell from it. What it answers itself may then be lost to the sieve: unknown.
func TestFloodOfOwnAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := attacked(t)
		old := b.replyTo(0)
		flood := func() { b.wire().deliver(old, loud, time.Now()) }
		b.round(flood, well)
		open := b.round(flood, well)
		if len(open) != 2 || open[dead] != nil || !errors.Is(open[loud], errFlooded) {
			t.Fatalf("not answered: %v, want a loss, and the flood unknown", open)
		}
		says(t, verdicts{}.missed(open[loud]), change.Unknown, change.CauseLocal)
		b.wantNotes(change.NoteFlood)
		if s := b.wire().sieve; len(s.thinned) != 1 || s.thinned[0] != netip.MustParseAddr(loud) {
			t.Errorf("thinned are %v", s.thinned)
		}
	})
}

// TestBacklogIsCountedOnce: what waited while nobody read has come through no
// sieve, and stands for itself.
func TestBacklogIsCountedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := attacked(t)
		junk := b.replyTo(0)
		junk[echoSeal] ^= 1
		time.Sleep(time.Second)
		for range 10_000 {
			b.wire().deliver(junk, loud, time.Now())
		}
		b.look()
		if total := b.v4.flood.sent; total != 10_000 {
			t.Errorf("10,000 packets are counted as %d", total)
		}
		if oneIn := b.wire().sieve.oneIn; oneIn < 2 || oneIn > 128 {
			t.Errorf("of 10,000 a second one in %d comes through", oneIn)
		}
	})
}

// TestFullBufferIsNoFlood: what found no room was a fleet's answers, and not
// what one host sent beside them.
func TestFullBufferIsNoFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := attacked(t)
		stray := b.replyTo(0)
		stray[echoSeal] ^= 1
		for range 3 {
			b.round(func() {
				if len(b.wire().waiting) == 3 { // all have just answered
					b.wire().deliver(stray, loud, time.Now())
					b.wire().drops += 5000
				}
			}, loud, well, dead)
		}
		b.wantNotes(change.NoteForged)
		if b.wire().sieve.oneIn != 1 {
			t.Errorf("one in %d comes through", b.wire().sieve.oneIn)
		}
	})
}

// TestFloodFromEverywhere: from sources without number.
func TestFloodFromEverywhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := attacked(t)
		junk, from := b.replyTo(0), netip.MustParseAddr("198.51.100.0")
		flood := func() { from = from.Next(); b.wire().deliver(junk, from.String(), time.Now()) }
		for range 3 {
			b.round(flood, well)
		}
		open := b.round(flood, well)
		if len(open) != 2 || open[dead] != nil {
			t.Errorf("not answered: %v, want two losses", open)
		}
		if got := b.noted(); got[len(got)-1] != change.NoteFloodMany || len(b.notes) > 2 {
			t.Errorf("noted %v", b.notes)
		}
	})
}

// TestUnreadIsUnknown: a socket that cannot be read to its end may hold answers.
func TestUnreadIsUnknown(t *testing.T) {
	b := newEchoBench(t, 1)
	if err := b.ping(0, well); err != nil {
		t.Fatal(err)
	}
	junk := b.wire().reply()
	junk[echoSeal] ^= 1
	b.wire().sieve = &sieve{oneIn: 1}
	for range mostRead + 1 {
		b.wire().deliver(junk, well, b.now)
	}
	if b.look(); len(b.wire().waiting) == 0 {
		t.Fatal("one round read without a bound")
	}
	if err := b.expire(0); !errors.Is(err, errOverflow) {
		t.Errorf("more was there than was read, and the echo is %v", err)
	}
}

// TestForgedAnswers: nobody answers for another. It is told once.
func TestForgedAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		forge func(b *echoBench) []byte
		code  change.Code
	}{
		"with the token of one's own question": {func(b *echoBench) []byte { return b.replyTo(0) }, change.NoteElsewhere},
		"with the other's number in it": {func(b *echoBench) []byte {
			p := b.replyTo(0)
			p[echoIndex+3] = 2
			return p
		}, change.NoteForged},
		"with the other's last seal": {func(b *echoBench) []byte {
			b.echoes[2].count--
			p := b.replyTo(2)
			b.echoes[2].count++
			p[echoCount+3]++
			p[7]++
			return p
		}, change.NoteForged},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := attacked(t)
				for range 3 {
					open := b.round(func() {
						if len(b.wire().waiting) == 0 { // one at a time, no flood
							b.wire().deliver(c.forge(b), dead, time.Now())
						}
					}, loud, well)
					if err, silent := open[dead]; !silent || err != nil {
						t.Errorf("the dead one: %v, silent: %v", err, silent)
					}
				}
				b.wantNotes(c.code)
			})
		})
	}
}

// TestForgeriesAreLookedUpAFewTimes: whose an address is costs a look at all signals.
// Once as many forgeries are told as ever will be, nobody makes us look again.
func TestForgeriesAreLookedUpAFewTimes(t *testing.T) {
	looked, noted := 0, 0
	f := forgeries{voice: voice{
		note: func(change.Statement) { noted++ },
		name: func(netip.Addr) string { looked++; return "a host" },
	}}
	from := netip.MustParseAddr("192.0.2.1")
	forge := func(n int) {
		for range n {
			from = from.Next()
			f.elsewhere(netip.MustParseAddr(loud), from)
		}
	}
	forge(maxForged)
	most := looked
	forge(1000)
	if looked != most || noted != maxForged {
		t.Errorf("%d lookups for the first %d, %d for the rest; %d told", most, maxForged, looked-most, noted)
	}
}
