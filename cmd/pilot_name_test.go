package cmd

import (
	"encoding/json"
	"errors"
	"testing"

	"tminus/change"
)

// TestNobodyIsCalledAsAnAutopilot: no command takes such a name for its operator's.
func TestNobodyIsCalledAsAnAutopilot(t *testing.T) {
	_, err := operatorName("Autopilot of Li Wei")
	var invalid *change.Invalid
	if !errors.As(err, &invalid) || invalid.Why.Code != change.InvalidPilotName {
		t.Errorf("it says %v", err)
	}
	if name, err := operatorName("Li Wei"); name != "Li Wei" || err != nil {
		t.Errorf("%q, %v", name, err)
	}
}

// TestAutopilotOffInJSON: scripts read why an autopilot stopped, and whose it was.
func TestAutopilotOffInJSON(t *testing.T) {
	text, err := json.Marshal(newAlertView(change.Alert{Kind: change.AlertPilotOff, Name: "A1", By: "li", Why: change.Stated(change.PilotRestarted)}))
	var got struct {
		By  string
		Why json.RawMessage
	}
	if err != nil || json.Unmarshal(text, &got) != nil || got.By != "li" || len(got.Why) == 0 {
		t.Errorf("%s, %v", text, err)
	}
}
