package recordtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"tminus/change"
	"tminus/fault"
	"tminus/record"
)

func oneProber(b Backend) error {
	r, other, err := b.pair()
	if err != nil {
		return err
	}
	for range 2 {
		if r.Held() || other.Held() {
			return errors.New("nobody has the role, and it is said to be held")
		}
		unlock, err := r.LockWatch()
		if err != nil {
			return fmt.Errorf("the role is free, and not given: %w", err)
		}
		if err := r.Beat(record.Live{PID: 4711, Host: "jump-1", At: begin(), Now: begin(), Speed: 1}); err != nil {
			return err
		}
		if _, err := other.LockWatch(); !errors.Is(err, record.ErrWatched) || fault.Of(err).Value("pid") != 4711 || fault.Of(err).Value("on") != "jump-1" {
			return fmt.Errorf("another process asks for the role of 4711 on jump-1, and gets %w", asError(err))
		}
		if !other.Held() {
			return errors.New("a process has the role, and it is said to be free")
		}
		if err := unlock(); err != nil {
			return err
		}
		r, other = other, r
	}
	return nil
}

func signOfLife(b Backend) error {
	r, other, err := b.pair()
	if err != nil {
		return err
	}
	if l, ok, err := other.Live(); ok || err != nil {
		return fmt.Errorf("before the first sign of life there is %+v, %w", l, asError(err))
	}
	for pid := range 3 {
		want := record.Live{PID: pid + 1, Host: "jump-1", At: begin(), Now: begin().Add(90), Speed: 60}
		if err := r.Beat(want); err != nil {
			return err
		}
		if got, ok, err := other.Live(); err != nil || !ok || got != want {
			return fmt.Errorf("%+v was given, and %+v reaches others (%t, %w)", want, got, ok, asError(err))
		}
	}
	return nil
}

func label() record.Label { return record.Label{At: begin(), Host: "A1", Step: "patch"} }

// content is what the kept file of that name holds.
func content(r Record, f change.EvidenceFile) ([]byte, error) {
	file, err := r.OpenEvidence(f.Name)
	if err != nil {
		return nil, fmt.Errorf("evidence %q %w", f.Name, err)
	}
	text, err := io.ReadAll(file)
	return text, errors.Join(err, file.Close())
}

func evidenceComesBack(b Backend) error {
	r, other, err := b.pair()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "recordtest")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path, want := filepath.Join(dir, "shot.png"), append(bytes.Repeat([]byte{0, 1, '\r', '\n', 0xff}, 50_000), '.')
	if err := os.WriteFile(path, want, 0o600); err != nil {
		return err
	}
	kept, err := r.Keep(path, label())
	if err != nil {
		return err
	}
	got, err := content(other, kept)
	switch {
	case err != nil:
		return err
	case !bytes.Equal(got, want):
		return fmt.Errorf("of %d bytes %d others come back", len(want), len(got))
	case kept.Size != int64(len(want)) || len(kept.SHA256) != 64 || kept.From == "":
		return fmt.Errorf("it is told as %+v", kept)
	}
	if _, err := r.Keep(dir, label()); err == nil {
		return errors.New("a folder was kept as evidence")
	}
	return nil
}

func evidenceStays(b Backend) error {
	r, other, err := b.pair()
	if err != nil {
		return err
	}
	one, errOne := r.KeepFrom(strings.NewReader("one"), "out.txt", label())
	two, errTwo := other.KeepFrom(strings.NewReader("two"), "out.txt", label())
	text, err := content(r, one)
	if err := errors.Join(errOne, errTwo, err); err != nil {
		return err
	}
	if one.Name == two.Name || string(text) != "one" {
		return fmt.Errorf("%q and %q are two pieces; the first holds %q", one.Name, two.Name, text)
	}
	return nil
}

func discarded(b Backend) error {
	r, other, err := b.pair()
	if err != nil {
		return err
	}
	kept, err := r.KeepFrom(strings.NewReader("one"), "out.txt", label())
	if err == nil {
		err = r.Discard(kept)
	}
	if err != nil {
		return err
	}
	if _, err := content(other, kept); err == nil {
		return errors.New("it is still there")
	}
	return nil
}

func sealed(b Backend) error {
	r, other, err := b.pair()
	if err != nil {
		return err
	}
	for _, one := range []Record{r, other} {
		if text, err := one.Plan(); err != nil || string(text) != plan {
			return fmt.Errorf("the plan is %q (%w)", text, asError(err))
		}
	}
	return nil
}

func madeOnce(b Backend) error {
	r, err := b.create()
	if err != nil {
		return err
	}
	if _, err := b.Create(r.Name(), []byte("another")); !errors.Is(err, record.ErrExists) {
		return fmt.Errorf("made twice it comes to %w, not to ErrExists", asError(err))
	}
	if text, err := r.Plan(); err != nil || string(text) != plan {
		return fmt.Errorf("then the plan is %q (%w)", text, asError(err))
	}
	return nil
}

// whole is a record of a change that was opened, with evidence.
func (b Backend) whole() (Record, []change.Event, change.EvidenceFile, error) {
	r, err := b.create()
	if err != nil {
		return nil, nil, change.EvidenceFile{}, err
	}
	kept, err := r.KeepFrom(strings.NewReader("exit code 0"), "out.txt", label())
	if err != nil {
		return nil, nil, kept, err
	}
	events, err := r.Append(0, []change.Event{
		{At: begin(), Type: change.ChangeOpened, By: "anna", Data: change.OpenedData{ID: "CHG-1", Plan: digest(plan)}},
		{At: begin(), Type: change.StepDone, Host: "A1", By: "anna", Data: change.StepData{Step: "patch", N: 1, Files: []change.EvidenceFile{kept}}},
	})
	return r, events, kept, err
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func vouches(b Backend) error {
	r, events, _, err := b.whole()
	if err != nil {
		return err
	}
	v, err := b.Verify(r.Name(), events[0].Hash)
	switch {
	case err != nil:
		return err
	case !v.OK() || v.Events != 2 || v.Head != events[1].Hash || v.Evidence != 1 || v.Plan != digest(plan) || v.NotedLine != 1:
		return fmt.Errorf("a sound record is told as %+v", v)
	}
	if v, err = b.Verify(r.Name(), strings.Repeat("0", 63)+"1"); err != nil || v.OK() {
		return fmt.Errorf("a head that no line has is told as %+v (%w)", v, asError(err))
	}
	return nil
}

func findsSpoilt(b Backend) error {
	if b.Spoil == nil {
		return nil
	}
	r, _, kept, err := b.whole()
	if err == nil {
		err = b.Spoil(r.Name(), kept.Name)
	}
	if err != nil {
		return err
	}
	if v, err := b.Verify(r.Name(), ""); err != nil || v.OK() || len(v.Faults) != 1 || v.Faults[0].Kind != record.FaultEvidence || v.Faults[0].Line != 2 {
		return fmt.Errorf("it is told as %+v (%w)", v, asError(err))
	}
	return nil
}

func closedTakesNothing(b Backend) error {
	r, other, err := b.pair()
	if err != nil {
		return err
	}
	if err := r.Close(); err != nil {
		return err
	}
	if _, err := r.Append(0, notes("after the end")); !errors.Is(err, os.ErrClosed) {
		return fmt.Errorf("an append comes to %w, not to os.ErrClosed", asError(err))
	}
	if _, err := record.Read(r, 0); !errors.Is(err, os.ErrClosed) {
		return fmt.Errorf("a read comes to %w, not to os.ErrClosed", asError(err))
	}
	return holds(other)
}
