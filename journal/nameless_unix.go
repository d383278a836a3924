//go:build unix

package journal

import (
	"io/fs"
	"syscall"
)

// nameless reports whether an open file was deleted.
func nameless(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Nlink == 0
}
