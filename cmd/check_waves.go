package cmd

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"tminus/change"
)

// inOrder prints what is worked on in which order.
func (w catalog) inOrder(out io.Writer, p *change.Plan) {
	if !p.InWaves() {
		fmt.Fprintln(out, w.Say("check.order", "order", strings.Join(p.Order, " → ")))
		return
	}
	for i := range p.Waves {
		fmt.Fprintln(out, w.Say("check.wave_hosts", "wave", p.Waves[i].Name, "hosts", strings.Join(p.Waves[i].Hosts, " ")))
	}
}

// waves prints when each wave starts and ends, what decides that, and by when it must start.
func (w catalog) waves(out io.Writer, p *change.Plan, at func(time.Time) string) {
	if !p.InWaves() {
		return
	}
	fmt.Fprintln(out, w.Say("check.waves"))
	s := change.NewState(p)
	var path []string
	for i, f := range s.WaveForecasts() {
		wave, mark, over, latest := &p.Waves[i], "✓", "", ""
		if wave.Soak > 0 {
			over = at(f.Over)
		}
		if f.Decides != "" {
			latest = at(f.LastStart)
			if f.Starts.After(f.LastStart) {
				mark = "✗"
			}
		}
		fmt.Fprintf(out, "  %s %-10s %s\n", mark, wave.Name, w.Say("check.wave", "from", at(f.Starts), "until", at(f.Ends), "over", over,
			"n", strconv.Itoa(len(wave.Hosts)), "beside", strconv.Itoa(f.Beside), "at_once", wave.AtOnce.String(), "failed", strconv.Itoa(wave.MaxFailed),
			"latest", latest, "host", f.Decides))
		path = append(path, f.Critical...)
		if wave.Soak > 0 {
			path = append(path, "("+change.Short(wave.Soak)+")")
		}
	}
	fmt.Fprintln(out, "    "+w.Say("check.critical", "hosts", strings.Join(path, " → ")))
}

// waveJSON is a wave for scripts.
type waveJSON struct {
	Name      string   `json:"name"`
	Hosts     []string `json:"hosts"`
	Starts    string   `json:"starts"`
	Ends      string   `json:"ends"`
	Over      string   `json:"over"`
	LastStart string   `json:"last_start,omitempty"`
	Critical  []string `json:"critical"`
}

func wavesJSON(p *change.Plan) []waveJSON {
	if !p.InWaves() {
		return nil
	}
	s := change.NewState(p)
	var all []waveJSON
	for i, f := range s.WaveForecasts() {
		j := waveJSON{
			Name: p.Waves[i].Name, Hosts: p.Waves[i].Hosts, Critical: f.Critical,
			Starts: f.Starts.Format(time.RFC3339), Ends: f.Ends.Format(time.RFC3339), Over: f.Over.Format(time.RFC3339),
		}
		if f.Decides != "" {
			j.LastStart = f.LastStart.Format(time.RFC3339)
		}
		all = append(all, j)
	}
	return all
}
