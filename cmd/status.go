package cmd

import (
	"encoding/json"
	"maps"
	"slices"
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

// hostView is a host in the JSON of `status`; Step counts from 1, is 0 before the
// start, and stays at the last when all are done.
type hostView struct {
	Name        string      `json:"name"`
	Environment string      `json:"environment"`
	Work        change.Work `json:"work"`
	// Owner is whose it is while it is at work.
	Owner   string       `json:"owner,omitempty"`
	Phase   change.Phase `json:"phase"`
	Step    int          `json:"step"`
	Elapsed float64      `json:"reboot_elapsed_s"`
	// Bound is "at-most" or "at-least" where Elapsed began or ended in a gap of the watch.
	Bound   string `json:"reboot_bound,omitempty"`
	Proven  bool   `json:"proven"`
	Bounces int    `json:"bounces"`
	// Odds is what earlier reboots say of this one, which is late; null of any other.
	Odds *change.Statement `json:"odds,omitempty"`
	// Cycles is how many reboots there have been of those that the plan expects
	// (Expects).
	Cycles  int                   `json:"reboots,omitempty"`
	Expects int                   `json:"expected_reboots,omitempty"`
	Signals map[string]signalView `json:"signals"`
}

// signalView is what is known of one signal; Since and Age are null where it was never observed.
type signalView struct {
	State string     `json:"state"`
	Since *time.Time `json:"since"`
	// Age is the time since the state was last known to hold; null: never observed.
	Age *float64 `json:"age_s"`
}

// incidentView is an incident, open or resolved, with all its rungs in the order in
// which they came due, and its actions, those that were begun early last.
type incidentView struct {
	ID      string         `json:"id"`
	Hosts   []string       `json:"hosts"`
	Opened  time.Time      `json:"opened"`
	Open    bool           `json:"open"`
	Rungs   []rungView     `json:"rungs"`
	Actions []actionStatus `json:"actions"`
}

// rungView is a rung that has come due, and why: "elapsed" or "deadline".
type rungView struct {
	Rung   change.RungName `json:"rung"`
	At     time.Time       `json:"at"`
	Reason string          `json:"reason"`
}

// actionStatus is an obligation; State is "due" where nobody has acted on it yet.
type actionStatus struct {
	Kind    change.ActionKind `json:"kind"`
	State   string            `json:"state"`
	Owner   string            `json:"owner,omitempty"`
	Outcome string            `json:"outcome,omitempty"`
	// Contact is the key of the person who is called, if it is not the plan's first
	// choice.
	Contact string `json:"contact,omitempty"`
	// Again is when it is due again: a promised call-back, another call, a
	// decision to look at anew. Overdue: that moment has come.
	Again   *time.Time      `json:"again,omitempty"`
	Why     change.AgainWhy `json:"again_why,omitempty"`
	Overdue bool            `json:"overdue,omitempty"`
}

func newActionStatus(inc *change.Incident, kind change.ActionKind, now time.Time) actionStatus {
	a := inc.Actions[kind]
	v := actionStatus{Kind: kind, State: string(a.State), Owner: a.Owner, Outcome: a.Outcome.Text, Contact: a.Contact, Why: a.Why, Overdue: a.Overdue(now)}
	if a.State == change.ActionOpen {
		v.State = "due"
	}
	if again := a.Next(); !again.IsZero() {
		v.Again = &again
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

// known is the latest instant at which the recorded states of the signals
// were known to hold: a cockpit that runs journals what changes.
func (k clock) known() time.Time {
	if k.last.Now.IsZero() {
		return k.floor
	}
	return k.last.Now // acts journaled since are no observations
}

func newHostView(plan *change.Host, h *change.HostState, now, known time.Time) hostView {
	v := hostView{
		Name: h.Name, Environment: plan.Environment, Work: h.Work, Owner: h.Whose(),
		Step: stepOf(h), Signals: map[string]signalView{},
	}
	if r := h.Reboot; r != nil {
		v.Phase, v.Bounces, v.Proven = r.Phase, r.Bounces, !r.Proven.IsZero()
		v.Cycles, v.Expects = r.Cycles(), plan.Reboot.ExpectedReboots
	}
	for _, sig := range h.Signals {
		word := map[change.SignalUp]string{change.NeverSeen: "unobserved", change.Up: "up", change.Down: "down"}[sig.State]
		view := signalView{State: word}
		if sig.State != change.NeverSeen {
			since, age := sig.Since, max(0, now.Sub(known).Seconds())
			view.Since, view.Age = &since, &age
		}
		v.Signals[sig.Check] = view
	}
	return v
}

// stepOf is the number of the step that the host is at, from 1; 0 before its start.
func stepOf(h *change.HostState) int {
	if h.Work == change.Waiting {
		return 0
	}
	return min(h.Current()+1, len(h.Steps))
}

func newIncidentView(inc *change.Incident, now time.Time) incidentView {
	v := incidentView{ID: inc.ID, Hosts: inc.Hosts, Opened: inc.Opened, Open: inc.Open(), Rungs: []rungView{}, Actions: []actionStatus{}}
	for _, r := range inc.Rungs {
		v.Rungs = append(v.Rungs, rungView{r.Rung, r.At, string(r.Reason)})
	}
	kinds := inc.Due()
	for _, kind := range slices.Sorted(maps.Keys(inc.Actions)) { // what was done before it was due
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	for _, kind := range kinds {
		v.Actions = append(v.Actions, newActionStatus(inc, kind, now))
	}
	return v
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
