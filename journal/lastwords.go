package journal

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"tminus/change"
	"tminus/fault"
)

// crashName names the file for what a process says that dies of a fault of its own,
// by its number.
const crashName = "crash-%d.txt"

// LastWords is a file for what the Go runtime says if this process dies of a fault
// of its own, and a function for its good end, which removes the file. The head
// stands at its beginning. What processes before this one have left behind is told
// as a notice; as the runtime may quote any value, what hide finds in it is hidden
// there.
func (r *Record) LastWords(head string, hide func(string) string) (file *os.File, end func(), err error) {
	r.earlierCrashes(len(head), hide)
	name := fmt.Sprintf(crashName, os.Getpid())
	path := filepath.Join(r.dir, name)
	if file, err = openIn(r.dir, name, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND); err != nil {
		return nil, nil, fault.Wrap(err, folderRecord, "file", r.dir)
	}
	_, err = file.WriteString(head)
	return file, func() { _ = os.Remove(path) }, err
}

// earlierCrashes tells of last words, and removes the files of processes that said none.
func (r *Record) earlierCrashes(head int, hide func(string) string) {
	for _, name := range namesIn(r.dir) {
		var pid int
		if _, err := fmt.Sscanf(name, crashName, &pid); err != nil || pid != os.Getpid() && lives(pid) {
			continue
		}
		path := filepath.Join(r.dir, name)
		ours := name == fmt.Sprintf(crashName, os.Getpid()) // of another that had our number, as each has in a container
		switch info, err := os.Lstat(path); {
		case err != nil:
		case !info.Mode().IsRegular():
			if ours {
				_ = os.Remove(path)
			}
		case info.Size() > int64(head)+crashSlack:
			if aside := filepath.Join(r.dir, freeName(r.dir, name)); ours && os.Rename(path, aside) == nil {
				path = aside
			}
			r.hideIn(filepath.Base(path), hide)
			r.notice(change.Stated(crashFound, "file", path, "pid", pid))
		default:
			_ = os.Remove(path)
		}
	}
}

// crashSlack is by how much the head of another language may be longer, and less
// than any last words.
const crashSlack = 600

// hideIn hides in a file of the record what is not to be kept. One that cannot be
// written stays as it is.
func (r *Record) hideIn(name string, hide func(string) string) {
	text, err := readIn(r.dir, name)
	if err != nil {
		return
	}
	if hidden := hide(string(text)); hidden != string(text) {
		_ = replaceIn(r.dir, name, strings.NewReader(hidden), unsynced)
	}
}
