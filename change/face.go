package change

// FaceFailed is the type of the event that a screen failed and was drawn anew.
// Nothing else stopped with it.
const FaceFailed Type = "face.failed"

// FaceData belongs to face.failed.
type FaceData struct {
	// Face is what the screen showed: board or wall.
	Face string `json:"face"`
	// Whose is the operator in front of it.
	Whose string `json:"whose,omitempty"`
	// Fault is what went wrong in the program's own words, Where the place in
	// its code. Neither holds a value that the program was given.
	Fault string `json:"fault"`
	Where string `json:"where,omitempty"`
}

// ReportFace tells that a screen failed.
type ReportFace struct{ FaceData }

func (ReportFace) command() {}

func (d *decider) reportFace(c ReportFace) error {
	d.add(FaceFailed, "", "", FaceData{Face: Clean(c.Face), Whose: Clean(c.Whose), Fault: Clean(c.Fault), Where: Clean(c.Where)})
	return nil
}
