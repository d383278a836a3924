package cmd

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/forecast"
)

// mostNights keeps a forecast within what memory and patience hold.
const mostNights = 1_000_000

type forecastFlags struct {
	records, fails []string
	nights         int
	seed           uint64
	delay          time.Duration
	asJSON         bool
}

func newForecast(w catalog) *cobra.Command {
	var f forecastFlags
	c := &cobra.Command{
		Use:  "forecast PLAN",
		Args: w.args(1, 1),
		RunE: func(c *cobra.Command, args []string) error { return f.run(c, w, args[0]) },
	}
	c.Flags().StringArrayVar(&f.records, "records", nil, w.Say("forecast.flag.records"))
	c.Flags().IntVar(&f.nights, "nights", 10_000, w.Say("forecast.flag.nights"))
	c.Flags().Uint64Var(&f.seed, "seed", 1, w.Say("forecast.flag.seed"))
	c.Flags().StringArrayVar(&f.fails, "fails", nil, w.Say("forecast.flag.fails"))
	c.Flags().DurationVar(&f.delay, "delay", 0, w.Say("forecast.flag.delay"))
	c.Flags().BoolVar(&f.asJSON, "json", false, w.Say("flag.json"))
	return c
}

func (f *forecastFlags) run(c *cobra.Command, w catalog, path string) error {
	fails, err := f.check(w)
	if err != nil {
		return invalid{err}
	}
	plan, _, err := loadPlan(path)
	if err != nil {
		return err
	}
	for model := range fails {
		if model != "" && !hasModel(plan, model) {
			return invalid{errors.New(w.Say("forecast.no_model", "model", model))}
		}
	}
	n, err := f.read(path)
	if err != nil {
		return err
	}
	state := change.NewState(plan)
	options := forecast.Options{
		State: &state, Now: plan.Change.Window.Start, History: n.history,
		Fails: fails, Delay: f.delay, Nights: f.nights, Seed: f.seed,
	}
	result, atOnce := forecast.Of(options), forecast.AtOnce(options)
	if f.asJSON {
		enc := json.NewEncoder(c.OutOrStdout())
		enc.SetIndent("", "  ")
		return enc.Encode(newForecastView(plan, &n, &result, atOnce))
	}
	w.forecast(c.OutOrStdout(), plan, &n, &result, atOnce)
	return nil
}

// read looks into the records that were named, which must be there, or into those that
// lie where `run` would put one of the plan.
func (f *forecastFlags) read(path string) (nights, error) {
	if len(f.records) > 0 {
		return readNights(f.records)
	}
	var n nights
	n.read(beside(path))
	return n.real(), nil
}

// check reads the flags that must be in bounds: shares as 5% or 0.05, of a model or of all.
func (f *forecastFlags) check(w catalog) (map[string]float64, error) {
	if f.nights < 1 || f.nights > mostNights {
		return nil, errors.New(w.Say("forecast.bad_nights", "given", strconv.Itoa(f.nights), "most", strconv.Itoa(mostNights)))
	}
	if f.delay < 0 || f.delay > 24*time.Hour {
		return nil, errors.New(w.Say("forecast.bad_delay", "given", f.delay.String()))
	}
	fails := map[string]float64{}
	for _, given := range f.fails {
		model, text := "", given
		if i := strings.LastIndexByte(given, '='); i >= 0 {
			model, text = given[:i], given[i+1:]
		}
		digits, isPercent := strings.CutSuffix(strings.TrimSpace(text), "%")
		share, err := strconv.ParseFloat(digits, 64)
		if isPercent {
			share /= 100
		}
		if err != nil || !(share >= 0 && share <= 1) { // NaN is in no bounds
			return nil, errors.New(w.Say("forecast.bad_fails", "given", change.Clean(given)))
		}
		fails[model] = share
	}
	return fails, nil
}

func hasModel(p *change.Plan, model string) bool {
	for i := range p.Hosts {
		if p.Hosts[i].Model == model {
			return true
		}
	}
	return false
}
