package scout

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"testing"
	"time"
)

// Real sockets on loopback: a host that listens, one that refuses, and no host at all.
func TestPorts(t *testing.T) {
	var open []int
	for _, port := range Usual() {
		l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 3, 2, 1), Port: port})
		if err != nil {
			continue // no right to listen there
		}
		defer l.Close()
		if open = append(open, port); len(open) == 2 {
			break
		}
	}
	if len(open) == 0 {
		t.Skip("SKIPPED: no usual port can be listened on")
	}
	found := Ports(t.Context(), []netip.Addr{netip.MustParseAddr("127.3.2.1"), {}, netip.MustParseAddr("127.3.2.2")})
	if !slices.Equal(found[0].Open, open) || !found[0].Tried || found[1].Tried || len(found[2].Open) > 0 || !found[2].Tried {
		t.Errorf("open %v, found %+v", open, found)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if found := Ports(ended, []netip.Addr{netip.MustParseAddr("127.3.2.1")}); len(found[0].Open) > 0 {
		t.Errorf("there was no time, and still %+v", found)
	}
}

func TestGatewayIn(t *testing.T) {
	for text, want := range map[string]string{
		"Internet:\nDestination        Gateway            Flags\ndefault            192.168.1.1        UGScg   en0\n127                127.0.0.1          UCS  lo0\n": "192.168.1.1",
		"default            link#12            UCSIg       utun3\ndefault            192.168.1.1        UGScg   en0\n":                                                "192.168.1.1",
		"IPv4 路由表\n活动路由:\n网络目标        网络掩码          网关       接口   跃点数\n          0.0.0.0          0.0.0.0      192.168.7.1     192.168.7.20     25\n":                 "192.168.7.1",
		"          0.0.0.0          0.0.0.0      On-link     10.8.0.2     5\n":                                                                                        "invalid IP",
		"": "invalid IP",
	} {
		if got := GatewayIn(text).String(); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestZone(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("CST", 8*3600))
	for tz, want := range map[string]string{"Asia/Shanghai": "Asia/Shanghai", ":Asia/Taipei": "Asia/Taipei", "Europe/Paris": "Etc/GMT-8", "CST-8": "Etc/GMT-8"} {
		if got := zoneAmong(now, "", tz); got != want {
			t.Errorf("%s: %s, want %s", tz, got, want)
		}
	}
	if got := zoneAmong(now.In(time.FixedZone("", 20700)), "Asia/Shanghai"); got != "UTC" {
		t.Errorf("an offset that no zone has now: %s", got)
	}
	if got := Zone(time.Now()); !same(got, time.Now()) && got != "UTC" {
		t.Errorf("here: %s", got)
	}
}
