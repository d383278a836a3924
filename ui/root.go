package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
)

// Timing of the screen.
const (
	// pullEvery is how often the screen pulls a snapshot.
	pullEvery = 250 * time.Millisecond
	// promptGuard is how long keys are swallowed after a new prompt appears:
	// they were meant for the screen before it.
	promptGuard = 700 * time.Millisecond
	// repeatGuard is how long a dialog swallows the key that opened it.
	repeatGuard = 150 * time.Millisecond
)

// root is the model: it pulls snapshots and routes keys to the open dialog or
// to the table of keys.
type root struct {
	scene
	cockpit Cockpit
	clock   func() time.Time

	w, h   int
	scheme scheme
	// theme is the theme that was asked for; auto follows the terminal.
	theme Theme
	// display says how a kind of signals is shown.
	display func(*change.Kind) Display
	// pending counts commands that the journal has not taken yet.
	pending int

	dialog dialog
	// opener is the key that opened the dialog, seen last at openedAt.
	opener   string
	openedAt time.Time
	scroll   int
	burst    burst
	// hurried: the key that is being handled came too close to another one.
	hurried bool
	// pause is how long a key waits until it acts.
	pause time.Duration

	// prompted is the newest instant at which an incident asked for
	// attention, promptAt the wall clock when the screen noticed.
	prompted, promptAt time.Time

	// ping sends a burst to a host; nil where nothing can be sent.
	ping Pinger
	// stepped is when a step was last marked.
	stepped time.Time
	// mouse: mouse events go to the screen, not to the terminal's own selection.
	mouse bool

	quitting bool
	cache    frameCache
	terminal terminal
}

type (
	tickMsg time.Time
	// doneMsg is the result of a command; retry is the dialog that gave the command.
	doneMsg struct {
		err   error
		retry dialog
	}
)

func newRoot(o Options) *root {
	m := &root{cockpit: o.Cockpit, clock: o.Wall, scheme: schemeOf(o.Theme), theme: o.Theme, pause: burstGap}
	if m.clock == nil {
		m.clock = time.Now
	}
	m.display = displays(o.Displays)
	m.catalog, m.pace.earlier, m.outlook = o.catalog(), o.Earlier, o.Outlook
	m.ping, m.canPing = o.Ping, o.Ping != nil
	m.runner, m.rehearsedSteps = o.Runner, o.Rehearsed
	m.operator, m.speed = change.Clean(o.Operator), o.Speed
	if o.Tape != nil { // its speed is the player's own: the header shows the night's
		m.player = newPlayer(o, m.clock, m.catalog)
		m.cockpit, m.speed = m.player, 0
	}
	m.keys, m.styles = newKeys(), newStyles(m.scheme)
	m.onWall, m.readOnly, m.mouse = o.OnWall, o.ReadOnly, o.Mouse
	if o.Getenv != nil {
		m.terminal = terminalOf(o.Getenv)
	}
	m.pull()
	return m
}

// Init asks for the terminal's background and starts the one ticker.
func (m *root) Init() tea.Cmd {
	cmds := []tea.Cmd{tick(), tea.RequestBackgroundColor}
	if inc := m.incident(); inc != nil && inc.Rings && m.player == nil {
		cmds = append(cmds, m.call(inc))
	}
	return tea.Batch(cmds...)
}

func tick() tea.Cmd {
	return tea.Tick(pullEvery, func(at time.Time) tea.Msg { return tickMsg(at) })
}

// call attracts the attention of whoever sits in front of the terminal, or near it.
func (m *root) call(inc *change.IncidentView) tea.Cmd {
	text, _ := m.nextText(120)
	return m.terminal.call("T-minus "+m.plan().Change.ID+" "+inc.ID, text)
}

// Update routes a message.
func (m *root) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tickMsg:
		return m, tea.Batch(tick(), m.pull())
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
	case tea.BackgroundColorMsg, tea.ColorProfileMsg:
		m.dress(msg)
	case tea.MouseMsg:
		m.pointed(msg)
	case tea.KeyPressMsg:
		cmd := m.pull()
		return m, tea.Batch(cmd, m.key(msg))
	case settledMsg:
		cmd := m.pull()
		return m, tea.Batch(cmd, m.pressAll(m.burst.settled(msg.run)))
	case tea.PasteStartMsg, tea.PasteEndMsg:
		m.burst.pasted(m.clock())
	case tea.PasteMsg:
		m.burst.pasted(m.clock())
		if m.dialog != nil {
			m.dialog.paste(msg.Content)
		}
	case pingMsg:
		m.pinged(msg)
	case doneMsg:
		m.pending--
		m.failed(msg)
		return m, m.pull()
	}
	return m, nil
}

