package ui

// Keys inside of dialogs. What each of them does is the dialog's affair.
const (
	keyYes       keyID = "yes"
	keyNo        keyID = "no"
	keyBegin     keyID = "begin"
	keyConfirm   keyID = "confirm"
	keyCancel    keyID = "cancel"
	keyTaken     keyID = "taken"
	keyReached   keyID = "reached"
	keyPromised  keyID = "promised"
	keyNoAnswer  keyID = "noanswer"
	keyActDone   keyID = "actdone"
	keyCopy      keyID = "copy"
	keyGo        keyID = "go"
	keyNoGo      keyID = "nogo"
	keyAbort     keyID = "abort"
	keyItem      keyID = "item"
	keyFailed    keyID = "failed"
	keyStop      keyID = "step.stop"
	keyChecks    keyID = "prechecks"
	keyNextField keyID = "nextfield"
	keyPrevField keyID = "prevfield"
	keyLeft      keyID = "left"
	keyRight     keyID = "right"
	keyScroll    keyID = "scroll"
	keyKeep      keyID = "keep"
	keyClear     keyID = "clear"
)

func dialogKeys() []keyRow {
	act := func(id keyID, keys ...string) keyRow { return keyRow{id: id, keys: keys, group: groupDialog} }
	view := func(id keyID, keys ...string) keyRow {
		return keyRow{id: id, keys: keys, group: groupDialog, touch: looks}
	}
	named := func(r keyRow, shown, word string) keyRow {
		r.shown, r.word = shown, word
		return r
	}
	return []keyRow{
		act(keyYes, "y"), view(keyNo, "n", "esc"),
		named(act(keyBegin, "enter"), "", "key.start"), view(keyConfirm, "enter"), view(keyCancel, "esc", interrupt),
		act(keyTaken, "t"), act(keyReached, "r"), act(keyPromised, "p"), act(keyNoAnswer, "n"), act(keyActDone, "d"), view(keyCopy, "c"),
		act(keyGo, "g"), act(keyNoGo, "x"), act(keyAbort, "x"),
		named(act(keyItem, digits()...), "1-9", ""), named(act(keyFailed, "f"), "", "key.fail"), act(keyStop, "x"),
		named(act(keyChecks, "r"), "", "key.step.run"),
		view(keyNextField, "tab", "down"), view(keyPrevField, "shift+tab", "up"),
		named(view(keyLeft, "left"), "←", "key.choose"), named(view(keyRight, "right", "space"), "→", "key.choose"),
		named(view(keyScroll, "up", "down", "pgup", "pgdown", "home", "end"), "↓", "key.down"),
		view(keyKeep, "enter"), view(keyClear, "esc", interrupt),
	}
}
