package change

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

// TestDifferences: what changed between two plans, in words that a person
// finds in the plan file.
func TestDifferences(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Plan)
		want   []string
	}{
		{"nothing", func(*Plan) {}, nil},
		{"the digest alone is layout", func(p *Plan) { p.Digest = "d2" }, nil},
		{"the norm of one host", func(p *Plan) { p.Host("B1").Reboot.Expected = 15 * time.Minute }, []string{
			"differs.of key=reboot.expected hosts=[B1] was=(10m) is=(15m)",
		}},
		{"the level of two hosts", func(p *Plan) {
			p.Host("B1").Level.To, p.Host("B2").Level.To = "2020-11", "2020-11"
		}, []string{"differs.of key=level.to hosts=[B1 B2] was=(2020-01) is=(2020-11)"}},
		{"a rung later", func(p *Plan) {
			ladder := slices.Clone(p.Host("A1").Ladder)
			ladder[2].After = 25 * time.Minute
			p.Host("A1").Ladder = ladder
		}, []string{"differs.of key=ladder.vendor.after hosts=[A1] was=(20m) is=(25m)"}},
		{"a command", func(p *Plan) { p.Runbook.steps[0].Command = "wusa new.msu" }, []string{
			"differs key=runbook.patch.command was=(word.absent) is=(wusa new.msu)",
		}},
		{"a step more", func(p *Plan) {
			p.Runbook.steps = append(slices.Clone(p.Runbook.steps), Step{ID: "clean", Title: "Clean up", Command: "del"})
		}, []string{
			"differs key=runbook.clean was=(word.absent) is=(word.present)",
			"differs key=runbook was=(patch, reboot, verify) is=(patch, reboot, verify, clean)",
		}},
		{"steps change places", func(p *Plan) { slices.Reverse(p.Runbook.steps) }, []string{
			"differs key=runbook was=(patch, reboot, verify) is=(verify, reboot, patch)",
		}},
		{"a host less", func(p *Plan) { p.only("A1", "A2", "B1") }, []string{
			"differs key=environments.B.min_healthy was=(1) is=(word.absent)",
			"differs key=hosts.B2 was=(word.present) is=(word.absent)",
			"differs key=order was=(A1, A2, B1, B2) is=(A1, A2, B1)",
		}},
		{"another contact", func(p *Plan) {
			p.Contacts = map[string]Contact{ContactVendor: {Key: ContactVendor, Name: "Wei", Phone: "400-2"}}
		}, []string{"differs key=contacts.vendor.phone was=(400-1) is=(400-2)"}},
		{"the deadline", func(p *Plan) { p.Change.Deadline.At = clockOn("06:30") }, []string{
			"differs key=change.deadline.at was=(2020-02-15 07:00 +0800) is=(2020-02-15 06:30 +0800)",
		}},
		{"ports", func(p *Plan) { p.Host("A1").Checks.TCP = []int{3389, 445} }, []string{
			"differs.of key=checks.tcp hosts=[A1] was=(3389) is=(3389, 445)",
		}},
		{"in waves", func(p *Plan) {
			p.Waves = []Wave{{Name: "canary", Hosts: []string{"A1"}}, {Name: "rest", Hosts: []string{"A2", "B1", "B2"}, AtOnce: AtOnce{Percent: 25}}}
		}, []string{
			"differs key=order was=(A1, A2, B1, B2) is=(word.absent)",
			"differs key=waves was=(word.absent) is=(canary, rest)",
			"differs key=waves.canary was=(word.absent) is=(word.present)",
			"differs key=waves.rest was=(word.absent) is=(word.present)",
		}},
		{"probes", func(p *Plan) { p.Probe.DownAfter = 5 }, []string{"differs key=probe.down_after was=(3) is=(5)"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			other := nightPlan()
			tt.change(other)
			var got []string
			for _, d := range Differences(nightPlan(), other) {
				got = append(got, d.Statement().String())
			}
			slices.Sort(got)
			slices.Sort(tt.want)
			if !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestDifferencesOfWaves(t *testing.T) {
	waves := func(second Wave) *Plan {
		p := nightPlan()
		second.Name = "rest"
		p.Waves = []Wave{{Name: "canary", Hosts: []string{"A1"}}, second}
		p.Order = Concatenated(p.Waves)
		return p
	}
	old := waves(Wave{Hosts: []string{"A2", "B1", "B2"}, AtOnce: AtOnce{Hosts: 2}})
	now := waves(Wave{Hosts: []string{"B1", "A2", "B2"}, AtOnce: AtOnce{Percent: 25}, Soak: 30 * time.Minute, MaxFailed: 1})
	var got []string
	for _, d := range Differences(old, now) {
		got = append(got, d.Statement().String())
	}
	want := []string{
		"differs key=waves.rest.hosts was=(A2, B1, B2) is=(B1, A2, B2)",
		"differs key=waves.rest.at_once was=(2) is=(25%)",
		"differs key=waves.rest.soak was=(word.absent) is=(30m)",
		"differs key=waves.rest.max_failed was=(word.absent) is=(1)",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestEveryKeyMakesADifference: whatever field of a plan is changed, now or in
// a later version, is told.
func TestEveryKeyMakesADifference(t *testing.T) {
	each := 0
	var walk func(p *Plan, v reflect.Value, path string)
	walk = func(p *Plan, v reflect.Value, path string) {
		was := reflect.New(v.Type()).Elem()
		was.Set(v)
		switch v.Kind() {
		case reflect.Struct:
			if v.Type() == reflect.TypeFor[time.Time]() {
				return
			}
			if v.Type() == reflect.TypeFor[Runbook]() {
				walk(p, reflect.ValueOf(p.Runbook.steps), path)
				return
			}
			for i := range v.NumField() {
				name := v.Type().Field(i).Name
				if name == "Digest" || !v.Type().Field(i).IsExported() {
					continue
				}
				walk(p, v.Field(i), path+"."+name)
			}
			return
		case reflect.Slice:
			if v.Len() > 0 {
				walk(p, v.Index(0), path+"[0]")
			}
			return
		case reflect.String:
			v.SetString(v.String() + "x")
		case reflect.Int, reflect.Int64:
			v.SetInt(v.Int() + int64(time.Minute))
		case reflect.Bool:
			v.SetBool(!v.Bool())
		default:
			return
		}
		each++
		if len(Differences(nightPlan(), p)) == 0 {
			t.Errorf("a change of %s makes no difference", path)
		}
		v.Set(was)
	}
	p := nightPlan()
	walk(p, reflect.ValueOf(p).Elem(), "plan")
	if each < 40 {
		t.Errorf("only %d fields were changed", each)
	}
}

// TestPlanFileChangedOnTheNight: what the file says by now is journaled once,
// and nothing starts until a deviation says who answers for it.
func TestPlanFileChangedOnTheNight(t *testing.T) {
	n := newNight(nightPlan(), clockOn("23:00"), t.Errorf)
	for _, truth := range n.truth {
		truth.up = true
	}
	n.mustDo(Open{By: "li"})
	n.until(clockOn("23:01"))
	notice := NoticePlan{PlanData{Digest: "0123456789abcdef", Differences: []Statement{Own("reboot.expected of B1: 10m → 15m")}}}
	n.mustDo(notice)
	if events, err := Decide(n.state, notice, n.now); len(events) > 0 || err != nil {
		t.Errorf("the same file is told twice: %v %v", events, err)
	}
	if v := Judge(n.state, "A1", Statement{}, n.now); v.Go {
		t.Error("the gate lets a host start while the plan file is another one")
	}
	n.mustDo(Deviate{By: "li", What: PlanDeviation("0123456789abcdef"), Reason: "slow disks", Second: "wang"})
	if v := Judge(n.state, "A1", Statement{}, n.now); !v.Go || v.Overridden {
		t.Errorf("a recorded deviation does not open the gate: %+v", v)
	}
	n.mustDo(NoticePlan{PlanData{Digest: "fedcba9876543210"}})
	if v := Judge(n.state, "A1", Statement{}, n.now); v.Go {
		t.Error("the deviation of one file opens the gate for the next")
	}
	n.mustDo(NoticePlan{PlanData{Digest: n.plan.Digest}})
	if v := Judge(n.state, "A1", Statement{}, n.now); !v.Go || n.state.Draft != nil {
		t.Error("the file is the sealed plan again, and the gate says no")
	}
}
