package ui

import (
	"charm.land/bubbles/v2/key"

	"tminus/change"
)

// keyMap holds every key of the screen. A key that does not apply now is
// disabled, and so vanishes from the line of keys and from the help.
type keyMap struct {
	// moving
	Up, Down, PageUp, PageDown, Home, End, GoTo key.Binding
	// the incident
	Action, Ack, Message, NextIncident key.Binding
	// the selected host
	Ping, Start, Prepare, Done, Fail, Skip, Reboot, Recover, Reset, Finish key.Binding
	Pace                                                                   key.Binding
	// the change
	Handover, Failover, Hold, Resume, Deviate, Note, Close key.Binding
	// the screen
	Dismiss, Help, Quit                   key.Binding
	Wall, Filter, Trouble, Palette, Mouse key.Binding
	replay                                replayKeys
	steps                                 stepKeys
	// inside dialogs
	Confirm, Yes, No, Cancel, Taken, Reached, Promised, NoAnswer, ActDone, Copy   key.Binding
	Go, NoGo, Abort, Item, Failed, NextField, PrevField, Left, Right, Keep, Clear key.Binding
}

func newKeys(w words) keyMap {
	bind := func(name, shown string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, w.Say("key."+name)))
	}
	return keyMap{
		replay: newReplayKeys(bind), steps: newStepKeys(bind),

		Up: bind("up", "↑", "up", "k"), Down: bind("down", "↓", "down", "j"),
		PageUp: bind("pageup", "pgup", "pgup"), PageDown: bind("pagedown", "pgdn", "pgdown"),
		Home: bind("home", "home", "home", "g"), End: bind("end", "end", "end", "G"),
		GoTo: bind("goto", "tab", "tab"),

		Action: bind("action", "1-9", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
		Ack:    bind("ack", "a", "a"), Message: bind("message", "m", "m"),
		NextIncident: bind("incident", "i", "i"),

		Ping:  bind("ping", "l", "l"),
		Start: bind("start", "s", "s"), Prepare: bind("prepare", "p", "p"), Done: bind("done", "d", "d"), Fail: bind("fail", "f", "f"),
		Skip: bind("skip", "x", "x"), Reboot: bind("reboot", "b", "b"), Recover: bind("recover", "v", "v"),
		Reset:  bind("reset", "V", "V"),
		Finish: bind("finish", "e", "e"),

		Pace: bind("pace", "P", "P"),

		Handover: bind("handover", "h", "h"), Failover: bind("failover", "F", "F"),
		Hold: bind("hold", "H", "H"), Resume: bind("resume", "u", "u"), Deviate: bind("deviate", "D", "D"),
		Note: bind("note", "n", "n"), Close: bind("close", "o", "o"),

		Dismiss: bind("dismiss", "esc", "esc"), Help: bind("help", "?", "?"), Quit: bind("quit", "q", "q", "ctrl+c"),

		Wall: bind("wall", "w", "w"), Filter: bind("filter", "/", "/"), Trouble: bind("trouble", "t", "t"),
		Palette: bind("palette", ":", ":", "ctrl+p"), Mouse: bind("mouse", "M", "M"),

		Confirm: bind("confirm", "enter", "enter"), Yes: bind("yes", "y", "y"), No: bind("no", "n", "n", "esc"),
		Cancel: bind("cancel", "esc", "esc", "ctrl+c"),
		Taken:  bind("taken", "t", "t"), Reached: bind("reached", "r", "r"), NoAnswer: bind("noanswer", "n", "n"),
		Keep: bind("keep", "enter", "enter"), Clear: bind("clear", "esc", "esc", "ctrl+c"),
		ActDone: bind("actdone", "d", "d"), Copy: bind("copy", "c", "c"), Promised: bind("promised", "p", "p"),
		Go: bind("go", "g", "g"), NoGo: bind("nogo", "x", "x"), Abort: bind("abort", "x", "x"),
		Item: bind("item", "1-9", "1", "2", "3", "4", "5", "6", "7", "8", "9"), Failed: bind("fail", "f", "f"),
		NextField: bind("nextfield", "tab", "tab", "down"), PrevField: bind("prevfield", "shift+tab", "shift+tab", "up"),
		Left: bind("choose", "←", "left"), Right: bind("choose", "→", "right", "space"),
	}
}

