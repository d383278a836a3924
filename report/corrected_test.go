package report

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
)

// TestCorrectedReboots: what people said by mistake, and took back, is no reboot;
// what they corrected is drawn as it was, and what nobody asked for was not.
func TestCorrectedReboots(t *testing.T) {
	in := night(t)
	e := func(clock string, kind change.Type, host string, data any) change.Event {
		return change.Event{At: at(t, clock), Type: kind, Host: host, By: "Lin", Data: data}
	}
	since := func(clock string) change.RebootData { return change.RebootData{Since: at(t, clock)} }
	took := func(clock string, d time.Duration) change.RebootData {
		return change.RebootData{Since: at(t, clock), Took: change.Duration(d)}
	}
	again := since("00:43:00")
	again.Again = true
	lost := change.RebootData{Since: at(t, "00:50:00"), Detected: true, Unplanned: true}
	in.Events = nil
	in = with(
		in,
		e("23:30:00", change.ChangeOpened, "", change.OpenedData{ID: in.Plan.Change.ID, Plan: in.Plan.Digest}),
		e("23:31:00", change.HostStarted, "A1", nil),
		e("23:31:00", change.StepStarted, "A1", change.StepData{Step: "backup", N: 1}),
		e("23:32:00", change.StepDone, "A1", change.StepData{Step: "backup", N: 1}),
		e("23:32:00", change.StepStarted, "A1", change.StepData{Step: "before", N: 2}),
		e("23:33:00", change.MarkUndone, "A1", change.UndoneData{Of: change.StepDone, Step: "backup", N: 1, Marked: at(t, "23:32:00")}),
		e("23:34:00", change.StepDone, "A1", change.StepData{Step: "backup", N: 1}),
		e("23:34:00", change.StepStarted, "A1", change.StepData{Step: "before", N: 2}),
		e("23:35:00", change.RebootRequested, "A1", since("23:35:00")), // on the wrong host
		e("23:36:00", change.RebootCancelled, "A1", since("23:35:00")),
		e("23:50:00", change.RebootRequested, "A1", since("23:50:00")), // marked late
		e("23:50:30", change.RebootCorrected, "A1", change.RebootData{Since: at(t, "23:45:00"), Was: at(t, "23:50:00")}),
		e("23:51:00", change.RebootGone, "A1", since("23:50:50")),
		e("23:54:00", change.RebootAnswering, "A1", since("23:54:00")),
		e("23:54:00", change.RebootListening, "A1", since("23:54:00")),
		e("23:56:00", change.RebootSettled, "A1", took("23:54:00", 9*time.Minute)),
		e("23:58:00", change.RebootRequested, "A2", change.RebootData{Since: at(t, "23:57:00"), Detected: true}),
		e("23:58:00", change.RebootGone, "A2", since("23:57:30")),
		e("00:03:00", change.RebootListening, "A2", since("00:03:00")),
		e("00:05:00", change.RebootSettled, "A2", took("00:03:00", 6*time.Minute)),
		e("00:06:00", change.RebootCorrected, "A2", change.RebootData{Since: at(t, "23:56:00"), Was: at(t, "23:57:00")}), // over already
		e("00:40:00", change.RebootRequested, "B1", since("00:40:00")),
		e("00:43:00", change.RebootRequested, "B1", again), // it did not take
		e("00:44:00", change.RebootGone, "B1", since("00:44:00")),
		e("00:48:00", change.RebootAnswering, "B1", since("00:48:00")),
		e("00:52:00", change.HostAccepted, "B1", change.AcceptedData{Reason: "seen", Second: "Chen", Reboot: true, Took: change.Duration(12 * time.Minute)}),
		e("00:50:10", change.RebootRequested, "B2", lost),
		e("00:50:10", change.RebootGone, "B2", since("00:50:05")),
		e("00:53:00", change.NoteAdded, "", change.NoteData{Text: change.Own("the end")}),
	)
	tell := &teller{story: read(in), Catalog: in.Catalog}
	var b strings.Builder
	for _, row := range tell.reboots().Tables[0].Rows {
		for _, c := range row[:6] {
			fmt.Fprintf(&b, "%s|", strings.TrimSuffix(c.Text+" ("+c.Sub+")", " ()"))
		}
		fmt.Fprintln(&b)
	}
	for _, s := range tell.chart().Chart.Shapes {
		if strings.HasPrefix(s.Class, "phase ") || strings.HasPrefix(s.Class, "step") || s.Class == "host" || s.Class == "sum" {
			fmt.Fprintln(&b, s.Class, s.Text+s.Title)
		}
	}
	const golden = "testdata/corrected.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.ReplaceAll(string(want), "\r\n", "\n"), b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
