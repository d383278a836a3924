package scout

import (
	"encoding/binary"
	"testing"
)

func TestRoutes(t *testing.T) {
	gateway, better := "0101A8C0", "0102A8C0" // as a little-endian machine writes them
	if binary.NativeEndian.Uint16([]byte{0, 1}) == 1 {
		gateway, better = "C0A80101", "C0A80201"
	}
	head := "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
	v4 := head + "wlan0\t00000000\t" + gateway + "\t0003\t0\t0\t600\t00000000\t0\t0\t0\n" +
		"eth0\t00000000\t" + better + "\t0003\t0\t0\t100\t00000000\t0\t0\t0\n" +
		"eth0\t0002A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n"
	if got := routeV4(v4).String(); got != "192.168.2.1" {
		t.Errorf("by IPv4: %s", got)
	}
	if routeV4(head+"ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n").IsValid() || routeV4("x y\n").IsValid() {
		t.Error("a gateway where there is none")
	}
	const zeros = "00000000000000000000000000000000"
	v6 := zeros + " 00 " + zeros + " 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003 eth0\n"
	if got := routeV6(v6).String(); got != "fe80::1%eth0" {
		t.Errorf("by IPv6: %s", got)
	}
	if routeV6(zeros + " 00 " + zeros + " 00 " + zeros + " ffffffff 00000001 00000001 00200200 lo\n").IsValid() {
		t.Error("a gateway by IPv6 where there is none")
	}
}