// pull takes the latest snapshot and notices new prompts.
func (m *root) pull() tea.Cmd {
	m.wall, m.now = m.clock(), m.cockpit.Now()
	snap := m.cockpit.Snapshot()
	if snap == nil || snap.State == nil {
		return nil
	}
	first := m.snap == nil
	m.snap = snap
	m.beat()
	if m.board.plan != snap.State.Plan {
		m.board = newBoard(snap.State.Plan, m.display)
		m.outside = m.catalog.In(snap.State.Plan.Change.Language)
		m.roll = newRoll(&m.board, m.filter, m.unfolded())
	}
	m.pace.learn(snap.State, snap.Version)
	m.sit = change.AssessFor(snap, m.reader(), m.now, m.wall)
	if m.player != nil && m.player.follow {
		m.selected = m.player.subject()
	}
	if _, known := m.board.index[m.selected]; !known {
		m.selectFirst()
	}
	m.refold()
	cmd := m.notice(first)
	m.fresh = m.wall.Sub(m.promptAt) < promptGuard
	return cmd
}

// reader is at whose screen this is, as far as what is to be done goes: a wall, a
// replay and a screen that only looks on are nobody's.
func (m *root) reader() string {
	if m.onWall || m.viewOnly() {
		return ""
	}
	return m.operator
}

// selectFirst selects the host that needs attention, otherwise the first.
func (m *root) selectFirst() {
	m.selected = m.sit.Advice.Host
	if _, ok := m.board.index[m.selected]; !ok && len(m.board.order) > 0 {
		m.selected = m.plan().Hosts[m.board.order[0]].Name
	}
}

// notice rings the bell when an incident asks anew, and swallows the keys that were
// in flight: they were meant for the screen before.
func (m *root) notice(first bool) tea.Cmd {
	newest := m.prompted
	var asks *change.IncidentView
	for i := range m.sit.Incidents {
		if inc := &m.sit.Incidents[i]; inc.Rings && inc.Raised.After(newest) {
			newest, asks = inc.Raised, inc
		}
	}
	if asks == nil {
		return nil
	}
	m.prompted = newest
	if first || m.player != nil {
		return nil // what was there before the screen, or long ago, is not in anybody's way
	}
	m.promptAt, m.viewed = m.wall, ""
	return m.call(asks)
}

// press routes a key: to the open dialog, else to the table.
func (m *root) press(k tea.KeyPressMsg) tea.Cmd {
	m.aside, m.idle = "", ""
	if !m.typing() {
		k = plain(k)
	}
	if m.dialog != nil {
		return m.pressDialog(k)
	}
	if m.fresh && k.Text != "" {
		m.ignore(k)
		return nil
	}
	for _, r := range m.offered() {
		if r.pressed(k) {
			if k.IsRepeat && !r.moves {
				return nil
			}
			before := m.dialog
			cmd := r.do(m, k)
			m.opened(before, k)
			return cmd
		}
	}
	if why := m.foreign(k); why != "" {
		m.tell(why)
		return nil
	}
	m.idles(k)
	return nil
}

// opened remembers which key opened a dialog.
func (m *root) opened(before dialog, k tea.KeyPressMsg) {
	if m.dialog != before && m.dialog != nil {
		m.opener, m.openedAt, m.scroll = k.String(), m.wall, 0
	}
}

func (m *root) pressDialog(k tea.KeyPressMsg) tea.Cmd {
	if k.String() == m.opener && m.wall.Sub(m.openedAt) < repeatGuard {
		m.openedAt = m.wall // held down: swallowed for as long as it repeats
		return nil
	}
	m.opener = ""
	if _, writes := m.dialog.(writer); !writes && m.scrolls(k) {
		return nil
	}
	before := m.dialog
	a := before.press(&m.scene, k)
	if m.hurried && a.acts() && k.String() != interrupt {
		m.ignored("error.hurried")
		return nil
	}
	m.dialog = a.next
	m.opened(before, k)
	switch {
	case a.quit:
		return m.leave(a)
	case a.copy != "":
		return tea.SetClipboard(a.copy)
	case a.run != "":
		return m.begin(a.run)
	case a.here != nil:
		a.here()
	case a.ping != "":
		return m.sendBurst(a.ping)
	case a.do != nil:
		return m.do(a.do, before)
	case a.then != nil:
		cmd := a.then(m, k)
		m.opened(before, k)
		return cmd
	}
	return nil
}

func (m *root) scrolls(k tea.KeyPressMsg) bool {
	by := map[string]int{"up": -1, "down": 1, "pgup": -5, "pgdown": 5, "home": -1 << 16}[k.String()]
	m.scroll = max(0, m.scroll+by)
	if by > 0 && m.snap != nil {
		m.scroll = min(m.scroll, len(m.dialog.page(&m.scene, min(m.w, maxDialog)-4).lines))
	}
	return by != 0
}

// do gives a command to the core, in a goroutine outside of Update: the journal may
// be slow.
func (m *root) do(c change.Command, retry dialog) tea.Cmd {
	if m.viewOnly() {
		return nil
	}
	if m.hurried {
		m.ignored("error.hurried")
		return nil
	}
	m.pending++
	cockpit := m.cockpit
	return func() tea.Msg { return doneMsg{cockpit.Do(c), retry} }
}
