package journal

import "testing"

func TestNetworkKinds(t *testing.T) {
	for magic, want := range map[uint32]string{0x6969: "NFS", 0xff534d42: "SMB (CIFS)", 0xfe534d42: "SMB", 0xef53: "", 0x01021994: "", 0x58465342: "", 0x794c7630: ""} {
		if got := networkKind(magic); got != want {
			t.Errorf("%#x: %q, want %q", magic, got, want)
		}
	}
	if place := Place(t.TempDir() + "/records/CHG"); place.Said() {
		t.Errorf("a disk of this machine: %v", place)
	}
}
