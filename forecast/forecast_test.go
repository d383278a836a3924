package forecast_test

import (
	"fmt"
	"reflect"
	"runtime"
	"testing"
	"time"

	"tminus/change"
	"tminus/forecast"
)

// played plays nights of a plan, after what was changed in the options.
func played(p *change.Plan, set func(*forecast.Options)) forecast.Forecast {
	s := change.NewState(p)
	o := forecast.Options{State: &s, Now: p.Change.Window.Start, History: history(), Nights: 2000, Seed: 7}
	if set != nil {
		set(&o)
	}
	return forecast.Of(o)
}

// TestTheSameSeedGivesTheSameNights, on however many processors.
func TestTheSameSeedGivesTheSameNights(t *testing.T) {
	first := played(night(), nil)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if again := played(night(), nil); !reflect.DeepEqual(first, again) {
		t.Error("two forecasts with one seed differ")
	}
	if other := played(night(), func(o *forecast.Options) { o.Seed = 8 }); reflect.DeepEqual(first.Ends, other.Ends) {
		t.Error("another seed gives the same nights")
	}
}

// TestWithoutRecordsThePlanSpeaks: the arithmetic of the one night that there is then.
func TestWithoutRecordsThePlanSpeaks(t *testing.T) {
	p := night()
	f := played(p, func(o *forecast.Options) { o.History, o.Delay = change.History{}, time.Minute })
	// start, issue, norm, settle, verify and finish, of six hosts; the steps say nothing.
	want := p.Change.Window.Start.Add(6 * (4*time.Minute + 10*time.Minute + 90*time.Second))
	if f.Reboots != 0 || f.End != (forecast.Quantiles{P50: want, P80: want, P95: want}) || f.Done != 1 || f.Failover != 0 || f.Fits != 6 {
		t.Errorf("%+v, want the end at %v", f, want)
	}
	for _, c := range f.Classes {
		if c.Learned {
			t.Errorf("%+v counts as learned", c)
		}
	}
}

// TestMoreOfABadThingIsNoBetter: failures, an earlier end of the window, and slower people
// never make a night more likely to be done.
func TestMoreOfABadThingIsNoBetter(t *testing.T) {
	for seed := range uint64(5) {
		with := func(fails float64, less, delay time.Duration) forecast.Forecast {
			p := night()
			p.Change.Window.End = p.Change.Window.End.Add(-less)
			return played(p, func(o *forecast.Options) {
				o.Seed, o.Fails, o.Delay = seed, map[string]float64{"": fails}, delay
				if delay > 0 {
					o.History.Chores = nil
				}
			})
		}
		for i, pair := range [][2]forecast.Forecast{
			{with(0, 0, 0), with(.3, 0, 0)}, {with(.05, 0, 0), with(.05, 40*time.Minute, 0)}, {with(.05, 0, time.Minute), with(.05, 0, 20*time.Minute)},
		} {
			if better, worse := pair[0], pair[1]; worse.Done > better.Done || worse.Fits > better.Fits {
				t.Errorf("seed %d, pair %d: done %.3f, then %.3f", seed, i, better.Done, worse.Done)
			}
		}
		if f := with(1, 0, 0); f.Failover < .95 || f.Hosts[0].Fails != 1 { // some are helped soon enough
			t.Errorf("if every reboot fails a failover has to begin: %.3f, %+v", f.Failover, f.Hosts[0])
		}
		if f := with(0, 0, 0); f.Hosts[0].Fails != 0 {
			t.Errorf("if none fails, none does: %+v", f.Hosts[0])
		}
	}
}

