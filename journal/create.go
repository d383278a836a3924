package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"tminus/change"
	"tminus/fault"
	"tminus/record"
)

// The names in a record, and who may read them: it holds names, phone numbers
// and the layout of a network.
const (
	journalName  = "journal.jsonl"
	planName     = "plan.yaml"
	evidenceName = "evidence"

	dirMode  fs.FileMode = 0o700
	fileMode fs.FileMode = 0o600
)

// Create makes the record of a change: the folder, the sealed copy of the plan
// and an empty journal. Whatever is missing of the way to the folder is made
// too. The journal comes last, so a Create that was killed can be repeated.
//
// The error is record.ErrExists if the folder already holds a journal. A folder that
// holds anything else, that others can write to, or that is a symlink is
// refused.
func Create(dir string, plan []byte) (*Record, error) {
	dir = filepath.Clean(dir)
	if err := makeFolder(dir); err != nil {
		return nil, err
	}
	err := exclusively(dir, patience, func() error { return fill(dir, plan) })
	if err != nil {
		return nil, fault.Wrap(err, folderUncreated, "file", dir)
	}
	return Open(dir)
}

// makeFolder makes the folder, or makes sure that the one there can be used.
func makeFolder(dir string) error {
	made, err := makeWay(dir, syncDir)
	if err != nil {
		return fault.Wrap(err, folderUncreated, "file", dir)
	}
	if made {
		return nil
	}
	if err := checkFolder(dir); err != nil {
		return err
	}
	if err := Ours(dir); err != nil {
		return err
	}
	if err := checkVacant(dir); err != nil {
		return err
	}
	return os.Chmod(dir, dirMode)
}

// makeWay makes a folder and what is missing of the way to it, and sees each name
// that it makes to the disk, in the folder above: after a power cut a journal is
// found only if every name on the way to it is. False: it was there.
func makeWay(dir string, sync func(string) error) (made bool, err error) {
	parent := filepath.Dir(dir)
	if _, err := os.Stat(parent); errors.Is(err, fs.ErrNotExist) {
		if _, err := makeWay(parent, sync); err != nil {
			return false, err
		}
	}
	switch err := os.Mkdir(dir, dirMode); {
	case errors.Is(err, fs.ErrExist):
		return false, nil
	case err != nil:
		return false, err
	}
	return true, sync(parent)
}

// checkFolder refuses what somebody else could point elsewhere or alter.
func checkFolder(dir string) error {
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(fs.ErrNotExist, folderAbsent, "file", dir)
	case err != nil:
		return fault.Wrap(err, folderRecord, "file", dir)
	case info.Mode()&fs.ModeSymlink != 0:
		return fault.New(folderSymlink, "file", dir)
	case !info.IsDir():
		return fault.New(folderNone, "file", dir)
	}
	return checkMode(dir, info)
}

func checkMode(dir string, info fs.FileInfo) error {
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o022 != 0 {
		return fault.New(folderOpen, "file", dir, "value", info.Mode().Perm().String())
	}
	return nil
}

// checkVacant refuses a folder with anything in it that Create did not make:
// it would be hidden from its owner, and its plan.yaml overwritten.
func checkVacant(dir string) error {
	switch {
	case exists(filepath.Join(dir, journalName)):
		return fault.Wrap(record.ErrExists, folderTaken, "file", dir)
	case exists(filepath.Join(dir, lockName)):
		return nil // a Create that was killed
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fault.Wrap(err, folderRecord, "file", dir)
	}
	if len(entries) > 0 && !exists(filepath.Join(dir, lockName)) { // a Create that has just begun locks first
		return fault.New(folderFull, "file", dir, "given", change.Clean(entries[0].Name()))
	}
	return nil
}

// freeName is the name of a file that the folder does not have: the given one, or
// with the next number behind it.
func freeName(dir, name string) string {
	free := name
	for n := 2; exists(filepath.Join(dir, free)); n++ {
		free = fmt.Sprintf("%s.%d", name, n)
	}
	return free
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// fill puts everything into the folder. The lock keeps a second Create out.
func fill(dir string, plan []byte) error {
	path := filepath.Join(dir, journalName)
	if exists(path) {
		return record.ErrExists
	}
	if err := replaceIn(dir, planName, bytes.NewReader(plan), (*os.File).Sync); err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Join(dir, evidenceName), dirMode); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := syncDir(dir); err != nil {
		return err
	}
	if err := writeIn(dir, journalName, strings.NewReader(""), (*os.File).Sync); err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir sees the names in a folder to the disk. Windows has no such call.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	file, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
