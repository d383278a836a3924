package journal

import "testing"

func TestNetworkKinds(t *testing.T) {
	for magic, want := range map[uint32]string{0x6969: "NFS", 0xff534d42: "SMB (CIFS)", 0xfe534d42: "SMB", 0xef53: "", 0x01021994: "", 0x58465342: "", 0x794c7630: "", 0x01021997: "9P", 0xbacbacbc: "VMware"} {
		if got := networkKind(magic); got != want {
			t.Errorf("%#x: %q, want %q", magic, got, want)
		}
	}
	if place := Place(t.TempDir() + "/records/CHG"); place.Said() {
		t.Errorf("a disk of this machine: %v", place)
	}
}

// TestFUSEIsMany: one magic number stands for local disks and for those of others.
func TestFUSEIsMany(t *testing.T) {
	const mounts = `36 35 98:0 / /mnt rw,noatime master:1 - ext4 /dev/root rw
40 35 0:41 / /srv/records rw,nosuid shared:2 - fuse.sshfs ops@jump:/srv rw,user_id=0
41 35 0:42 / /media/usb rw - fuseblk /dev/sdb1 rw,allow_other
42 35 0:43 / /shared rw - virtiofs shared rw
43 35 0:44 /a b /mnt/c rw - fuse.rclone remote: rw
`
	for device, want := range map[string]string{
		"0:41": "FUSE (sshfs)", "0:42": "", "0:43": "virtiofs", "0:44": "FUSE (rclone)", "0:99": "FUSE",
	} {
		if got := fuseKind(mounts, device); got != want {
			t.Errorf("%s: %q, want %q", device, got, want)
		}
	}
}
