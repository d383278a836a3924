package report

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/config"
	"tminus/wording"
)

// night is the record of the built-in night, rehearsed once and kept, so that
// the report's tests do not move with the script.
func night(t testing.TB) Input {
	t.Helper()
	text, err := os.ReadFile("testdata/night.yaml")
	if err != nil {
		t.Fatal(err)
	}
	plan, err := config.Parse("night.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	in := Input{Plan: plan, Catalog: wording.Load("en"), Made: time.Date(2020, 11, 21, 1, 0, 0, 0, time.UTC)}
	lines, err := os.ReadFile("testdata/night.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for scan := bufio.NewScanner(bytes.NewReader(lines)); scan.Scan(); {
		var e change.Event
		if err := json.Unmarshal(scan.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		in.Events = append(in.Events, e)
	}
	last := in.Events[len(in.Events)-1]
	in.Check = Check{Events: last.Seq, Head: last.Hash, Plan: plan.Digest}
	return in
}

// store is an evidence folder in memory.
type store map[string][]byte

func (s store) open(name string) (io.ReadCloser, error) {
	text, ok := s[name]
	if !ok {
		return nil, errors.New("is missing")
	}
	return io.NopCloser(bytes.NewReader(text)), nil
}

func (s store) keep(name string, text []byte) change.EvidenceFile {
	sum := sha256.Sum256(text)
	s[name] = text
	return change.EvidenceFile{Name: name, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(text)), From: "/tmp/" + name}
}

func screenshot(t testing.TB) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 320, 180))
	for y := range 180 {
		for x := range 320 {
			img.Set(x, y, color.RGBA{uint8(x / 2), uint8(y), 120, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// at is an instant of the night, in the zone of its clock: at("00:31:00").
func at(t testing.TB, clock string) time.Time {
	t.Helper()
	day := "2020-11-21 "
	if strings.HasPrefix(clock, "23:") {
		day = "2020-11-20 "
	}
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	v, err := time.ParseInLocation("2006-01-02 15:04:05", day+clock, zone)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// with puts more events into the night, in their order of time.
func with(in Input, more ...change.Event) Input {
	in.Events = append(slices.Clone(in.Events), more...)
	slices.SortStableFunc(in.Events, func(a, b change.Event) int { return a.At.Compare(b.At) })
	for i := range in.Events {
		in.Events[i].Seq = uint64(i + 1)
	}
	in.Check.Events = uint64(len(in.Events))
	return in
}

// eventful is the night with everything in it that a report can tell.
func eventful(t testing.TB) Input {
	t.Helper()
	files := store{}
	shot := files.keep("20201120-233604_A1_backup_shot.png", screenshot(t))
	list := files.keep("20201120-234005_A1_before_pasted.txt", []byte("Caption  HotFixID\nhttp://support  KB4534310\n"))
	dump := files.keep("20201120-234406_A1_install_memory.dmp", []byte("MDMP\x00\x01\x02"))
	altered := files.keep("20201121-000250_A1_verify_shot.png", screenshot(t))
	files[altered.Name] = append([]byte{0}, files[altered.Name]...)
	lost := files.keep("20201121-000953_A2_backup_shot.png", screenshot(t))
	delete(files, lost.Name)

	in := night(t)
	in.Evidence = files.open
	in.History = []Past{{"B1", "Inspur NF5280M4", at(t, "00:00:00"), 9*time.Minute + 40*time.Second}, {"B9", "Inspur NF5280M4", at(t, "00:00:00"), 11 * time.Minute}, {"A1", "IBM x3650 M4", at(t, "00:00:00"), 9 * time.Minute}}
	in.Check.Faults = []string{`line 37 names the evidence "` + altered.Name + `", which was changed`}
	in.Check.Warnings = []string{`"stray.png" in the evidence folder is named by no line that can be trusted`}
	for i, e := range in.Events {
		if d, ok := e.Data.(change.StepData); ok && e.Type == change.StepDone {
			switch key := e.Host + " " + d.Step; key {
			case "A1 backup":
				d.Files = []change.EvidenceFile{shot}
			case "A1 before":
				d.Files, d.Note = []change.EvidenceFile{list}, "level as planned"
			case "A1 install":
				d.Files, d.Evidence = []change.EvidenceFile{dump}, "exit code 3010"
			case "A1 verify":
				d.Files = []change.EvidenceFile{altered}
			case "A2 backup":
				d.Files = []change.EvidenceFile{lost}
			}
			in.Events[i].Data = d
		}
		if d, ok := e.Data.(change.GatedData); ok && e.Host == "A2" {
			d.Overridden, d.Criteria = true, []change.Criterion{{
				ID: change.CriterionLevel, Why: change.Stated(change.GateLevel, "to", change.Own("2020-11"), "tested", change.Own("2020-01")),
			}}
			in.Events[i].Data = d
		}
	}
	e := func(clock string, kind change.Type, host, by string, data any) change.Event {
		return change.Event{At: at(t, clock), Type: kind, Host: host, By: by, Data: data}
	}
	return with(
		in,
		e("00:04:30", change.DeviationRecorded, "", "Lin", change.DeviationData{What: "start A2", Reason: "A1 took the newest level well", Second: "Zhou Ming"}),
		e("00:06:00", change.NoteAdded, "", "Lin", change.NoteData{Text: change.Own("the machine room key is with the guard")}),
		e("00:12:00", change.StepFailed, "A2", "Lin", change.StepData{Step: "before", N: 2, Note: "no space on C:"}),
		e("00:33:00", change.ObserverBlind, "", "", change.ObserverData{Since: at(t, "00:32:55")}),
		e("00:35:00", change.ObserverSighted, "", "", change.ObserverData{Since: at(t, "00:35:00")}),
		e("00:38:00", change.ObserverAsleep, "", "", change.ObserverData{Since: at(t, "00:36:30"), Gap: change.Duration(90 * time.Second)}),
		e("00:38:30", change.ObserverStepped, "", "", change.ObserverData{Since: at(t, "00:38:30"), Gap: change.Duration(-3 * time.Second)}),
		e("00:45:00", change.ChangeResumed, "", "Lin", change.ResumedData{Unobserved: at(t, "00:44:10")}),
		e("01:14:40", change.ActionNoAnswer, "", "script", change.ActionData{Incident: "B-1", Kind: "vendor", Contact: "vendor"}),
		e("01:16:12", change.IncidentReraised, "", "", change.IncidentData{ID: "B-1", Environment: "B", Hosts: []string{"B1"}, Reason: change.Stated(change.AsksUnheard)}),
		e("01:16:30", change.IncidentAcked, "", "Lin", change.IncidentData{ID: "B-1", Hosts: []string{"B1"}, Until: at(t, "01:26:30")}),
		e("01:26:00", change.NotifySent, "", "", json.RawMessage(`{"to":"orders@example.test","kind":"business"}`)),
		e("01:41:00", change.NotifyFailed, "", "", json.RawMessage(`{"to":"lead@example.test","error":"timeout"}`)),
		e("02:30:00", change.DeviationRecorded, "", "Lin", change.DeviationData{What: "deadline business peak 07:30", Reason: "holiday", At: change.ClockTime{Time: at(t, "07:30:00")}}),
		e("02:30:01", change.DeadlineMoved, "", "", change.MovedData{What: "failover", Environment: "B", At: at(t, "06:15:00"), Was: at(t, "05:45:00"), Reason: change.Own("the business moved its deadline")}),
		e("23:31:00", change.ContactConfirmed, "", "Lin", change.ContactData{Contact: "vendor", Note: "until 06:00"}),
		e("23:31:30", change.PrecheckDone, "A1", "Lin", change.PrecheckData{Precheck: "free space", N: 1, Failed: true, Note: "2 GB"}),
		e("01:14:50", change.ActionNoAnswer, "", "script", change.ActionData{Incident: "B-1", Kind: "vendor", Contact: "vendor", Next: "lead", Again: at(t, "01:19:50"), Why: change.AgainRetry}),
		e("02:50:00", change.FailoverDecided, "", "Gao Jian", change.FailoverData{Environment: "B", Standby: "A", Incident: "B-2", Reason: "the standby serves"}),
		e("03:08:00", change.FailoverDecided, "", "Gao Jian", change.FailoverData{Environment: "B", Standby: "A", Incident: "B-2", Go: true}),
		e("03:12:00", change.FailoverStep, "", "Lin", change.FailoverStepData{Environment: "B", N: 1, Step: "Tell the users"}),
		e("03:20:00", change.FailoverEnded, "", "Lin", change.FailoverData{Environment: "B", Standby: "A", Outcome: change.FailoverAborted, Reason: "B2 answers"}),
		e("02:41:00", change.RecoveryTried, "B2", "script", change.RecoveryData{What: "power cycle", Until: at(t, "02:51:00")}),
		e("01:00:05", change.RunStarted, "B1", "Lin", change.RunData{Step: "install", N: 3, Command: []string{"wusa", "x.msu"}}),
		e("01:02:00", change.RunEnded, "B1", "Lin", change.RunData{Step: "install", N: 3, Fault: change.Own("it was stopped"), Took: change.Duration(115 * time.Second)}),
		e("02:31:00", change.PlanChanged, "", "", change.PlanData{Digest: "0123456789abcdef", Differences: []change.Statement{change.Own("reboot.expected of B1: 10m → 15m")}}),
		e("02:32:00", "moon.phase", "", "", json.RawMessage(`{"is":["new",1],"seen":null}`)),
		e("03:05:00", change.RungDue, "B2", "", change.RungData{Incident: "B-2", Rung: "boot-loop", Reason: "elapsed", Due: at(t, "03:05:00"), Action: "boot-loop"}),
		e("03:06:00", change.ActionDone, "B2", "", change.ActionData{Incident: "B-2", Kind: "boot-loop", Outcome: change.Stated(change.OutcomeOver)}),
		e("03:07:00", change.RungDue, "B2", "", change.RungData{Incident: "B-2", Rung: "dispatch", Reason: "deadline", Due: at(t, "03:07:00"), Action: "dispatch", Also: []change.ActionKind{"console"}}),
	)
}
