//go:build unix

package journal

import (
	"io/fs"
	"syscall"
)

// noWait opens nothing that would keep us waiting, as a FIFO does for its other
// end, and followNoLink no link.
const (
	noWait       = syscall.O_NONBLOCK
	followNoLink = syscall.O_NOFOLLOW
)

// ownerOf is the user that a file belongs to.
func ownerOf(info fs.FileInfo) (uid uint32, known bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return stat.Uid, true
}
