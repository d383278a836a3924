package journal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"tminus/change"
	"tminus/fault"
	"tminus/record"
)

// mark is a place between two lines: the link that the next one follows, and
// the byte at which it begins.
type mark struct {
	record.Link
	offset int64
}

// start is the mark before the first line.
func start() mark { return mark{Link: record.First()} }

// Record is the folder of one change, opened. Several goroutines may use it;
// other processes, and other Records, may use the same folder.
type Record struct {
	dir      string
	patience time.Duration
	// sync sees a file to the disk; a field, so that its failure can be tested.
	sync func(*os.File) error
	// evidenceLimit is record.MaxEvidence; a field, so that it can be tested.
	evidenceLimit int64

	// mu guards what follows.
	mu       sync.Mutex
	file     *os.File    // nil: to be opened at the next use
	known    fs.FileInfo // the file that the tip was verified in
	readOnly bool
	closed   bool
	// tip is the end of what was verified last.
	tip mark
	// marks are places to begin at when asked for events before the tip.
	marks []mark

	// beating guards the file of the latest beat; nil: none is open.
	beating  sync.Mutex
	lastBeat *os.File
	// watching is the lock of the watch, nil where this process has not got it, and
	// beats counts its signs of life: beating guards them, too.
	watching *flock.Flock
	beats    int

	// noticing guards the notices: who asks for them must not wait for a disk.
	noticing sync.Mutex
	notices  []change.Statement
}

// Open opens a record. It does not read the journal yet. A folder that others
// can write to, or that is a symlink, is refused. Whoever opens closes.
func Open(dir string) (*Record, error) {
	dir = filepath.Clean(dir)
	if err := checkFolder(dir); err != nil {
		return nil, err
	}
	return open(dir)
}

func open(dir string) (*Record, error) {
	r := &Record{dir: dir, patience: patience, sync: (*os.File).Sync, evidenceLimit: record.MaxEvidence, tip: start(), marks: []mark{start()}}
	info, err := os.Lstat(r.path())
	switch {
	case errors.Is(err, fs.ErrNotExist) && exists(filepath.Join(dir, lockName)):
		return nil, fault.Wrap(fs.ErrNotExist, folderCut, "file", dir, "what", journalName)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.Wrap(fs.ErrNotExist, folderNoRecord, "file", dir, "what", journalName)
	case err != nil:
		return nil, fault.Wrap(err, folderRecord, "file", dir)
	case !info.Mode().IsRegular():
		return nil, fault.New(folderNotPlain, "file", r.path(), "value", info.Mode().Type().String())
	}
	return r, r.adopt()
}

// openFile opens the journal to append, or at least to read.
func (r *Record) openFile() error {
	file, err := openIn(r.dir, journalName, os.O_RDWR|os.O_APPEND)
	r.readOnly = readOnly(err) || errors.Is(err, record.ErrForeign)
	if r.readOnly {
		file, err = openIn(r.dir, journalName, os.O_RDONLY)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return r.moved(change.Stated(journalGone))
	}
	if err != nil {
		return fault.Wrap(err, folderRecord, "file", r.dir)
	}
	r.file = file
	return nil
}

// Close gives the files back. The record stays as it is.
func (r *Record) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.beating.Lock()
	r.dropBeat()
	r.beating.Unlock()
	r.closed = true
	return r.drop()
}

// Hurry lets what is appended from here on reach the disk when the system likes, for a
// record that can be made again. The function that it returns sees it all to the disk,
// and ends that. No append may be under way at either end.
func (r *Record) Hurry() (end func() error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	sync := r.sync
	r.sync = unsynced
	return func() error {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.sync = sync
		if r.file == nil {
			return nil
		}
		return sync(r.file)
	}
}

// drop closes the journal; the next use opens it again.
func (r *Record) drop() error {
	if r.file == nil {
		return nil
	}
	err := r.file.Close()
	r.file = nil
	return err
}

// Name is the path of the folder.
func (r *Record) Name() string { return r.dir }

// PlanName is the path of the sealed plan.
func (r *Record) PlanName() string { return filepath.Join(r.dir, planName) }

// Written is when the journal was written to last; zero: nobody knows.
func (r *Record) Written() time.Time {
	info, err := os.Lstat(r.path())
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// Evidence is the folder for what the steps produce.
func (r *Record) Evidence() string { return filepath.Join(r.dir, evidenceName) }

// Plan is the text of the sealed plan.
func (r *Record) Plan() ([]byte, error) {
	text, err := readIn(r.dir, planName)
	if err != nil {
		return nil, fault.Wrap(err, folderNoPlan, "file", r.dir)
	}
	return text, nil
}

// Notices says what was found wrong with the end of the journal so far, and
// what was done about it. It does not wait for a call that is under way.
func (r *Record) Notices() []change.Statement {
	r.noticing.Lock()
	defer r.noticing.Unlock()
	return slices.Clone(r.notices)
}

func (r *Record) notice(is change.Statement) {
	r.noticing.Lock()
	defer r.noticing.Unlock()
	if !slices.ContainsFunc(r.notices, is.Equal) {
		r.notices = append(r.notices, is)
	}
}

func (r *Record) path() string { return filepath.Join(r.dir, journalName) }

func (r *Record) moved(how change.Statement) error {
	return fault.Wrap(record.ErrMoved, journalMoved, "file", r.path(), "is", how)
}

// ready is size for whoever holds no lock: a journal that was deleted is
// brought back first, if it can be.
func (r *Record) ready() (int64, error) {
	n, err := r.size()
	if errors.Is(err, record.ErrMoved) && r.bringBack() {
		n, err = r.size()
	}
	return n, err
}

// size is the length of the journal in bytes, of which the part up to the tip
// is still the one that was verified.
func (r *Record) size() (int64, error) {
	if r.closed {
		return 0, fault.Wrap(os.ErrClosed, journalClosed, "file", r.dir)
	}
	there, err := os.Lstat(r.path())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, r.moved(change.Stated(journalGone))
	case err != nil:
		return 0, fault.Wrap(err, folderRecord, "file", r.path())
	case !there.Mode().IsRegular():
		return 0, r.moved(change.Stated(journalElse))
	}
	if r.file == nil || !os.SameFile(r.known, there) {
		if err := r.adopt(); err != nil {
			return 0, err
		}
	}
	held, err := r.file.Stat()
	switch {
	case err != nil:
		return 0, fault.Wrap(err, folderRecord, "file", r.path())
	case !os.SameFile(held, there):
		return 0, r.moved(change.Stated(journalJustNow))
	case held.Size() < r.tip.offset:
		return 0, r.moved(change.Stated(journalShorter))
	case held.Size() > r.tip.offset && !r.tipHolds():
		return 0, r.moved(change.Stated(journalOther))
	}
	return held.Size(), nil
}

// tipHolds reports whether the line before the tip still ends with its hash.
func (r *Record) tipHolds() bool { return r.endsAt(r.tip.offset, record.Link{Hash: r.tip.Hash}) }
