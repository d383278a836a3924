package change

import (
	"maps"
	"slices"
	"time"
)

// ActionState is how far an obligation has got.
type ActionState string

// The states of an action. The empty state: nobody has acted on it, whether or
// not its rung is due.
const (
	ActionOpen         ActionState = ""
	ActionIsTaken      ActionState = "taken"
	ActionIsReached    ActionState = "reached"
	ActionIsUnanswered ActionState = "no-answer"
	ActionIsDone       ActionState = "done"
)

// AgainWhy is why an obligation is due again. Its values are part of the
// journal's format.
type AgainWhy string

// Why an obligation is due again, as the journal has it; empty: it is not.
const (
	AgainCallback AgainWhy = "callback"
	AgainRetry    AgainWhy = "retry"
	AgainReview   AgainWhy = "review"
	AgainTaken    AgainWhy = "taken"
	AgainHelp     AgainWhy = "help"
)

// HelpWithin is when to ask what came of a call for help, unless the other side
// named a time.
const HelpWithin = 20 * time.Minute

// CallAgainAfter is when to call the same contact again if the plan names no
// other.
const CallAgainAfter = 5 * time.Minute

// Action is one obligation of an incident. Its zero value is one that nobody has
// acted on.
//
// What always holds: at most one of Again and Promised is set, and Why says what
// kind of appointment it is; both are zero when nothing is agreed. Owner is empty
// where the cockpit itself closed the action because its cause was gone: such an
// action comes due again if the cause returns.
type Action struct {
	Kind    ActionKind
	State   ActionState
	Owner   string
	At      time.Time
	Outcome Statement
	// Contact is the key of the person to call now, if no longer the rung's own.
	// Tries counts the calls that went unanswered.
	Contact string
	Tries   int
	// Again is when the action is due again, and Why is the reason: another call,
	// or a decision to review. A call-back that was promised is in Promised
	// instead, because it is a time on somebody's clock (see ClockTime). Next is
	// whichever is set.
	Again    time.Time
	Promised ClockTime
	Why      AgainWhy
	// Told is when the other side was last spoken to.
	Told time.Time
}

// Next is when the action is due again; zero if nothing is agreed.
func (a Action) Next() time.Time { return later(a.Again, a.Promised.Time) }

// waits reports whether the action, once due, waits for somebody.
func (a Action) waits(now time.Time) bool {
	switch a.State {
	case ActionIsDone:
		return false
	case ActionOpen:
		return true
	case ActionIsUnanswered:
		return a.Next().IsZero() || a.Overdue(now)
	}
	return a.Overdue(now)
}

// Overdue reports whether the time that was promised or agreed has passed.
func (a Action) Overdue(now time.Time) bool {
	return a.State != ActionIsDone && !a.Next().IsZero() && !now.Before(a.Next())
}

// Contact is whom an action of an incident calls now; false: nobody in the plan.
func (s *State) Contact(inc *Incident, kind ActionKind) (Contact, bool) {
	key := inc.Actions[kind].Contact
	if key == "" {
		task, ok := s.Plan.ActionTask(inc, kind)
		if !ok {
			return Contact{}, false
		}
		key = task.Contact
	}
	c, ok := s.Plan.Contacts[key]
	return c, ok
}

// ActionTask finds the obligation of that kind among those that an incident
// can raise: whom it calls, and what to say.
func (p *Plan) ActionTask(inc *Incident, kind ActionKind) (Task, bool) {
	t, ok := p.tasksOf(inc)[kind]
	return t, ok && kind != "" && (kind != ActionFailover || p.Environment(inc.Environment).Standby != "")
}

// Kinds lists the kinds of the actions that an incident can raise, in the order
// of the ladder; those beside it follow in the order in which they came.
func (p *Plan) Kinds(inc *Incident) []ActionKind {
	var kinds []ActionKind
	nowhere := p.Environment(inc.Environment).Standby == ""
	add := func(kind ActionKind) {
		if !slices.Contains(kinds, kind) && (kind != ActionFailover || !nowhere) {
			kinds = append(kinds, kind)
		}
	}
	for _, name := range inc.Hosts {
		if h := p.Host(name); h != nil && !inc.OfWindow() {
			for _, r := range h.Ladder {
				for _, t := range r.Tasks() {
					add(t.Action)
				}
			}
		}
	}
	for _, kind := range inc.Due() {
		add(kind)
	}
	return kinds
}

