package checks

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestWheelAgainstAnOracle plays random entries and turns, and compares what
// is handed out with a plain list of instants.
func TestWheelAgainstAnOracle(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 7))
		const entries = 50
		w, due, now := newWheel(entries), map[int32]time.Duration{}, time.Duration(0)
		set := func(i int32) {
			at := now + time.Duration(rng.IntN(30_000))*time.Millisecond
			w.set(i, at)
			due[i] = at
		}
		for range 300 {
			i := int32(rng.IntN(entries))
			switch rng.IntN(4) {
			case 0:
				w.drop(i)
				delete(due, i)
			case 1:
				if next := w.nextDue(); earliest(due) < next-slot {
					t.Fatalf("seed %d: the next turn is said to be at %s, an entry is due at %s", seed, next, earliest(due))
				}
				now += time.Duration(rng.IntN(20_000)) * time.Millisecond
				w.turn(now, func(i int32) {
					at, known := due[i]
					if !known || at > now {
						t.Fatalf("seed %d: entry %d was handed out at %s, it is due at %s (%v)", seed, i, now, at, known)
					}
					delete(due, i)
					if rng.IntN(2) == 0 {
						set(i)
					}
				})
				if at := earliest(due); at <= now-slot {
					t.Fatalf("seed %d: an entry due at %s is still in at %s", seed, at, now)
				}
			default:
				set(i)
			}
		}
	}
}

func earliest(due map[int32]time.Duration) time.Duration {
	first := time.Duration(1 << 62)
	for _, at := range due {
		first = min(first, at)
	}
	return first
}

func TestWheelKeepsTheEdgeOfASlot(t *testing.T) {
	w := newWheel(2)
	w.set(0, 2*slot)
	w.set(1, 2*slot+1)
	if next := w.nextDue(); next != 2*slot {
		t.Errorf("next at %s", next)
	}
	var fired []int32
	for _, at := range []struct {
		now time.Duration
		out int
	}{{2*slot - 1, 0}, {2 * slot, 1}, {3*slot - 1, 1}, {3 * slot, 2}} {
		w.turn(at.now, func(i int32) { fired = append(fired, i) })
		if len(fired) != at.out {
			t.Errorf("at %s: %d are out, want %d", at.now, len(fired), at.out)
		}
	}
}

func BenchmarkWheel(b *testing.B) {
	const entries = 15_000
	w := newWheel(entries)
	for i := range int32(entries) {
		w.set(i, time.Duration(i)*time.Second/entries)
	}
	now, fired := time.Duration(0), 0
	b.ReportAllocs()
	for fired < b.N {
		now += slot
		w.turn(now, func(i int32) {
			fired++
			w.set(i, now+time.Second)
		})
	}
}
