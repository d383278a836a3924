package checks

import "time"

const (
	// slot is the grain of all probing: what is due within one slot is done in
	// one go. At 5,000 hosts a second these are 100 packets, which no buffer
	// minds; and a program in Go pays more for waking up than for ten echoes.
	slot = 20 * time.Millisecond
	// wheelSize is how many slots the wheel has: 10 s. What is due later goes
	// round more than once.
	wheelSize = 512
)

// none ends a list of the wheel.
const none = int32(-1)

// wheel is a hashed timing wheel: entries, known by their number, each due at
// one instant. All of it costs the same for one entry as for a million. Time
// is counted from the wheel's own beginning.
type wheel struct {
	heads [wheelSize]int32
	// next and prev link the entries of one bucket; due is in slots.
	next, prev []int32
	due        []int64
	in         []bool
	turned     int64 // the slot up to which all that was due has been handed out
}

func newWheel(entries int) *wheel {
	w := &wheel{
		next: make([]int32, entries), prev: make([]int32, entries),
		due: make([]int64, entries), in: make([]bool, entries), turned: -1,
	}
	for i := range w.heads {
		w.heads[i] = none
	}
	return w
}

// set makes an entry due at an instant, or moves it there. It is handed out no
// earlier than that, and at the edge of a slot.
func (w *wheel) set(i int32, at time.Duration) {
	w.drop(i)
	due := max(int64((at+slot-1)/slot), w.turned+1)
	head := &w.heads[due%wheelSize]
	w.due[i], w.in[i] = due, true
	w.prev[i], w.next[i] = none, *head
	if *head != none {
		w.prev[*head] = i
	}
	*head = i
}

func (w *wheel) drop(i int32) {
	if !w.in[i] {
		return
	}
	w.in[i] = false
	before, after := w.prev[i], w.next[i]
	if after != none {
		w.prev[after] = before
	}
	if before != none {
		w.next[before] = after
		return
	}
	w.heads[w.due[i]%wheelSize] = after
}

// turn hands out what has come due, after it was taken from the wheel. The
// function may set the entry that it is given anew, and no other.
func (w *wheel) turn(now time.Duration, fire func(i int32)) {
	upTo := int64(now / slot)
	first := max(w.turned+1, upTo-wheelSize+1) // once round is all there is
	for s := first; s <= upTo; s++ {
		w.turned = s
		for i := w.heads[s%wheelSize]; i != none; {
			after := w.next[i]
			if w.due[i] <= s {
				w.drop(i)
				fire(i)
			}
			i = after
		}
	}
}

// nextDue is when to turn the wheel again: when the next entry comes due, or
// sooner where that is far away.
func (w *wheel) nextDue() time.Duration {
	last := w.turned + wheelSize
	for s := w.turned + 1; s < last; s++ {
		for i := w.heads[s%wheelSize]; i != none; i = w.next[i] {
			if w.due[i] <= s {
				return time.Duration(s) * slot
			}
		}
	}
	return time.Duration(last) * slot
}