// tasksOf gathers the obligations of all hosts of an incident.
func (p *Plan) tasksOf(inc *Incident) map[ActionKind]Task {
	tasks := map[ActionKind]Task{}
	for _, name := range inc.Hosts {
		h := p.Host(name)
		if h == nil {
			continue
		}
		for _, r := range h.Ladder {
			for _, t := range r.Tasks() {
				if _, known := tasks[t.Action]; !known {
					tasks[t.Action] = t
				}
			}
		}
	}
	ladder := tasks
	if inc.OfWindow() {
		tasks = map[ActionKind]Task{}
	}
	for _, due := range inc.Rungs { // those beside the ladder
		if besideLadder(due.Rung) {
			tasks[ActionKind(due.Rung)] = Task{Action: ActionKind(due.Rung), Contact: ladder[besideContact(due.Rung)].Contact}
		}
	}
	return tasks
}

func (d *decider) act(c Act) error {
	if err := named(c.By); err != nil {
		return err
	}
	inc, err := d.incident(c.Incident)
	if err != nil {
		return err
	}
	task, ok := d.s.Plan.ActionTask(inc, c.Kind)
	if !ok {
		kinds := slices.Sorted(maps.Keys(d.s.Plan.tasksOf(inc)))
		return invalid(InvalidAction, "given", Clean(string(c.Kind)), "incident", inc.ID, "known", kinds)
	}
	types := map[ActionState]Type{
		ActionIsTaken: ActionTaken, ActionIsReached: ActionReached,
		ActionIsUnanswered: ActionNoAnswer, ActionIsDone: ActionDone,
	}
	t, ok := types[c.State]
	if !ok {
		return invalid(InvalidActionState, "given", Clean(string(c.State)))
	}
	if err := d.mayAct(c, inc); err != nil {
		return err
	}
	if err := d.inOtherHands(c, inc); err != nil {
		return err
	}
	data := ActionData{Incident: inc.ID, Kind: c.Kind, Contact: task.Contact, Outcome: Own(Clean(c.Outcome))}
	if called := inc.Actions[c.Kind].Contact; called != "" {
		data.Contact = called
	}
	if err := d.again(c, &data); err != nil {
		return err
	}
	stops := c.Kind == ActionStop && c.State == ActionIsDone && d.s.Hold == nil
	if stops && !data.Outcome.Said() {
		data.Outcome = Stated(OutcomeHeld)
	}
	d.add(t, "", Clean(c.By), data)
	if stops {
		why := Stated(HoldNotBack, "incident", inc.ID, "hosts", inc.Hosts)
		d.add(ChangeHeld, "", Clean(c.By), ReasonData{Reason: why, Incident: inc.ID})
	}
	return nil
}

// mayAct refuses what would make the record untrue.
func (d *decider) mayAct(c Act, inc *Incident) error {
	switch old := inc.Actions[c.Kind]; {
	case old.State == ActionIsDone && old.Owner != "":
		return refuse(Stated(RefuseActionDone, "action", c.Kind, "at", old.At, "by", old.Owner), Stated(TryNote)).by(AddNote{})
	case c.Kind == ActionFailover && c.State == ActionIsDone && d.s.failoverRuns(inc.Environment):
		return refuse(underWay(inc.Environment), Stated(TryFailoverFinish)).
			by(MarkFailoverStep{Environment: inc.Environment}, EndFailover{Environment: inc.Environment, Outcome: FailoverCompleted})
	case c.Kind == ActionFailover && c.State == ActionIsDone && d.s.AsksFailover(inc.Environment) && !d.s.Decided(inc.Environment, inc.Opened):
		return refuse(Stated(RefuseUndecided, "environment", inc.Environment), Stated(TryDecideEither, "environment", inc.Environment)).
			by(DecideFailover{Environment: inc.Environment, Go: true}, DecideFailover{Environment: inc.Environment})
	}
	return nil
}

// inOtherHands refuses to take what somebody else is at, unless that is wanted
// and said why, and what somebody else has dealt with since the act was given.
func (d *decider) inOtherHands(c Act, inc *Incident) error {
	a := inc.Actions[c.Kind]
	just := a.Owner != "" && !SamePerson(a.Owner, c.By) && d.now.Sub(a.At) < aMoment
	if c.Seen.Looked && a.Owner != "" && (c.Seen != a.seen() || just) {
		return refuse(a.told(inc), Stated(TryLook))
	}
	if c.State != ActionIsTaken || !a.InHand(d.now) || SamePerson(a.Owner, c.By) || Clean(c.Outcome) != "" {
		return nil
	}
	return refuse(a.told(inc), Stated(TryTakeOver)).by(Act{Incident: inc.ID, Kind: c.Kind, State: ActionIsTaken})
}

