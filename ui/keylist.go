package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"

	"tminus/wording"
)

// KeyList is every key of the screen and what it does, as text to
// print and pin up.
func KeyList(w wording.Words) string {
	k := newKeys(w)
	var b strings.Builder
	b.WriteString(w.Say("keys.title") + "\n")
	heads := [...]string{"help.incident", "help.host", "help.change", "help.screen", "help.replay"}
	for i, group := range k.groups() {
		writeKeys(&b, w.Say(heads[i]), group)
	}
	writeKeys(&b, w.Say("keys.dialogs"), k.dialogKeys())
	return b.String()
}

func writeKeys(b *strings.Builder, head string, keys []key.Binding) {
	b.WriteString("\n" + head + "\n")
	for _, k := range keys {
		b.WriteString("  " + fit(strings.Join(shownKeys(k), " "), 16) + k.Help().Desc + "\n")
	}
}

// shownKeys are all keys of a binding, the range of the actions as one.
func shownKeys(k key.Binding) []string {
	if shown := k.Help().Key; strings.Contains(shown, "-") {
		return []string{shown}
	}
	return k.Keys()
}

// dialogKeys are the keys inside of dialogs.
func (k *keyMap) dialogKeys() []key.Binding {
	return []key.Binding{
		k.Yes, k.No, k.Confirm, k.Cancel, k.Taken, k.Reached, k.Promised, k.NoAnswer, k.ActDone, k.Copy,
		k.Go, k.NoGo, k.Abort, k.Item, k.Failed,
		k.NextField, k.PrevField, k.Left, k.Right, k.Keep, k.Clear,
	}
}
