package change

// Format is the version of the journal's format that this program writes, and
// the highest that it knows. The lines and their chain are the same in all of
// them; what differs is the data of the events:
//
//	1  journals that do not say their version
//	2  change.opened says it; what the program itself states, such as the reason
//	   of a hold, is a Statement
//
// A program that changes what the data of a known type mean, or that needs what
// an older one would pass over, counts on here. Fields and types that an older
// program may pass over need no new version.
const Format = 2

// FormatOr1 is the version that an opening says, or that of the time before.
func (d OpenedData) FormatOr1() int { return max(d.Format, 1) }

// Newer reports whether the journal has a format that this program does not
// know: it is shown as far as it is understood, and not written to.
func (s *State) Newer() bool { return s.Format > Format }

// refuseNewer refuses to add to a journal whose meaning is not known.
func (s *State) refuseNewer() error {
	if !s.Newer() {
		return nil
	}
	return refuse(
		Stated(RefuseNewer, "n", s.Format, "all", Format),
		Stated(TryNewer))
}
