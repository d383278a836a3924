package journal

import "io/fs"

// nameless: Windows deletes no file that is open.
func nameless(fs.FileInfo) bool { return false }
