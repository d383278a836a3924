package checks

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"sync"

	"tminus/change"
)

// maxLookups is how many names are resolved at the same time.
const maxLookups = 16

// Resolve finds out which address every host and witness of the plan stands
// for, to be done once, before the window. The result holds them by what the
// plan writes, and is what Options.Addresses wants.
//
// The problems are sentences for people, each with a hint: a name that does
// not resolve; a name that stands for several addresses, as then nobody knows
// which machine answers; two names that stand for one address, as then one
// machine answers for two. What has a problem is not in the result. Resolve
// takes seconds where a resolver is silent, and ends early when ctx does.
func Resolve(ctx context.Context, p *change.Plan) (map[string]netip.Addr, []string) {
	return resolveAll(ctx, p, lookup)
}

// question is one address of the plan that has to be known.
type question struct {
	// who is the host or the witness, written is its address in the plan, name
	// the part of that which is resolved.
	who, written, name string
	found              []netip.Addr
	err                error
}

func resolveAll(ctx context.Context, p *change.Plan, resolve resolver) (map[string]netip.Addr, []string) {
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

	pins, owners := map[string]netip.Addr{}, map[netip.Addr]string{}
	var problems []string
	for _, q := range questions {
		if problem := q.problem(owners); problem != "" {
			problems = append(problems, change.Clean(problem))
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
		list = append(list, question{who: h.Name, written: h.Address, name: h.Address})
	}
	for _, w := range p.Witnesses {
		name, _ := splitWitness(w)
		list = append(list, question{who: "the witness " + w, written: w, name: name})
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
func (q *question) problem(owners map[netip.Addr]string) string {
	switch {
	case q.err != nil:
		return fmt.Sprintf("%s: %v. Mend the name, or write its address into the plan.", q.who, q.err)
	case len(q.found) > 1:
		return fmt.Sprintf("%s: the name %q stands for %d addresses (%s), so nobody would know which machine answers. Write the machine's own address into the plan.",
			q.who, q.name, len(q.found), joined(q.found))
	case owners[q.found[0]] != "":
		return fmt.Sprintf("%s: %q stands for %s, which is the address of %s: one machine would answer for both. Write each one's own address into the plan.",
			q.who, q.name, q.found[0], owners[q.found[0]])
	}
	return ""
}

// joined lists addresses, and counts those that are too many to read.
func joined(addrs []netip.Addr) string {
	const most = 4
	var words []string
	for _, a := range addrs[:min(most, len(addrs))] {
		words = append(words, a.String())
	}
	if n := len(addrs) - most; n > 0 {
		words = append(words, fmt.Sprintf("%d more", n))
	}
	return strings.Join(words, ", ")
}
