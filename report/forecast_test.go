package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"tminus/wording"
)

// forecastOf is a night with 100 nights beside it, of which the last twenty are never
// done, and the others end ten minutes after each other.
func forecastOf(t *testing.T) Input {
	in := night(t)
	in.Forecast = &Forecast{Nights: 100, Reboots: 41}
	first := in.Plan.Change.Window.Start.Add(3 * time.Hour)
	for i := range 80 {
		in.Forecast.Ends = append(in.Forecast.Ends, first.Add(time.Duration(i)*time.Minute))
	}
	return in
}

// TestForecastSection: the report says by when the nights of the forecast were done, how
// many before this one, and draws them.
func TestForecastSection(t *testing.T) {
	for lang, want := range map[string][]string{
		"en": {"100 nights of this plan, as they would have gone by 41 reboots of earlier records", "03:19", "03:49", "never"},
		"zh": {"依据以往记录中的 41 次重启，把本计划模拟 100 晚", "03:19", "03:49", "做不完"},
	} {
		in := forecastOf(t)
		in.Catalog = wording.Load(lang)
		var html, md bytes.Buffer
		if err := HTML(&html, in); err != nil {
			t.Fatal(err)
		}
		if err := Markdown(&md, in); err != nil {
			t.Fatal(err)
		}
		for _, text := range want {
			if !strings.Contains(md.String(), text) || !strings.Contains(html.String(), text) {
				t.Errorf("%s: %q is not told", lang, text)
			}
		}
	}
	in := forecastOf(t)
	sec := (&teller{story: read(in), Catalog: in.Catalog}).forecast()
	var nights int
	var lowest, highest float64
	for _, s := range sec.Chart.Shapes {
		if s.X < 0 || s.X+s.W > 100.5 || s.Y < 0 || s.Y+s.H > sec.Chart.Height+.5 {
			t.Errorf("it leaves the chart: %+v", s)
		}
		if s.Kind == "rect" {
			nights++
			highest, lowest = max(highest, s.H), s.H
		}
	}
	if nights == 0 || highest > nightsHeight || lowest <= 0 {
		t.Errorf("%d bars, up to %v", nights, highest)
	}
}

// TestNoForecastNoSection, and none of the nights done: then it is said.
func TestNoForecastNoSection(t *testing.T) {
	var md bytes.Buffer
	if err := Markdown(&md, night(t)); err != nil || strings.Contains(md.String(), "forecast") {
		t.Errorf("a forecast is told where none was made: %v", err)
	}
	in := night(t)
	in.Forecast = &Forecast{Nights: 100, Reboots: 9}
	md.Reset()
	if err := Markdown(&md, in); err != nil || !strings.Contains(md.String(), "In none of them the work was done.") {
		t.Errorf("%v\n%s", err, md.String())
	}
}
