package ui

import (
	"tminus/change"
)

// oddsOf says what the odds are that a late host comes back by itself; nothing of any
// other.
func (s *scene) oddsOf(host string) change.Statement {
	i, ok := s.board.index[host]
	if !ok || !s.sit.Hosts[i].Late {
		return change.Statement{}
	}
	return s.pace.theOdds(s.state()).Tell(&s.sit.Hosts[i], &s.plan().Hosts[i], s.state().Hosts.At(i), s.now)
}

// oddsBeside are the odds of a host where something else is told of it: that there are
// too few to say is said where earlier nights are known at all.
func (s *scene) oddsBeside(host string) change.Statement {
	odds := s.oddsOf(host)
	if odds.Code == change.OddsFew && s.pace.past == 0 {
		return change.Statement{}
	}
	return odds
}

// theOdds are made when they are first asked for since a fact changed.
func (b *paceBook) theOdds(s *change.State) change.Odds {
	if b.odds == nil {
		odds := change.NewOdds(b.history.Tonight(s))
		b.odds = &odds
	}
	return *b.odds
}

// mostOdds is how many hosts of an incident have their odds told beside its rungs.
const mostOdds = 3

// oddsLines are the odds of the late hosts of an incident, that of the selected host
// first.
func (s *scene) oddsLines(inc *change.IncidentView, w int) []string {
	var lines []string
	for _, own := range []bool{true, false} {
		for _, m := range inc.Members {
			if own != (m.Host == s.selected) || len(lines) == mostOdds {
				continue
			}
			if odds := s.oddsBeside(m.Host); odds.Said() {
				lines = append(lines, cut(longest(w, s.oddsIn("  ", m.Host, odds)...), w))
			}
		}
	}
	return lines
}

// wallOdds is one line for the room: the odds of the host whose timer is drawn.
func (s *scene) wallOdds() []task {
	drawn, any := s.sit.WorstReboot()
	if !any {
		return nil
	}
	name := s.plan().Hosts[drawn].Name
	odds := s.oddsOf(name)
	if !odds.Said() || odds.Code == change.OddsFew {
		return nil
	}
	return []task{{texts: s.oddsIn("○ ", name, odds)}}
}

// oddsIn words the odds of a host, the longest first: where there is no room the interval
// goes, and then how long the slowest took if one that is slower than now is known.
func (s *scene) oddsIn(mark, host string, odds change.Statement) []string {
	short := odds.Without("low", "high", "of", "percent")
	list := []change.Statement{odds, short}
	if odds.Code == change.OddsSome {
		list = append(list, short.Without("took"))
	}
	var texts []string
	for _, said := range list {
		texts = append(texts, mark+change.Clean(host)+"  "+s.stated(said))
	}
	return texts
}

// outlookText is by when the change is likely done; empty where nobody reckons.
func (s *scene) outlookText() string {
	if s.outlook == nil || s.closed() {
		return ""
	}
	said := s.outlook(s.snap)
	if !said.Said() {
		return ""
	}
	return s.styles.grey(s.stated(said))
}
