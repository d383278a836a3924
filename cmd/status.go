package cmd

import (
	"encoding/json"
	"time"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/fault"
	"tminus/record"
	"tminus/ui"
)

func newStatus(w catalog) *cobra.Command {
	var asJSON bool
	var operator string
	c := &cobra.Command{
		Use:  "status RECORD",
		Args: w.args(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			seen, err := openForReading(args[0])
			if err != nil {
				return err
			}
			state := seen.ledger.State()
			view := newStatusView(seen, &state, time.Now())
			view.rehearse(args[0], &state)
			view.operator = change.Clean(operator)
			view.reckon(args[0])
			if asJSON {
				enc := json.NewEncoder(c.OutOrStdout())
				enc.SetIndent("", "  ")
				err = enc.Encode(view)
			} else {
				err = w.status(c.OutOrStdout(), view)
			}
			if err == nil && view.sit.NeedsAttention() {
				return errAttention
			}
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, w.Say("flag.json"))
	c.Flags().StringVar(&operator, "operator", "", w.Say("status.flag.operator"))
	return c
}

// statusView is the JSON of `status`: its shape is part of the contract.
type statusView struct {
	Change struct {
		ID        string `json:"id"`
		State     string `json:"state"`
		Held      bool   `json:"held"`
		Digest    string `json:"digest"`
		Rehearsed bool   `json:"rehearsed"`
		// Ungated: nobody approved a plan, and nothing is gated.
		Ungated bool `json:"ungated,omitempty"`
		// Rehearsal is the rehearsal that says most about the plan, and what has changed
		// in the plan since; null in a rehearsal itself.
		Rehearsal *change.RehearsalData `json:"rehearsal"`
		// PlanFile is what became of the plan file during the change; null while it is the
		// sealed plan.
		PlanFile *change.Draft `json:"plan_file,omitempty"`
	} `json:"change"`
	Now      time.Time `json:"now"`
	Deadline struct {
		At       *time.Time `json:"at"`
		LastSafe *time.Time `json:"last_safe_failover"`
	} `json:"deadline"`
	Hosts []hostView `json:"hosts"`
	// Waves are those of a plan that has some, in their order.
	Waves     []waveView     `json:"waves,omitempty"`
	Incidents []incidentView `json:"incidents"`
	Blind     bool           `json:"blind"`
	// Watched: a cockpit observes the hosts now.
	Watched bool `json:"watched"`
	// Unsaved is how many facts and acts that cockpit holds only in memory because it
	// cannot write the journal; null while it can.
	Unsaved *int `json:"unsaved,omitempty"`
	// Attention: somebody has to look, as the exit code says, too. Alerts is what is
	// not normal, the worst first.
	Attention bool `json:"attention"`
	// Outlook is by when the change is likely done; null where nothing is left to reckon.
	Outlook *change.Statement `json:"outlook,omitempty"`
	// Damage is where the journal can no longer be trusted; null if all of it can. The
	// other fields follow from what stands before the damage.
	Damage *record.Damage `json:"damage,omitempty"`
	Alerts []alertView    `json:"alerts"`

	snap  *change.Snapshot
	sit   *change.Situation
	known ui.Known
	// operator is to whom it is told what is to be done; empty: to all.
	operator string
}

// waveView is a wave and how its hosts stand, each of them counted once.
type waveView struct {
	Name    string `json:"name"`
	State   string `json:"state"`
	Hosts   int    `json:"hosts"`
	Done    int    `json:"done"`
	AtWork  int    `json:"at_work"`
	Failed  int    `json:"failed"`
	Waiting int    `json:"waiting"`
	// Against counts the hosts that count against the budget.
	Against int        `json:"against_budget"`
	Budget  int        `json:"max_failed"`
	Until   *time.Time `json:"soak_until,omitempty"`
}

func newWaveView(v change.WaveView) waveView {
	view := waveView{
		Name: v.Name, Hosts: v.Hosts, Done: v.Done, AtWork: v.AtWork, Failed: v.Failed, Waiting: v.Waiting, Against: v.Against, Budget: v.Budget,
		State: map[change.WaveStanding]string{
			change.WaveAhead: "ahead", change.WaveUnder: "under-way", change.WaveStopped: "stopped", change.WaveHolds: "soaking", change.WaveOver: "over",
		}[v.Standing],
	}
	if !v.Until.IsZero() {
		view.Until = &v.Until
	}
	return view
}

// alertView is one thing that is not normal.
type alertView struct {
	Kind        change.AlertKind `json:"kind"`
	Severity    change.Severity  `json:"severity"`
	Since       *time.Time       `json:"since,omitempty"`
	Incident    string           `json:"incident,omitempty"`
	Environment string           `json:"environment,omitempty"`
	Standby     string           `json:"standby,omitempty"`
	Hosts       []string         `json:"hosts,omitempty"`
	Name        string           `json:"name,omitempty"`
	// By is who engaged the autopilot that it is of, Why what it waits for or stopped at,
	// or what a disk said.
	By  string            `json:"by,omitempty"`
	Why *change.Statement `json:"why,omitempty"`
}

func newAlertView(a change.Alert) alertView {
	v := alertView{
		Kind: a.Kind, Severity: a.Severity, Incident: a.Incident, Environment: a.Environment,
		Standby: a.Standby, Hosts: a.Hosts, Name: a.Name, By: a.By,
	}
	if a.Why.Said() {
		v.Why = &a.Why
	}
	if !a.Since.IsZero() {
		v.Since = &a.Since
	}
	return v
}

// newStatusView looks at a record as it stands, and weighs it as every face does.
func newStatusView(seen readableRecord, s *change.State, wall time.Time) statusView {
	r := seen.record
	k, other := recordClock(r, *s), newPulse(r)
	unwatched := other.unwatched()
	now := k.now(wall)
	snap := &change.Snapshot{State: s, Now: now, Beat: now, Tail: seen.ledger.Tail(), Attached: true, Unwatched: unwatched, Seen: k.last.Now}
	snap.Elsewhere, snap.Unseen = other.unsaved(), other.unseen()
	if seen.damage != nil {
		snap.Fault = fault.Of(seen.damage)
	}
	v := newView(snap, k.known())
	v.Damage = seen.damage.Spoken(english(s.Plan))
	return v
}

// newView weighs a snapshot of a record as every face does. known is the latest
// instant at which its states of signals were known to hold.
func newView(snap *change.Snapshot, known time.Time) statusView {
	s, now := snap.State, snap.Now
	v := statusView{Now: now, snap: snap, sit: change.Assess(snap, now, now)}
	v.Change.ID, v.Change.Digest = s.Plan.Change.ID, s.Plan.Digest
	v.Change.State, v.Change.Held = standings()[v.sit.Standing], s.Hold != nil
	if at := s.Deadline().At; !at.IsZero() {
		v.Deadline.At = &at
	}
	if m, ok := v.sit.Next(change.LastSafe); ok {
		v.Deadline.LastSafe = &m.At
	}
	v.Blind, v.Watched = !s.Blind.IsZero(), s.Open() && !snap.Unwatched.Said()
	if n, ok := snap.Elsewhere.Value("n").(int); ok {
		v.Unsaved = &n
	}
	v.Attention, v.Alerts = v.sit.NeedsAttention(), make([]alertView, len(v.sit.Alerts))
	for i, a := range v.sit.Alerts {
		v.Alerts[i] = newAlertView(a)
	}
	v.Hosts, v.Incidents = make([]hostView, s.Hosts.Len()), make([]incidentView, len(s.Incidents))
	for i := range s.Hosts.Len() {
		v.Hosts[i] = newHostView(&s.Plan.Hosts[i], s.Hosts.At(i), now, known)
		c := v.sit.Hosts[i].Clock
		v.Hosts[i].Elapsed, v.Hosts[i].Bound = c.For.Seconds(), map[change.Bound]string{change.AtMost: "at-most", change.AtLeast: "at-least"}[c.Bound]
	}
	for _, wave := range v.sit.Waves {
		v.Waves = append(v.Waves, newWaveView(wave))
	}
	for i := range s.Incidents {
		v.Incidents[i] = newIncidentView(&s.Incidents[i], now)
	}
	return v
}

// standings are the fixed words, for scripts, for where a change stands.
func standings() map[change.Standing]string {
	return map[change.Standing]string{change.ChangeIsNew: "new", change.ChangeIsOpen: "open", change.ChangeIsClosed: "closed"}
}

// rehearse looks for the rehearsal of the plan as of now, and as of when the change
// was opened: its record may be gone since.
func (v *statusView) rehearse(dir string, s *change.State) {
	r := rehearsalOf(dir, s.Plan)
	if s.Rehearsed.Of(s.Plan) && !r.Of(s.Plan) || r.Digest == "" && s.Rehearsed != nil {
		r = s.Rehearsed
	}
	v.Change.Rehearsed, v.Change.PlanFile = r.Of(s.Plan), s.Draft
	if v.Change.Ungated = s.Plan.Ungated; !s.Rehearsal && !s.Plan.Ungated {
		v.Change.Rehearsal = r
	}
}
