package checks

import (
	"net/netip"
	"time"

	"tminus/change"
)

// voice is how what watches over the network speaks to people.
type voice struct {
	// say sets the notice about something that may pass; nothing said: it has.
	say func(about string, st change.Statement)
	// note is a line for the record.
	note func(st change.Statement)
	// name tells people whose an address is; empty: nobody's that we ask.
	name func(a netip.Addr) string
}

// named is the name that an address has for people, or the address itself.
func (v voice) named(a netip.Addr) string {
	if name := v.name(a); name != "" {
		return name
	}
	return a.String()
}

// forgeries tells of answers that are not what they claim to be, once for each
// address in whose name they come.
type forgeries struct {
	voice
	told   map[forgery]bool
	looked time.Time // when an address was looked up last
}

// forgery is what is told once: of an address, in one way.
type forgery struct {
	about netip.Addr
	code  change.Code
}

// maxForged bounds how many are told: who can name every address fills no record.
const maxForged = 16

// suspect looks at a packet whose seal is not ours. Only what has the form of
// an answer and the name of one whom we ask is worth a word; addresses are not
// looked up faster than rounds of looks come.
func (f *forgeries) suspect(packet []byte, from netip.Addr) {
	now := time.Now()
	if len(packet) != echoLen || now.Sub(f.looked) < reviewEvery {
		return
	}
	f.looked = now
	if host := f.name(from); host != "" {
		f.tell(from, change.Stated(change.NoteForged, "host", host))
	}
}

// elsewhere is an answer with the token of a question to another address. It is
// told of whom we ask, or else once for the one who was asked: that may name
// any address.
func (f *forgeries) elsewhere(asked, from netip.Addr) {
	if f.closed(from, change.NoteElsewhere) || f.closed(asked, change.NoteElsewhere) {
		return
	}
	about, other := from, f.name(from)
	if other == "" {
		about, other = asked, from.String()
	}
	f.tell(about, change.Stated(change.NoteElsewhere, "host", f.named(asked), "other", other))
}

// closed reports whether nothing more is told of an address in that way.
func (f *forgeries) closed(about netip.Addr, code change.Code) bool {
	return len(f.told) >= maxForged || f.told[forgery{about, code}]
}

func (f *forgeries) tell(about netip.Addr, st change.Statement) {
	if f.closed(about, st.Code) {
		return
	}
	if f.told == nil {
		f.told = map[forgery]bool{}
	}
	f.told[forgery{about, st.Code}] = true
	f.note(st)
}
