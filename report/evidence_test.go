package report

import (
	"strings"
	"testing"

	"tminus/change"
)

// TestUnreadableEvidenceIsQuoted: a reboot that nothing proved says why not, as
// far as that is known.
func TestUnreadableEvidenceIsQuoted(t *testing.T) {
	in := night(t)
	in.Events = append(in.Events[:90:90], change.Event{At: at(t, "03:50:00"), Type: change.SignalLost, Host: "B1", Data: change.SignalData{
		Check: change.SignalBoot, Since: at(t, "03:49:40"), Cause: change.CauseUnreadable, Boot: "<null>", Why: change.Stated(change.BootUnknown),
	}})
	_, md := render(t, in)
	for section, want := range map[string]string{
		"## What was not observed": "Boot evidence that was unreadable at the end: B1 boot “&#60;null&#62;”.",
		"## The whole timeline":    "boot gives nothing readable since 03:49:40: “&#60;null&#62;”, neither a boot id, nor a boot time, nor an uptime",
	} {
		if _, rest, found := strings.Cut(md, section); !found || !strings.Contains(rest, want) {
			t.Errorf("%s does not say %q:\n%s", section, want, rest)
		}
	}
}
