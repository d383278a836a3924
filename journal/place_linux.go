package journal

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// networkDisk is the kind of disk that a folder is on, where that is one that other
// machines use, too, without seeing our locks for sure; empty: it is not.
func networkDisk(dir string) string {
	var stat unix.Statfs_t
	if err := unix.Statfs(dir, &stat); err != nil {
		return ""
	}
	magic := uint32(stat.Type) //nolint:gosec // a magic number of 32 bits, signed on some platforms
	if magic != fuseMagic {
		return networkKind(magic)
	}
	var folder unix.Stat_t
	if err := unix.Stat(dir, &folder); err != nil {
		return "FUSE"
	}
	mounts, _ := os.ReadFile("/proc/self/mountinfo") // without it nothing is known of it
	return fuseKind(string(mounts), fmt.Sprintf("%d:%d", unix.Major(folder.Dev), unix.Minor(folder.Dev)))
}

// fuseMagic is of all file systems that a program serves, be it a local one (NTFS, an
// encrypted folder), another machine's (sshfs, rclone), or that of a host of virtual
// machines (virtiofs).
const fuseMagic = 0x65735546

// networkKind names the file systems of networks, and of hosts of virtual machines,
// by their magic numbers.
func networkKind(magic uint32) string {
	return map[uint32]string{
		0x6969: "NFS", 0x517b: "SMB", 0xfe534d42: "SMB", 0xff534d42: "SMB (CIFS)", 0x5346414f: "AFS", 0x73757245: "Coda",
		0x01021997: "9P", 0x00c36400: "Ceph", 0x0bd00bd0: "Lustre", 0x786f4256: "VirtualBox", 0xbacbacbc: "VMware",
	}[magic]
}

// fuseKind names the file system of a device by the table of mounts; empty: it is
// known as one of this machine.
func fuseKind(mounts, device string) string {
	for line := range strings.Lines(mounts) {
		place, kind, _ := strings.Cut(line, " - ")
		if at := strings.Fields(place); len(at) < 3 || at[2] != device {
			continue
		}
		name, _, _ := strings.Cut(kind, " ")
		switch name {
		case "fuseblk", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs", "fuse.bindfs", "fuse.mergerfs", "fuse.fuse-overlayfs", "fuse.lxcfs":
			return ""
		case "virtiofs":
			return name
		}
		return fmt.Sprintf("FUSE (%s)", strings.TrimPrefix(name, "fuse."))
	}
	return "FUSE"
}
