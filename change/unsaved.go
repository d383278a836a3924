package change

// Unsaved is the error of an act that was taken, and shows, but that the
// journal does not hold yet: the cockpit keeps it in memory and writes it as
// soon as it can. Until then it is lost if the cockpit is.
type Unsaved struct {
	// Why the journal cannot be written.
	Why error
}

func (u *Unsaved) Error() string {
	return "not saved: " + u.Why.Error()
}

func (u *Unsaved) Unwrap() error { return u.Why }
