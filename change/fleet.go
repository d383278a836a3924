package change

import (
	"iter"
	"slices"
)

// Fleet is the state of each host, by its place in the plan. A copy of it is as
// good as a copy of every host: what a Fold writes it copies first, one page and
// one host of it, and everything else is shared. So an event costs the same
// however many hosts there are.
type Fleet struct {
	pages []*page
	n     int
	// own has a bit for each host that the Fold under way has copied already; nil
	// outside of one.
	own []uint64
}

// pageLen is how many hosts share a page: as many as own has bits in an entry.
const pageLen = 64

type page [pageLen]*HostState

// newFleet makes room for n hosts, each of which is yet to be written.
func newFleet(n int) Fleet {
	f := Fleet{n: n}
	for range (n + pageLen - 1) / pageLen {
		f.pages = append(f.pages, new(page))
	}
	for i := range n {
		f.pages[i/pageLen][i%pageLen] = new(HostState)
	}
	return f
}

// Len is the number of hosts.
func (f Fleet) Len() int { return f.n }

// At is the state of the host at that place of the plan. It is to be read only.
func (f Fleet) At(i int) *HostState { return f.pages[i/pageLen][i%pageLen] }

// All yields each place and the state of its host, which is to be read only.
func (f Fleet) All() iter.Seq2[int, *HostState] {
	return func(yield func(int, *HostState) bool) {
		for i := range f.n {
			if !yield(i, f.At(i)) {
				return
			}
		}
	}
}

// owned is the state of the host for a Fold to write into: what older states
// share of it is copied, the first time that the Fold asks for it.
func (f *Fleet) owned(i int) *HostState {
	at, slot := i/pageLen, i%pageLen
	if f.own == nil {
		f.own, f.pages = make([]uint64, len(f.pages)), slices.Clone(f.pages)
	}
	if f.own[at] == 0 {
		p := *f.pages[at]
		f.pages[at] = &p
	}
	if f.own[at]&(1<<slot) == 0 {
		f.own[at] |= 1 << slot
		h := *f.pages[at][slot]
		h.unshare()
		f.pages[at][slot] = &h
	}
	return f.pages[at][slot]
}

// with is the fleet with one more host, the last of the plan.
func (f Fleet) with(h HostState) Fleet {
	more := newFleet(f.n + 1)
	for i := range f.n {
		more.pages[i/pageLen][i%pageLen] = f.At(i)
	}
	*more.At(f.n) = h
	return more
}

// without is the fleet without the host at a place of the plan.
func (f Fleet) without(i int) Fleet {
	less := newFleet(f.n - 1)
	for j := range less.n {
		at := j
		if j >= i {
			at++
		}
		less.pages[j/pageLen][j%pageLen] = f.At(at)
	}
	return less
}

// unshare copies what Fold writes into in place of the parts that the host has in
// common with an older state. What is not copied here is replaced as a whole.
func (h *HostState) unshare() {
	h.Steps, h.Signals = slices.Clone(h.Steps), slices.Clone(h.Signals)
	if h.Reboot != nil {
		r := *h.Reboot
		h.Reboot = &r
	}
}