// enable turns on what applies now.
func (k *keyMap) enable(s *scene, errors int) {
	k.Dismiss.SetEnabled(errors > 0)
	if s.player != nil {
		k.enableReplay(s)
		return
	}
	if s.snap == nil {
		k.none()
		return
	}
	st := s.state()
	open := st.Open()
	k.GoTo.SetEnabled(s.advice.Host != "" && s.advice.Host != s.selected)
	k.Handover.SetEnabled(true)
	k.Failover.SetEnabled(open && s.switchable() != "")
	k.Hold.SetEnabled(open && st.Hold == nil)
	k.Resume.SetEnabled(open && st.Hold != nil)
	k.Deviate.SetEnabled(open)
	k.Note.SetEnabled(open)
	k.Close.SetEnabled(open && !working(st))
	k.enableHost(s, open)
	inc := s.incident()
	k.Action.SetEnabled(open && inc != nil && len(s.kinds(inc)) > 0)
	k.Ack.SetEnabled(open && inc != nil && inc.Asks(s.now))
	k.Message.SetEnabled(open && inc != nil && st.Urgent(inc, s.now) != "")
	k.NextIncident.SetEnabled(len(s.open()) > 1)
	k.restrict(s)
}

func (k *keyMap) enableHost(s *scene, open bool) {
	_, h, ok := s.host()
	ok = ok && open
	atWork := ok && h.Work == change.Started
	atStep := atWork && h.Current() < len(h.Steps)
	k.Ping.SetEnabled(s.canPing && h != nil)
	k.Start.SetEnabled(ok && h.Work == change.Waiting)
	k.Prepare.SetEnabled(ok && h.Work == change.Waiting && len(s.preparations(h)) > 0)
	reset := false
	if ok {
		reset, _ = s.state().MayReset(h.Name, s.now)
	}
	k.Reset.SetEnabled(reset)
	k.Done.SetEnabled(atStep)
	k.Fail.SetEnabled(atStep)
	k.Skip.SetEnabled(atStep)
	k.Reboot.SetEnabled(atWork && !h.Rebooting())
	k.Recover.SetEnabled(ok && (h.Rebooting() || h.Work == change.Failed))
	k.Finish.SetEnabled(atWork)
	k.enablePace(s)
	k.enableSteps(s)
}

// none turns everything off that needs a snapshot.
func (k *keyMap) none() {
	for _, b := range []*key.Binding{
		&k.GoTo, &k.Action, &k.Ack, &k.Message, &k.NextIncident, &k.Start, &k.Done, &k.Fail, &k.Skip,
		&k.Reboot, &k.Recover, &k.Reset, &k.Prepare, &k.Handover, &k.Failover, &k.Finish, &k.Hold, &k.Resume, &k.Deviate, &k.Note, &k.Close,
		&k.Ping, &k.Pace, &k.steps.Sheet, &k.steps.Command, &k.steps.Rollback, &k.steps.Run,
		&k.Wall, &k.Filter, &k.Trouble, &k.Palette,
	} {
		b.SetEnabled(false)
	}
}

func working(st *change.State) bool {
	for i := range st.Hosts {
		if st.Hosts[i].Work == change.Started {
			return true
		}
	}
	return false
}

// groups are the keys as the help lists them.
func (k *keyMap) groups() [][]key.Binding {
	return [][]key.Binding{
		{k.Action, k.Ack, k.Message, k.NextIncident},
		{
			k.Prepare, k.Start, k.Done, k.Fail, k.Skip, k.Reboot, k.Recover, k.Reset, k.Finish,
			k.Ping, k.Pace, k.steps.Sheet, k.steps.Command, k.steps.Rollback, k.steps.Run,
		},
		{k.Handover, k.Failover, k.Hold, k.Resume, k.Deviate, k.Note, k.Close},
		{k.Up, k.Down, k.PageUp, k.PageDown, k.Home, k.End, k.GoTo, k.Trouble, k.Filter, k.Palette, k.Wall, k.Mouse, k.Dismiss, k.Help, k.Quit},
		k.replay.group(),
	}
}

// short are the keys of the bottom line, the most useful first.
func (k *keyMap) short() []key.Binding {
	return []key.Binding{
		k.Dismiss, k.Action, k.Ack, k.Recover, k.Prepare, k.Start, k.Done, k.Fail, k.Skip, k.Reboot, k.Resume,
		k.Finish, k.GoTo, k.Message, k.NextIncident, k.Trouble, k.Failover, k.Reset, k.Handover, k.Hold, k.Note, k.Deviate, k.Close,
		k.Filter, k.Wall,
	}
}

// keysLine draws the keys that apply now; help and quit are always there.
func keysLine(s *scene, bindings []key.Binding, last []key.Binding, w int) string {
	segs := make([]seg, 0, len(bindings)+len(last))
	for i, b := range bindings {
		segs = append(segs, seg{text: s.keyHint(b), drop: i + 1})
	}
	for _, b := range last {
		segs = append(segs, seg{text: s.keyHint(b), right: true})
	}
	return segments(w, segs...)
}

func (s *scene) keyHint(b key.Binding) string {
	if !b.Enabled() {
		return ""
	}
	return s.styles.bold.Render(b.Help().Key) + " " + s.styles.grey(b.Help().Desc)
}

func keysOf(bindings ...key.Binding) []key.Binding { return bindings }
