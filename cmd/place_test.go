package cmd

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/examples"
	"tminus/record"
)

// onNetwork keeps records in folders, on a disk of a network.
type onNetwork struct{ folders }

func (onNetwork) Place(string) change.Statement {
	return change.Stated("lock.place", "given", "NFS")
}

// TestARecordOnANetworkDisk is not watched but by the word of somebody, which is
// shown; and from another machine than the one that watches nothing is done to it.
func TestARecordOnANetworkDisk(t *testing.T) {
	_, err := placeOf(onNetwork{}, "rec", false)
	if text := loadCatalog("en").fault(err); exitCode(err) != exitRefused || !strings.Contains(text, "NFS") || !strings.Contains(text, "--only-this-machine") {
		t.Errorf("watched without a word: %v", text)
	}
	word, err := placeOf(onNetwork{}, "rec", true)
	if err != nil || !strings.Contains(loadCatalog("en").Speaker(time.UTC).Say(word), "on NFS: that no other machine uses it is your word") {
		t.Errorf("by the word of somebody: %v, %v", word, err)
	}
	w := &watch{place: word}
	if len(w.placed()) != 1 {
		t.Error("the word is not shown")
	}
	if word, err := placeOf(folders{}, t.TempDir(), false); err != nil || word.Said() {
		t.Errorf("on a disk of this machine: %v, %v", word, err)
	}

	r, err := createRecord(filepath.Join(t.TempDir(), "rec"), examples.PatchNight)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	host, _ := os.Hostname()
	for _, tt := range []struct {
		what    string
		kept    store
		host    string
		age     time.Duration
		refused bool
	}{
		{"another machine watches", onNetwork{}, "jump-1", 0, true},
		{"this machine watches", onNetwork{}, host, 0, false},
		{"another machine watched yesterday", onNetwork{}, "jump-1", 24 * time.Hour, false},
		{"another machine, on a disk of this one", folders{}, "jump-1", 0, false},
	} {
		if err := r.Beat(record.Live{PID: 4711, Host: tt.host, At: time.Now().Add(-tt.age), Speed: 1}); err != nil {
			t.Fatal(err)
		}
		err := sameMachine(tt.kept, r.Name(), r)
		if refused := errors.As(err, new(refused)); refused != tt.refused {
			t.Errorf("%s: %v", tt.what, err)
		}
	}
}
