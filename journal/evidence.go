package journal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tminus/change"
	"tminus/fault"
	"tminus/record"
)

// partPrefix begins the names of copies that are not whole yet.
const partPrefix = ".part-"

// Keep copies a file into the evidence folder. The copy is found whole or not
// at all. What is no plain file, too large, or still being written is refused.
func (r *Record) Keep(path string, l record.Label) (change.EvidenceFile, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|noWait, 0)
	if err != nil {
		return change.EvidenceFile{}, fault.Wrap(err, evidenceUnread)
	}
	defer func() { _ = file.Close() }()
	before, err := file.Stat()
	switch {
	case err != nil:
		return change.EvidenceFile{}, fault.Wrap(err, evidenceUnread)
	case !before.Mode().IsRegular():
		return change.EvidenceFile{}, fault.New(evidenceSpecial, "file", path, "value", before.Mode().Type().String(), "example", filepath.Join(path, "*.png"))
	case before.Size() > r.evidenceLimit:
		return change.EvidenceFile{}, keepError(r.tooLarge())
	}
	bounded(file)
	kept, err := r.KeepFrom(file, filepath.Base(path), l)
	if err != nil {
		return kept, err
	}
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	kept.From = change.Clean(path)
	if after, err := file.Stat(); err != nil || !os.SameFile(before, after) || after.Size() != kept.Size || !after.ModTime().Equal(before.ModTime()) {
		return change.EvidenceFile{}, errors.Join(fault.New(evidenceChanged, "file", path), r.Discard(kept))
	}
	return kept, nil
}

// answerWithin is how long a file that is on no disk may let a read wait.
const answerWithin = 5 * time.Second

// bounded bounds the reads of what calls itself a plain file and answers when it
// has news, as /proc/kmsg does. A file on a disk needs no bound, and has none.
func bounded(file *os.File) { _ = file.SetReadDeadline(time.Now().Add(answerWithin)) }

// KeepFrom writes what it reads into the evidence folder; base is the name
// that it had, or should end with.
func (r *Record) KeepFrom(in io.Reader, base string, l record.Label) (change.EvidenceFile, error) {
	var kept change.EvidenceFile
	dir := r.Evidence()
	if info, err := os.Lstat(dir); err != nil || !info.IsDir() {
		return kept, fault.New(evidenceNoFolder, "file", dir)
	}
	part, err := openIn(r.dir, filepath.Join(evidenceName, partPrefix+rand.Text()), os.O_CREATE|os.O_EXCL|os.O_WRONLY)
	if err != nil {
		return kept, keepError(err)
	}
	sum := sha256.New()
	kept.Size, err = io.Copy(io.MultiWriter(part, sum), io.LimitReader(in, r.evidenceLimit+1))
	if err == nil && kept.Size > r.evidenceLimit {
		err = r.tooLarge()
	}
	if err == nil {
		err = r.sync(part)
	}
	err = errors.Join(err, part.Close())
	if err == nil {
		kept.SHA256 = hex.EncodeToString(sum.Sum(nil))
		kept.Name, err = r.shelve(part.Name(), l.FileName(base))
	}
	if err != nil {
		_ = os.Remove(part.Name())
		return change.EvidenceFile{}, keepError(err)
	}
	return kept, syncDir(dir)
}

func (r *Record) tooLarge() error {
	return fault.New(evidenceLarge, "n", int(r.evidenceLimit>>20))
}

func keepError(err error) error {
	if fault.DiskFull(err) {
		return fault.Wrap(err, evidenceNoRoom)
	}
	return fault.Wrap(err, evidenceNotKept)
}

// shelve gives a whole copy its name, or the next free one like it. The lock
// keeps two processes from taking the same.
func (r *Record) shelve(part, name string) (string, error) {
	stem, ext := strings.TrimSuffix(name, filepath.Ext(name)), filepath.Ext(name)
	err := exclusively(r.dir, r.patience, func() error {
		for n := 2; exists(filepath.Join(r.Evidence(), name)); n++ {
			name = fmt.Sprintf("%s-%d%s", stem, n, ext)
		}
		return os.Rename(part, filepath.Join(r.Evidence(), name))
	})
	return name, err
}

// Discard removes a copy that no event names, as its act was refused.
func (r *Record) Discard(f change.EvidenceFile) error {
	if !plainName(f.Name) {
		return fault.New(evidenceNoName, "file", change.Clean(f.Name))
	}
	return os.Remove(filepath.Join(r.Evidence(), f.Name))
}

// OpenEvidence opens a piece of evidence: a plain file of the folder itself,
// whatever name a journal gives. The error is the rest of a sentence about it.
func (r *Record) OpenEvidence(name string) (io.ReadCloser, error) {
	if !plainName(name) {
		return nil, fault.New(evidenceOutside)
	}
	file, err := openIn(r.dir, filepath.Join(evidenceName, name), os.O_RDONLY)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(evidenceMissing)
	case errors.Is(err, errNotPlain):
		return nil, errNotPlain
	case err != nil: // no interface that holds nothing
		return nil, err
	}
	return file, nil
}

func plainName(name string) bool {
	return name != "" && filepath.IsLocal(name) && name != "." && !strings.ContainsAny(name, `/\`)
}