// TestWhatAlwaysHolds of a forecast.
func TestWhatAlwaysHolds(t *testing.T) {
	f := played(night(), nil)
	if f.Nights != 2000 || len(f.Ends) != int(float64(f.Nights)*(1-f.Refused)+.5) || f.Done+f.Refused > 1 || f.Reboots != 64 {
		t.Errorf("%d ends, done %.3f, refused %.3f, reboots %d", len(f.Ends), f.Done, f.Refused, f.Reboots)
	}
	last := f.Hosts[len(f.Hosts)-1]
	if last.End != f.End || last.Done != f.Done {
		t.Errorf("the last host ends with the night: %+v, %+v", last, f.End)
	}
	before := 1.0
	for i, h := range f.Hosts {
		if h.Done > before || i < f.Fits != (h.Done >= forecast.Fitting) {
			t.Errorf("%s: in time in %.3f, that before in %.3f; %d fit", h.Name, h.Done, before, f.Fits)
		}
		if before = h.Done; h.Decides < 1-f.Refused-1e-9 {
			t.Errorf("%s: one after the other, each decides the end: %.3f", h.Name, h.Decides)
		}
		if h.End.P50.After(h.End.P80) && !h.End.P80.IsZero() || h.Start.P50.After(h.End.P50) {
			t.Errorf("%s: %+v", h.Name, h)
		}
	}
	if sum := f.Parts.Steps + f.Parts.People + f.Parts.Reboots + f.Parts.Help + f.Parts.Soak; sum < .999 || sum > 1.001 {
		t.Errorf("the parts add up to %.3f", sum)
	}
}

// TestAForgedRecordSpoilsNothing: times that nothing takes are no times of a night.
func TestAForgedRecordSpoilsNothing(t *testing.T) {
	want := played(night(), nil)
	got := played(night(), func(o *forecast.Options) {
		for _, odd := range []time.Duration{-time.Hour, 1<<63 - 1, 290 * 365 * 24 * time.Hour} {
			class := change.Class{Model: "quick"}
			o.History = o.History.Add(change.History{
				Waits:  []change.Wait{{Class: class, Source: change.PaceEarlier, For: odd, Back: true}},
				Paces:  []change.Pace{{Class: class, Source: change.PaceEarlier, Recovered: true, Phases: change.Phases{Took: odd}}},
				Chores: []change.Chore{{Kind: change.ChoreStart, Source: change.PaceEarlier, Took: odd}},
			})
		}
	})
	if !reflect.DeepEqual(want, got) {
		t.Errorf("done %.3f, now %.3f", want.Done, got.Done)
	}
}

// TestTheRestOfANight: what is done is done, and a reboot under way is drawn from those
// that took longer than it has taken already.
func TestTheRestOfANight(t *testing.T) {
	p := night()
	s := change.NewState(p)
	at := p.Change.Window.Start.Add(time.Hour)
	for i := range 5 {
		s.Hosts.At(i).Work = change.FinishedOK
	}
	h := s.Hosts.At(5)
	h.Work, h.Started = change.Started, at.Add(-30*time.Minute)
	h.Steps[0].Result = change.StepOK
	h.Reboot = &change.Reboot{Phase: change.Gone, Requested: at.Add(-10 * time.Minute)}
	f := played(p, func(o *forecast.Options) { o.State, o.Now = &s, at })
	if len(f.Hosts) != 1 || f.Hosts[0].Name != "B3" {
		t.Fatalf("%+v", f.Hosts)
	}
	// The slowest that came back by itself took 1300 s; 90 s to hold; then 30 s to
	// verify, 300 s to look, 30 s to finish at least.
	if least := at.Add(90*time.Second + 360*time.Second); f.Ends[0].Before(least) {
		t.Errorf("it ends at %v, not before %v", f.Ends[0], least)
	}
	late := 0 // of the 24 of its class, 17 took longer than ten minutes, and three of these did not come back
	for _, took := range slowTimes() {
		if took > 10*time.Minute {
			late++
		}
	}
	if want := 3 / float64(late+3); f.Hosts[0].Fails < want-.03 || f.Hosts[0].Fails > want+.03 {
		t.Errorf("it fails in %.3f, want about %.3f", f.Hosts[0].Fails, want)
	}
	h.Work, h.Reboot.Phase = change.FinishedOK, change.Settled
	if f = played(p, func(o *forecast.Options) { o.State, o.Now = &s, at }); f.Done != 1 || !f.End.P95.Equal(at) {
		t.Errorf("nothing is left: %+v", f)
	}
}

