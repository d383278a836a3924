package checks

import (
	"net/netip"
	"slices"
)

// crowd counts useless packets by their sources, in little memory however many
// those are: a source that sent more than one in maxSources of all is always in
// it, with no more than it sent (Misra and Gries).
type crowd struct {
	list  [maxSources]source
	total uint64
}

// maxSources is how many sources are counted at the same time.
const maxSources = 16

type source struct {
	addr netip.Addr
	// sent is how many packets, ours how many of them carried the right cookie.
	sent, ours uint64
}

// add counts a packet that stands for so many.
func (c *crowd) add(from netip.Addr, stands uint64, ours bool) {
	c.total += stands
	free, least := -1, stands
	for i := range c.list {
		switch s := &c.list[i]; {
		case s.addr == from:
			s.count(stands, ours)
			return
		case s.sent == 0:
			free = i
		default:
			least = min(least, s.sent)
		}
	}
	if free >= 0 {
		c.list[free] = source{addr: from}
		c.list[free].count(stands, ours)
		return
	}
	for i := range c.list {
		c.list[i].forget(least)
	}
}

func (s *source) count(n uint64, ours bool) {
	s.sent += n
	if ours {
		s.ours += n
	}
}

func (s *source) forget(n uint64) {
	s.sent -= n
	s.ours = min(s.ours, s.sent)
	if s.sent == 0 {
		*s = source{}
	}
}

// grow adds packets that nobody saw, as if they were like those that were seen.
func (c *crowd) grow(unseen uint64) {
	if c.total == 0 {
		return
	}
	by := 1 + float64(unseen)/float64(c.total)
	for i := range c.list {
		s := &c.list[i]
		s.sent, s.ours = uint64(float64(s.sent)*by), uint64(float64(s.ours)*by)
	}
	c.total += unseen
}

// greatest are the sources with a tenth of all and more, and no fewer than so
// many packets, the greatest first.
func (c *crowd) greatest(least uint64) []source {
	list := slices.DeleteFunc(slices.Clone(c.list[:]), func(s source) bool { return s.sent < max(c.total/10, least) })
	slices.SortFunc(list, func(a, b source) int { return int(b.sent) - int(a.sent) })
	return list
}
