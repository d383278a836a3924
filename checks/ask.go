package checks

import (
	"context"
	"sync"

	"tminus/change"
)

// Ask puts once each question to a host that takes more than a packet: its
// pages, commands and evidence. It tells what came, in the order of the plan;
// what the network tells, Burst asks better.
func Ask(ctx context.Context, p *change.Plan, h *change.Host, opts Options) []change.Observation {
	pr := &Prober{targets: map[string]*target{}}
	newBuilder(p, opts.withDefaults(), pr).host(0, h)
	var asked []*signal
	for i := range pr.signals {
		if s := &pr.signals[i]; s.probe != nil {
			asked = append(asked, s)
		}
	}
	got := make([]change.Observation, len(asked))
	var all sync.WaitGroup
	for i, s := range asked {
		all.Go(func() { got[i] = s.observe(ctx, make(chan struct{}, 1)) })
	}
	all.Wait()
	return got
}
