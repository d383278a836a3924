package journal

import (
	"path/filepath"

	"golang.org/x/sys/windows"
)

// networkDisk is the kind of disk that a folder is on, where that is one that other
// machines use, too, without seeing our locks for sure; empty: it is not.
func networkDisk(dir string) string {
	path, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	root, err := windows.UTF16PtrFromString(filepath.VolumeName(path) + `\`)
	if err == nil && windows.GetDriveType(root) == windows.DRIVE_REMOTE {
		return "SMB"
	}
	return ""
}
