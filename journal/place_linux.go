package journal

import "golang.org/x/sys/unix"

// networkDisk is the kind of disk that a folder is on, where that is one that other
// machines use, too, without seeing our locks for sure; empty: it is not.
func networkDisk(dir string) string {
	var stat unix.Statfs_t
	if err := unix.Statfs(dir, &stat); err != nil {
		return ""
	}
	return networkKind(uint32(stat.Type)) //nolint:gosec // a magic number of 32 bits, signed on some platforms
}

// networkKind names the file systems of networks, by their magic numbers.
func networkKind(magic uint32) string {
	return map[uint32]string{
		0x6969: "NFS", 0x517b: "SMB", 0xfe534d42: "SMB", 0xff534d42: "SMB (CIFS)", 0x5346414f: "AFS", 0x73757245: "Coda",
	}[magic]
}