// fleet is a plan of many hosts like those of the night.
func fleet(hosts int) *change.Plan {
	p := night()
	like := p.Hosts
	p.Hosts, p.Order, p.Change.Deadline = nil, nil, change.Deadline{}
	for i := range hosts {
		h := like[i%len(like)]
		h.Name = fmt.Sprintf("h%d", i)
		p.Hosts, p.Order = append(p.Hosts, h), append(p.Order, h.Name)
	}
	p.Change.Window.End = p.Change.Window.Start.Add(300 * time.Hour)
	p.Index()
	return p
}

// BenchmarkNights plays 10,000 nights of 200 hosts: under 10 s on two cores are asked for.
func BenchmarkNights(b *testing.B) {
	p := fleet(200)
	for b.Loop() {
		if f := played(p, func(o *forecast.Options) { o.Nights = 10_000 }); len(f.Ends) == 0 {
			b.Fatal("no night ends")
		}
	}
}

// inWaves is the night in two waves, two hosts at once.
func inWaves(soak time.Duration) *change.Plan {
	p := night()
	p.Waves = []change.Wave{
		{Name: "first", Hosts: []string{"A1", "B1"}, AtOnce: change.AtOnce{Hosts: 2}, Soak: soak},
		{Name: "rest", Hosts: []string{"A2", "B2", "A3", "B3"}, AtOnce: change.AtOnce{Hosts: 2}, Soak: soak},
	}
	p.Order = change.Concatenated(p.Waves)
	p.Index()
	return p
}

// TestWaves: by the arithmetic of a night in which everything takes its norm: two hosts
// side by side take as long as one, and the soak lies between the waves alone.
func TestWaves(t *testing.T) {
	norms := func(o *forecast.Options) { o.History, o.Delay = change.History{}, time.Minute }
	one := 4*time.Minute + 10*time.Minute + 90*time.Second
	for name, c := range map[string]struct {
		atOnce int
		want   time.Duration
	}{
		"as planned": {0, 3*one + 20*time.Minute},
		"singly":     {1, 6*one + 20*time.Minute},
		"all":        {9, 2*one + 20*time.Minute}, // of each side one has to serve: two of three may be away
	} {
		p := inWaves(20 * time.Minute)
		f := played(p, func(o *forecast.Options) { norms(o); o.AtOnce = c.atOnce })
		if got := f.End.P50.Sub(p.Change.Window.Start); got != c.want {
			t.Errorf("%s: it takes %v, want %v", name, got, c.want)
		}
		decides := 0.0
		for _, h := range f.Hosts {
			decides += h.Decides
		}
		if want := float64(c.want-20*time.Minute) / float64(one); decides != want {
			t.Errorf("%s: %v hosts lie on the critical path, want %v", name, decides, want)
		}
	}
}

// TestWhichAtOnceFits: the limits are tried from one on until all is done in time.
func TestWhichAtOnceFits(t *testing.T) {
	p := inWaves(20 * time.Minute)
	s := change.NewState(p)
	o := forecast.Options{State: &s, Now: p.Change.Window.Start, Delay: time.Minute, Nights: 100, Seed: 1}
	p.Change.Window.End = p.Change.Window.Start.Add(90 * time.Minute) // 113 minutes one by one, 67 two by two
	for i := range p.Hosts {
		p.Hosts[i].Ladder = change.DefaultLadder(time.Minute) // the gate lets them start late
	}
	got := forecast.AtOnce(o)
	if len(got) != 2 || got[0].Done != 0 || got[1].Done != 1 {
		t.Errorf("%d limits: %+v", len(got), got)
	}
	p.Change.Window.End = p.Change.Window.Start.Add(time.Minute)
	if got = forecast.AtOnce(o); len(got) != 12 {
		t.Errorf("none fits, and %d were tried", len(got))
	}
	p.Waves = nil
	p.Index()
	if forecast.AtOnce(o) != nil {
		t.Error("an order has no limit to choose")
	}
}
