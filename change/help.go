package change

// helped makes a refusal that names the acts that help, and carries them.
func helped(why Statement, acts ...Command) *Refusal {
	r := &Refusal{Why: why}
	var list []Statement
	for _, c := range acts {
		list = append(list, actOf(c))
		if _, waits := c.(wait); !waits {
			r.Acts = append(r.Acts, c)
		}
	}
	if len(list) > 0 {
		r.Try = Stated(ActsHelp, "whys", list)
	}
	return r
}

// wait is what helps where only time does. It is named and cannot be done.
type wait struct{}

func (wait) command() {}

// by adds the acts that help to a refusal that names them in its own words.
func (r *Refusal) by(acts ...Command) *Refusal {
	r.Acts = acts
	return r
}

// noGo adds what stands against an act that a gate refuses, and what helps.
func (r *Refusal) noGo(failed []Criterion, acts ...Command) *Refusal {
	r.NoGo, r.Acts = failed, acts
	return r
}

// actOf names an act as a person would give it, without who does it and why.
func actOf(c Command) Statement {
	switch c := c.(type) {
	case wait:
		return Stated(ActWait)
	case CancelReboot:
		return Stated(ActCancel, "host", c.Host)
	case MarkReboot:
		if c.At != "" {
			return Stated(ActRebootAt, "host", c.Host, "given", c.At)
		}
		return Stated(ActReboot, "host", c.Host)
	case Enough:
		return Stated(ActEnough, "host", c.Host)
	case DropSignal:
		return Stated(ActDrop, "host", c.Host, "check", c.Check)
	case Accept:
		return Stated(ActAccept, "host", c.Host)
	case Undo:
		return Stated(ActUndo, "host", c.Host)
	case Hand:
		return Stated(ActHand, "host", c.Host, "given", c.To)
	case Recover:
		return Stated(ActRecover, "host", c.Host)
	case Start:
		return Stated(ActStart, "host", c.Host)
	case MarkStep:
		return Stated(ActStepSkip, "host", c.Host)
	case Finish:
		return Stated(ActFinish, "host", c.Host, "given", string(c.Result))
	case Act:
		return Stated(ActAction, "incident", c.Incident, "action", c.Kind)
	case Close:
		return Stated(ActClose, "given", c.Outcome)
	}
	return Statement{}
}
