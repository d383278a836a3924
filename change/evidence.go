package change

// EvidenceFile is a file that was copied into the record as evidence of a step.
type EvidenceFile struct {
	// Name is the file's name in the evidence folder of the record.
	Name string `json:"name"`
	// SHA256 is the digest of its bytes, in hex; Size is their number.
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	// From is the path that it was copied from, or "pasted".
	From string `json:"from,omitempty"`
}

// evidenceMissing refuses a step that is marked done without the evidence that
// the plan requires of it.
func evidenceMissing(c MarkStep, h *HostState, st Step) error {
	if !st.EvidenceRequired || c.Result != StepOK || Clean(c.Evidence) != "" || len(c.Files) > 0 {
		return nil
	}
	if i := h.Current(); i < len(h.Steps) && h.Steps[i].Run != nil && h.Steps[i].Run.Output().Name != "" {
		return nil // what the cockpit ran itself has left its output
	}
	why := Stated(RefuseEvidence, "step", st.ID, "host", h.Name)
	if st.Evidence != "" {
		why = Stated(RefuseEvidenceOf, "step", st.ID, "host", h.Name, "what", st.Evidence)
	}
	return refuse(why, Stated(TryEvidence)).by(MarkStep{Host: h.Name, Result: StepOK}, MarkStep{Host: h.Name, Result: StepPassed})
}
