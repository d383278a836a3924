package journal

import "golang.org/x/sys/unix"

// networkDisk is the kind of disk that a folder is on, where that is one that other
// machines use, too, without seeing our locks for sure; empty: it is not.
func networkDisk(dir string) string {
	var stat unix.Statfs_t
	if err := unix.Statfs(dir, &stat); err != nil {
		return ""
	}
	return map[string]string{
		"nfs": "NFS", "smbfs": "SMB", "afpfs": "AFP", "webdav": "WebDAV", "macfuse": "FUSE", "osxfuse": "FUSE",
	}[unix.ByteSliceToString(stat.Fstypename[:])]
}
