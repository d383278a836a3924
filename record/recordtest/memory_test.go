package recordtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"tminus/change"
	"tminus/record"
)

// faults are what a double does wrong; the zero value does nothing wrong.
type faults struct {
	losesAppends, takesThoseBehind, takesThoseAhead, leavesHalf, forgetsZones, breaksChain,
	showsOnlyItsOwn, tellsTwice, lendsTheRole, keepsTheRole, hidesTheHolder, hidesThatItIsHeld, hidesLife, inventsLife,
	altersEvidence, overwrites, keepsFolders, keepsDiscarded, changesPlan, makesAnew, trustsAll, doubtsAll, outlivesItsEnd bool
}

// memory keeps records in memory, as their specification is: to see the suite
// fail, it can be made wrong in many ways.
type memory struct {
	faults
	mu      sync.Mutex
	records map[string]*kept
}

type kept struct {
	plan     []byte
	events   []change.Event
	evidence map[string][]byte
	live     *record.Live
	watched  *handle
}

// handle is a record as one process has it.
type handle struct {
	*memory
	name   string
	own    int // events that it appended or saw at its beginning
	closed bool
}

func (m *memory) backend() Backend {
	n := 0
	return Backend{
		Create: func(name string, plan []byte) (Record, error) {
			m.mu.Lock()
			defer m.mu.Unlock()
			if m.records[name] != nil && !m.makesAnew {
				return nil, record.ErrExists
			}
			if m.changesPlan {
				plan = append(bytes.Clone(plan), '\n')
			}
			m.records[name] = &kept{plan: plan, evidence: map[string][]byte{}}
			return &handle{memory: m, name: name}, nil
		},
		Open:   func(name string) (Record, error) { return &handle{memory: m, name: name}, nil },
		Verify: m.verify,
		NewName: func() string {
			n++
			return strconv.Itoa(n)
		},
		Spoil: func(name, file string) error {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.records[name].evidence[file] = []byte("exit code 1")
			return nil
		},
	}
}

// locked gives the record to one at a time.
func (h *handle) locked() (*kept, func()) {
	h.mu.Lock()
	return h.records[h.name], h.mu.Unlock
}

func (h *handle) Append(after uint64, events []change.Event) ([]change.Event, error) {
	k, unlock := h.locked()
	defer unlock()
	last := uint64(len(k.events))
	switch {
	case h.closed && !h.outlivesItsEnd:
		return nil, os.ErrClosed
	case last > after && !h.takesThoseBehind:
		return nil, record.ErrBehind
	case last < after && !h.takesThoseAhead:
		return nil, record.ErrMoved
	}
	link := record.First()
	if last > 0 && !h.breaksChain {
		link.Hash = k.events[last-1].Hash
	}
	link.Seq = last
	var written []change.Event
	for _, e := range events {
		zone := e.At.Location()
		_, e, err := record.Seal(link, e)
		if err != nil {
			if h.leavesHalf {
				k.events = append(k.events, written...)
			}
			return nil, err
		}
		if h.forgetsZones {
			e.At = e.At.In(zone)
		}
		written = append(written, e)
		link = record.Link{Seq: e.Seq, Hash: e.Hash}
	}
	if h.losesAppends && len(k.events)%10 == 9 {
		return written, nil
	}
	k.events = append(k.events, written...)
	h.own = len(k.events)
	return written, nil
}

func (h *handle) Each(after uint64, do func([]change.Event)) error {
	k, unlock := h.locked()
	events := k.events
	closed := h.closed && !h.outlivesItsEnd
	unlock()
	switch {
	case closed:
		return os.ErrClosed
	case after > uint64(len(events)) && !h.takesThoseAhead:
		return record.ErrMoved
	}
	if h.showsOnlyItsOwn {
		events = events[:h.own]
	}
	from := min(int(after), len(events))
	if h.tellsTwice && from > 2 {
		from--
	}
	if from < len(events) {
		do(events[from:])
	}
	return nil
}

