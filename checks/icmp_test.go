package checks

import (
	"errors"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestChooseKind(t *testing.T) {
	for _, c := range []struct {
		goos    string
		granted string
		tried   []string
		ok      bool
	}{
		{"linux", datagram, []string{datagram}, true},
		{"linux", raw, []string{datagram, raw}, true},
		{"linux", "", []string{datagram, raw}, false},
		{"darwin", datagram, []string{datagram}, true},
		{"windows", raw, []string{raw}, true},
		{"windows", datagram, []string{raw}, false},
	} {
		var tried []string
		kind, err := chooseKind(c.goos, func(kind string) error {
			tried = append(tried, kind)
			if kind == c.granted {
				return nil
			}
			return dialError(syscall.EACCES)
		})
		if diff := cmp.Diff(c.tried, tried); diff != "" || (err == nil) != c.ok || c.ok && kind != c.granted {
			t.Errorf("%s granting %q: %q, error %v, tried (-want +got):\n%s", c.goos, c.granted, kind, err, diff)
		}
	}
}

func TestICMPNoticeNamesTheRemedy(t *testing.T) {
	for goos, want := range map[string][]string{
		"linux":   {"net.ipv4.ping_group_range", "setcap cap_net_raw+ep '/opt/tminus'", "permission denied"},
		"darwin":  {"sudo"},
		"windows": {"Run as administrator"},
		"freebsd": {"root"},
	} {
		got := worded(icmpNotice(goos, "/opt/tminus", errors.New("permission denied")))
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q does not say %q", goos, got, w)
			}
		}
	}
}
