package record

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tminus/change"
)

// script is a journal whose reads come out as written here, one after the other.
type script []struct {
	upTo uint64
	err  error
}

func (s *script) Each(after uint64, do func([]change.Event)) error {
	now := (*s)[0]
	if len(*s) > 1 {
		*s = (*s)[1:]
	}
	for seq := after + 1; seq <= now.upTo; seq++ {
		do([]change.Event{{Seq: seq}})
	}
	return now.err
}

// TestFollow: trouble is told when it begins, changes and ends, and what was
// read before it counts.
func TestFollow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk, cut := errors.New("disk"), errors.New("cut")
		j := &script{{2, nil}, {3, disk}, {3, disk}, {3, cut}, {600, nil}, {601, nil}}
		var said []string
		begun := time.Now()
		enough := errors.New("enough")
		seen := uint64(1)
		err := Follow(context.Background(), j, 1, time.Second,
			func(err error) { said = append(said, fmt.Sprint(time.Since(begun), " ", err)) },
			func(events []change.Event) error {
				for _, e := range events {
					if seen++; e.Seq != seen {
						t.Errorf("event %d comes where %d belongs", e.Seq, seen)
					}
				}
				if seen == 601 {
					return enough
				}
				return nil
			})
		if want := []string{"1s disk", "3s cut", "4s <nil>"}; !errors.Is(err, enough) || !slices.Equal(said, want) {
			t.Errorf("ended by %v, told %q, want %q", err, said, want)
		}
	})
}