func (h *handle) Keep(path string, l record.Label) (change.EvidenceFile, error) {
	if info, err := os.Stat(path); err != nil || info.IsDir() {
		if h.keepsFolders {
			return h.KeepFrom(bytes.NewReader(nil), filepath.Base(path), l)
		}
		return change.EvidenceFile{}, fs.ErrInvalid
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return change.EvidenceFile{}, err
	}
	f, err := h.KeepFrom(bytes.NewReader(text), filepath.Base(path), l)
	f.From = path
	return f, err
}

func (h *handle) KeepFrom(in io.Reader, base string, l record.Label) (change.EvidenceFile, error) {
	text, err := io.ReadAll(in)
	if err != nil {
		return change.EvidenceFile{}, err
	}
	k, unlock := h.locked()
	defer unlock()
	name := l.FileName(base)
	for n := 2; k.evidence[name] != nil && !h.overwrites; n++ {
		name = fmt.Sprint(n, l.FileName(base))
	}
	sum := sha256.Sum256(text)
	f := change.EvidenceFile{Name: name, Size: int64(len(text)), SHA256: hex.EncodeToString(sum[:])}
	if h.altersEvidence {
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	}
	k.evidence[name] = text
	return f, nil
}

func (h *handle) Discard(f change.EvidenceFile) error {
	k, unlock := h.locked()
	defer unlock()
	if !h.keepsDiscarded {
		delete(k.evidence, f.Name)
	}
	return nil
}

func (h *handle) OpenEvidence(name string) (io.ReadCloser, error) {
	k, unlock := h.locked()
	defer unlock()
	text, ok := k.evidence[name]
	if !ok {
		return nil, fmt.Errorf("is missing")
	}
	return io.NopCloser(bytes.NewReader(text)), nil
}

func (h *handle) LockWatch() (func() error, error) {
	k, unlock := h.locked()
	defer unlock()
	if k.watched != nil && !h.lendsTheRole {
		if k.live != nil && !h.hidesTheHolder {
			return nil, record.WatchedBy("memory", *k.live)
		}
		return nil, record.ErrWatched
	}
	k.watched = h
	return func() error {
		k, unlock := h.locked()
		defer unlock()
		if !h.keepsTheRole {
			k.watched = nil
		}
		return nil
	}, nil
}

func (h *handle) Held() bool {
	k, unlock := h.locked()
	defer unlock()
	return k.watched != nil && !h.hidesThatItIsHeld
}

func (h *handle) Beat(l record.Live) error {
	k, unlock := h.locked()
	defer unlock()
	if k.live == nil || !h.hidesLife {
		k.live = &l
	}
	return nil
}

func (h *handle) Live() (record.Live, bool, error) {
	k, unlock := h.locked()
	defer unlock()
	if k.live == nil {
		return record.Live{}, h.inventsLife, nil
	}
	return *k.live, true, nil
}

func (h *handle) Name() string     { return h.name }
func (h *handle) PlanName() string { return "the plan of " + h.name }
func (h *handle) Plan() ([]byte, error) {
	k, unlock := h.locked()
	defer unlock()
	return k.plan, nil
}
func (h *handle) Written() time.Time          { return time.Time{} }
func (h *handle) Notices() []change.Statement { return nil }
func (h *handle) Close() error                { h.closed = true; return nil }

func (m *memory) verify(name, noted string) (record.Report, error) {
	m.mu.Lock()
	k := m.records[name]
	m.mu.Unlock()
	h := &handle{memory: m, name: name}
	v := record.NewVerifier(name, noted)
	for _, e := range k.events {
		v.Event(e)
	}
	v.Plan(k.plan, nil)
	v.Evidence(nil, func(file string) (io.ReadCloser, error) {
		if m.trustsAll {
			return io.NopCloser(bytes.NewReader([]byte("exit code 0"))), nil
		}
		return h.OpenEvidence(file)
	})
	if m.doubtsAll {
		v.Damage(&record.Damage{Line: 1})
	}
	return v.Report(), nil
}