// told says how far an action has come, by whom and when.
func (a Action) told(inc *Incident) Statement {
	switch a.State {
	case ActionIsReached:
		return Stated(RefuseReached, "action", a.Kind, "incident", inc.ID, "by", a.Owner, "at", a.At)
	case ActionIsUnanswered:
		return Stated(RefuseUnanswered, "action", a.Kind, "incident", inc.ID, "by", a.Owner, "at", a.At)
	case ActionOpen, ActionIsTaken, ActionIsDone:
	}
	return Stated(RefuseTaken, "action", a.Kind, "incident", inc.ID, "by", a.Owner, "at", a.At)
}

// InHand reports whether somebody is at the action, and is not to be reminded yet.
func (a Action) InHand(now time.Time) bool {
	return (a.State == ActionIsTaken || a.State == ActionIsReached) && a.Owner != "" && !a.Next().IsZero() && !a.Overdue(now)
}

// farAway is the furthest that a call-back can lie ahead. A time beyond it was
// probably meant as one that has just passed.
const farAway = 12 * time.Hour

// again says who is called next, and when the obligation is due again.
func (d *decider) again(c Act, data *ActionData) error {
	switch {
	case c.Callback != "" && c.State != ActionIsReached:
		return invalid(InvalidPromise)
	case c.Callback != "":
		at, err := ReadAhead(d.s.Plan, c.Callback, d.now)
		if err != nil {
			return err
		}
		if away := at.Sub(d.now); away <= 0 || away > farAway {
			return invalid(InvalidPromiseTime, "given", Clean(c.Callback), "now", d.now)
		}
		data.Again, data.Why = at, AgainCallback
	case c.State == ActionIsUnanswered:
		if next := d.s.Plan.Contacts[data.Contact].Next; next != "" {
			data.Next = next
			return nil // somebody else can be called at once
		}
		data.Again, data.Why = d.now.Add(CallAgainAfter), AgainRetry
	case c.State == ActionIsReached && c.Kind == ActionFailover: // being told is not deciding
		data.Again, data.Why = d.review(d.s.Incident(data.Incident).Environment), AgainReview
	case c.State == ActionIsReached && c.Kind == ActionVendor: // being told is not being at work
		data.Again, data.Why = d.now.Add(HelpWithin), AgainHelp
	case c.State == ActionIsTaken:
		data.Again, data.Why = d.now.Add(AckLease), AgainTaken
		if old := d.s.Incident(data.Incident).Actions[c.Kind]; old.Why == AgainCallback && old.Promised.After(d.now) {
			data.Again, data.Why = old.Promised.Time, old.Why // whoever takes it over waits for the same call
		}
	}
	return nil
}

func (i *Incident) applyAction(e Event, d ActionData) {
	old := i.Actions[d.Kind]
	a := Action{
		Kind: d.Kind, State: actionStates(e.Type), Owner: e.By, At: e.At, Outcome: d.Outcome,
		Contact: old.Contact, Tries: old.Tries, Again: d.Again, Why: d.Why, Told: old.Told,
	}
	if d.Why == AgainCallback {
		a.Again, a.Promised = time.Time{}, ClockTime{d.Again}
	}
	if a.State == ActionIsReached || a.State == ActionIsDone && a.Owner != "" {
		a.Told = e.At
	}
	if d.Next != "" {
		a.Contact = d.Next
	}
	if e.Type == ActionNoAnswer {
		a.Tries++
		i.AckedBy, i.AckedUntil = "", time.Time{} // the next call needs somebody now
		i.Raised, i.Reraised = e.At, false
	}
	i.Actions = maps.Clone(i.Actions)
	i.Actions[d.Kind] = a
}

func actionStates(t Type) ActionState {
	switch t {
	case ActionTaken:
		return ActionIsTaken
	case ActionReached:
		return ActionIsReached
	case ActionNoAnswer:
		return ActionIsUnanswered
	case ActionDone:
		return ActionIsDone
	}
	return ActionOpen
}
