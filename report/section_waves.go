package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// waves says of each wave when it began, how it held, and what it cost.
func (t *teller) waves() section {
	sec := section{ID: "waves", Title: t.Say("waves.title"), Paras: []string{t.Say("waves.intro")}}
	tab := table{Head: t.heads("wave", "hosts", "from", "soaking", "over", "breaks", "failed", "accepted")}
	for i := range t.state.Waves {
		plan, w := &t.in.Plan.Waves[i], &t.state.Waves[i]
		breaks, failed := plain(dash("")), t.failed(i)
		if w.Breaks > 0 {
			breaks = cell{Text: "▲ " + strconv.Itoa(w.Breaks), Tone: toneWarn, Sub: t.Say("waves.broke", "at", t.clock(w.Broke), "hosts", strings.Join(w.BrokeBy, " "))}
		}
		hosts := cell{Text: strings.Join(plan.Hosts, " "), Sub: t.Say("waves.beside", "n", plan.AtOnce.String())}
		tab.Rows = append(tab.Rows, []cell{
			plain(plan.Name), hosts, t.instant(w.Opened), t.instant(w.Held), t.instant(w.Soaked), breaks, failed, plain(dash(w.AcceptedBy)),
		})
	}
	sec.Tables = []table{tab}
	return sec
}

// failed are the hosts that count against the budget of a wave at the end, or that were told
// to have used it up and were not well since.
func (t *teller) failed(wave int) cell {
	hosts, most := t.state.Waves[wave].Failed, t.in.Plan.Waves[wave].MaxFailed
	over := len(hosts) > most
	if !over {
		hosts = t.state.Crew(wave, t.end).Failed
	}
	c := cell{Text: fmt.Sprintf("%d / %d", len(hosts), most), Sub: strings.Join(hosts, " ")}
	if over {
		c.Text, c.Tone = "■ "+c.Text, toneBad
	}
	return c
}

// instant is a time of day, or a dash where there was none.
func (t *teller) instant(at time.Time) cell {
	if at.IsZero() {
		return plain(dash(""))
	}
	return num(t.clock(at))
}
