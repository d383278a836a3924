package checks

import (
	"context"
	"net/netip"
	"sync"

	"tminus/change"
	"tminus/fault"
)

// maxLookups is how many names are resolved at the same time.
const maxLookups = 16

// Resolve finds out which address every host and witness of the plan stands
// for, to be done once, before the window. The result holds them by what the
// plan writes, and is what Options.Addresses wants.
//
// The problems are for people, each with a hint: a name that does
// not resolve; a name that stands for several addresses, as then nobody knows
// which machine answers; two names that stand for one address, as then one
// machine answers for two. What has a problem is not in the result. Resolve
// takes seconds where a resolver is silent, and ends early when ctx does.
func Resolve(ctx context.Context, p *change.Plan) (map[string]netip.Addr, []change.Statement) {
	return resolveAll(ctx, p, lookup)
}

// question is one address of the plan that has to be known.
type question struct {
	// who is the host or the witness, written is its address in the plan, name
	// the part of that which is resolved.
	who           change.Statement
	written, name string
	found         []netip.Addr
	err           error
}

func resolveAll(ctx context.Context, p *change.Plan, resolve resolver) (map[string]netip.Addr, []change.Statement) {
	questions := questionsOf(p)
	var wg sync.WaitGroup
	turns := make(chan struct{}, maxLookups) // each lookup holds one while it runs
	for i := range questions {
		wg.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			questions[i].ask(ctx, resolve)
		})
	}
	wg.Wait()

	pins, owners := map[string]netip.Addr{}, map[netip.Addr]change.Statement{}
	var problems []change.Statement
	for _, q := range questions {
		if problem := q.problem(owners); problem.Said() {
			problems = append(problems, problem)
			continue
		}
		owners[q.found[0]] = q.who
		pins[q.written] = q.found[0]
	}
	return pins, problems
}

func questionsOf(p *change.Plan) []question {
	var list []question
	for _, h := range p.Hosts {
		list = append(list, question{who: change.Own(h.Name), written: h.Address, name: h.Address})
	}
	for _, w := range p.Witnesses {
		name, _ := splitWitness(w)
		list = append(list, question{who: change.Stated(probeTheWitness, "what", w), written: w, name: name})
	}
	return list
}

func (q *question) ask(ctx context.Context, resolve resolver) {
	if addr, err := netip.ParseAddr(q.name); err == nil {
		q.found = []netip.Addr{addr.Unmap()}
		return
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	q.found, q.err = addressesOf(ctx, q.name, resolve)
}

// problem says what is wrong with an answer, given who has which address.
func (q *question) problem(owners map[netip.Addr]change.Statement) change.Statement {
	switch {
	case q.err != nil:
		return change.Stated(probeMendName, "name", q.who, "why", fault.Of(q.err))
	case len(q.found) > 1:
		return change.Stated(probeAmbiguous, "name", q.who, "what", q.name, "n", len(q.found), "names", spelled(q.found))
	case owners[q.found[0]].Said():
		return change.Stated(probeSame, "name", q.who, "what", q.name, "on", q.found[0].String(), "was", owners[q.found[0]])
	}
	return change.Statement{}
}

// spelled are addresses as people write them.
func spelled(addrs []netip.Addr) []string {
	list := make([]string, len(addrs))
	for i, a := range addrs {
		list[i] = a.String()
	}
	return list
}
