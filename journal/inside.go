package journal

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"

	"tminus/change"
	"tminus/fault"
	"tminus/record"
)

// What is opened in a record is opened in that very folder (openat), whatever
// comes into its place meanwhile, and only if it is a plain file: no link is
// followed, and no FIFO waited for. What is written to must be ours: whoever
// owns the folder can put anything there, and what its plan says is run.

// openIn opens a file of the folder. With os.O_CREATE|os.O_EXCL it makes one
// that is not there.
func openIn(dir, name string, flag int) (*os.File, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	if flag&(os.O_WRONLY|os.O_RDWR) != 0 {
		if err := ours(dir, root); err != nil {
			return nil, err
		}
	}
	if flag&os.O_CREATE != 0 { // with os.O_EXCL, which follows no link either
		return root.OpenFile(name, flag|noWait, fileMode)
	}
	for range openTries {
		file, err := openPlain(root, name, flag)
		if file != nil || err != nil {
			return file, err
		}
	}
	return nil, fault.New(folderRestless, "file", filepath.Join(dir, name))
}

// openTries bounds how often a file is replaced, as each beat replaces the last,
// between a look at it and its opening.
const openTries = 100

// openPlain opens what is a plain file there; nil if another one came into its
// place meanwhile.
func openPlain(root *os.Root, name string, flag int) (*os.File, error) {
	there, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !there.Mode().IsRegular() {
		return nil, notPlain(filepath.Join(root.Name(), name), there)
	}
	file, err := root.OpenFile(name, flag|noWait, 0)
	if err != nil {
		return nil, err
	}
	held, err := file.Stat()
	if err == nil && os.SameFile(held, there) {
		return file, nil
	}
	return nil, errors.Join(err, file.Close())
}

var errNotPlain error = fault.New(folderSpecial)

func notPlain(path string, info fs.FileInfo) error {
	return fault.Wrap(errNotPlain, folderNotPlain, "file", path, "value", info.Mode().Type().String())
}

// Ours is nil where there is no folder yet, or one that is of the account that
// this process has and that nobody else can write to.
func Ours(dir string) error {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fault.Wrap(err, folderRecord, "file", dir)
	}
	return errors.Join(ours(dir, root), root.Close())
}

// ours refuses a folder of somebody else, or one that others can write to.
func ours(dir string, root *os.Root) error {
	info, err := root.Stat(".")
	if err == nil {
		err = checkOwner(dir, info)
	}
	if err == nil {
		err = checkMode(dir, info)
	}
	return err
}

// checkOwner refuses a folder that is not of the account that this process has.
func checkOwner(dir string, info fs.FileInfo) error {
	owner, known := ownerOf(info)
	if me := os.Geteuid(); known && int(owner) != me {
		return fault.Wrap(record.ErrForeign, folderForeign, "file", dir, "was", account(int(owner)), "is", account(me))
	}
	return nil
}

// account names a user to people.
func account(uid int) change.Statement {
	id := strconv.Itoa(uid)
	if u, err := user.LookupId(id); err == nil {
		return change.Stated(folderAccount, "by", change.Clean(u.Username), "id", id)
	}
	return change.Stated(folderUID, "id", id)
}

// maxWhole is more than any file has, in bytes, that is read as a whole. What
// somebody else has put there must not fill the memory.
const maxWhole = 16 << 20

// readIn reads a whole file of the folder.
func readIn(dir, name string) ([]byte, error) {
	file, err := openIn(dir, name, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(file, maxWhole+1))
	if err == nil && len(text) > maxWhole {
		err = fault.New(folderLarge, "file", filepath.Join(dir, name), "n", maxWhole>>20)
	}
	return text, errors.Join(err, file.Close())
}

// writeIn makes a file of the folder that was not there, and sees it to the
// disk. What could not be written whole is removed.
func writeIn(dir, name string, text io.Reader, sync func(*os.File) error) error {
	file, err := openIn(dir, name, os.O_CREATE|os.O_EXCL|os.O_WRONLY)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, text)
	if err == nil {
		err = sync(file)
	}
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(filepath.Join(dir, name))
	}
	return err
}

// replaceIn writes a file that is found whole or not at all. What an earlier
// try has left behind, or somebody has put in its way, is removed.
func replaceIn(dir, name string, text io.Reader, sync func(*os.File) error) error {
	temp := name + ".tmp"
	if err := os.Remove(filepath.Join(dir, temp)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := writeIn(dir, temp, text, sync); err != nil {
		return err
	}
	return os.Rename(filepath.Join(dir, temp), filepath.Join(dir, name))
}

// unsynced is for what need not reach the disk.
func unsynced(*os.File) error { return nil }
