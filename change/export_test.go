package change

import (
	"encoding/json"
	"reflect"

	"github.com/google/go-cmp/cmp"
)

// What tests from outside of the package may see of it.

// StatementsIn hands out every statement below a value, and counts them.
func StatementsIn(what any, do func(Statement)) int { return statements(reflect.ValueOf(what), do) }

// SamePlan compares two states of one plan.
func SamePlan() cmp.Option { return samePlan }

// list is all hosts, for tests that compare or print them.
func (f Fleet) list() (hosts []*HostState) {
	for _, h := range f.All() {
		hosts = append(hosts, h)
	}
	return hosts
}

func (f Fleet) MarshalJSON() ([]byte, error) { return json.Marshal(f.list()) }

// Fits reports whether a value of a statement is what its name promises.
func Fits(name string, is any) bool { return kindOf(name).fits(is) }

// OfAnyAct are the types of events that only the nights of any act have to have,
// and not those of TestRandomNightsAreRich.
var OfAnyAct = []Type{RebootCorrected, FailoverEnded, RebootUnbooted}

// Well reports whether nothing is wrong with a host that could be seen.
func Well(s *State, host string) bool { return s.well(s.Plan.Host(host), s.Host(host)) }
