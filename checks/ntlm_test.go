package checks

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
	"tminus/fault"
)

// specChallenge is the example of [MS-NLMP] 4.2.4.3.
const specChallenge = `4e544c4d53535000 02000000 0c000c00 38000000 33828ae2 0123456789abcdef
0000000000000000 24002400 44000000 060070170000000f
530065007200760065007200
02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000`

// pair is one pair of a challenge's target information.
func pair(id uint16, text string) []byte {
	le := binary.LittleEndian
	units := utf16.Encode([]rune(text))
	b := le.AppendUint16(le.AppendUint16(nil, id), uint16(2*len(units)))
	for _, u := range units {
		b = le.AppendUint16(b, u)
	}
	return b
}

var end = []byte{0, 0, 0, 0}

// challenge makes a challenge of build 6.1.7601 with the given flags and pairs.
func challenge(t testing.TB, flags uint32, pairs ...[]byte) []byte {
	t.Helper()
	le := binary.LittleEndian
	info := slices.Concat(pairs...)
	m := unhex(t, "4e544c4d53535000 02000000 00000000 38000000")
	m = le.AppendUint32(m, flags)
	m = append(m, make([]byte, 8+8)...)
	m = le.AppendUint16(le.AppendUint16(m, uint16(len(info))), uint16(len(info)))
	m = le.AppendUint32(m, challengeSize)
	m = append(m, 6, 1, 0xb1, 0x1d, 0, 0, 0, 15)
	return append(m, info...)
}

func TestParseNTLMChallenge(t *testing.T) {
	const both = ntlmTargetInfo | ntlmVersion
	for name, c := range map[string]struct {
		token []byte
		want  computer
	}{
		"spec example":     {unhex(t, specChallenge), computer{netbios: "Server", build: "6.0.6000"}},
		"in SPNEGO":        {append([]byte{0xa1, 0x81, 0x9c}, unhex(t, specChallenge)...), computer{netbios: "Server", build: "6.0.6000"}},
		"a whole one":      {challenge(t, both, pair(2, "CORP"), pair(1, "A1"), pair(4, "corp.example"), pair(3, "a1.corp.example"), end), computer{"a1.corp.example", "A1", "6.1.7601"}},
		"no version":       {challenge(t, ntlmTargetInfo, pair(1, "A1"), end), computer{netbios: "A1"}},
		"no names at all":  {challenge(t, ntlmVersion), computer{build: "6.1.7601"}},
		"after the end":    {challenge(t, both, pair(1, "A1"), end, pair(1, "B1")), computer{netbios: "A1", build: "6.1.7601"}},
		"an odd other one": {challenge(t, both, []byte{9, 0, 1, 0, 7}, pair(1, "A1"), end), computer{netbios: "A1", build: "6.1.7601"}},
		"not ASCII":        {challenge(t, both, pair(1, "服务器𝄞"), end), computer{netbios: "服务器𝄞", build: "6.1.7601"}},
	} {
		got, err := parseNTLMChallenge(c.token)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(computer{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestParseNTLMChallengeRefuses(t *testing.T) {
	const both = ntlmTargetInfo | ntlmVersion
	good := challenge(t, both, pair(1, "A1"), end)
	changed := func(at int, b ...byte) []byte {
		bad := bytes.Clone(good)
		copy(bad[at:], b)
		return bad
	}
	for name, c := range map[string]struct {
		token []byte
		want  string
	}{
		"empty":                      {nil, "not NTLM"},
		"our own":                    {ntlmNegotiate(), "not an NTLM challenge"},
		"signature alone":            {[]byte(ntlmSignature), "not an NTLM challenge"},
		"cut":                        {good[:len(good)-1], "cut short"},
		"offset beyond":              {changed(44, 0xff, 0xff, 0xff, 0xff), "cut short"},
		"length beyond":              {changed(40, 0xff, 0xff), "cut short"},
		"no end":                     {challenge(t, both, pair(1, "A1")), "malformed"},
		"a pair beyond the pairs":    {challenge(t, both, []byte{1, 0, 40, 0, 65, 0}), "malformed"},
		"half a character in a name": {challenge(t, both, []byte{1, 0, 3, 0, 65, 0, 66}, end), "malformed"},
	} {
		if got, err := parseNTLMChallenge(c.token); err == nil || !strings.Contains(worded(fault.Of(err)), c.want) {
			t.Errorf("%s: %+v, %v; want %s", name, got, err, c.want)
		}
	}
}

func TestComputerName(t *testing.T) {
	for _, c := range []struct {
		computer     computer
		name, detail string
	}{
		{computer{"a1.corp.example", "A1", "6.1.7601"}, "a1.corp.example", "build 6.1.7601"},
		{computer{"", "A1", ""}, "A1", ""},
		{computer{"\x1b[2J\u202e", "A1", ""}, "A1", ""},
		{computer{"a1\x1b]0;x\x07", "", ""}, "a1", ""},
		{computer{" ", "\x00", "6.1.7601"}, "", ""},
	} {
		o, err := c.computer.observation()
		if o.Name != c.name || worded(o.Detail) != c.detail || (err != nil) != (c.name == "") {
			t.Errorf("%+v: %+v, %v", c.computer, o, err)
		}
	}
}

func FuzzNTLMChallenge(f *testing.F) {
	f.Add(unhex(f, specChallenge))
	f.Add(challenge(f, ntlmTargetInfo|ntlmVersion, pair(1, "A1"), pair(3, "a1.corp.example"), end))
	f.Add(challenge(f, ntlmTargetInfo, []byte{1, 0, 0xff, 0xff}))
	f.Add(unhex(f, freeRDP))
	f.Fuzz(func(t *testing.T, token []byte) {
		c, err := parseNTLMChallenge(token)
		if err != nil {
			return
		}
		if len(c.dns) > 3*len(token) || len(c.netbios) > 3*len(token) {
			t.Errorf("%d bytes hold the names %q, %q", len(token), c.dns, c.netbios)
		}
		o, err := c.observation()
		if (err == nil) != (o.Name != "") || change.Clean(o.Name) != o.Name || len([]rune(o.Name)) > maxDetail {
			t.Errorf("name %q, %v", o.Name, err)
		}
	})
}
