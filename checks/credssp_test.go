package checks

import (
	"bytes"
	"encoding/asn1"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"tminus/fault"
)

// freeRDP is what the server of FreeRDP 2.11.7 answered to tsRequest on a
// machine called vm.
const freeRDP = `30819fa003020106a17430723070a06e046c4e544c4d535350000200000004000400
38000000358288e2d18fba6f8510e3ed0000000000000000300030003c0000000601b11d0000000f56004d
000200040056004d000100040056004d000400040076006d000300040076006d0007000800001f00837b7b
dd0100000000a5220420685b374444d9c8894aff864470b7a226215212b63604d8e10e57258be90de3c0`

// plainTSRequest is the definition of [MS-CSSP] 2.2.1 for a decoder that is not
// ours and knows DER by heart.
type plainTSRequest struct {
	Version int `asn1:"explicit,tag:0"`
	Tokens  []struct {
		Token []byte `asn1:"explicit,tag:0"`
	} `asn1:"explicit,optional,tag:1"`
}

func TestTSRequestIsDER(t *testing.T) {
	for _, n := range []int{0, 1, 40, 108, 127, 128, 255, 256, 4000} {
		token := bytes.Repeat([]byte{7}, n)
		message := tsRequest(token)
		got, err := parseTSRequest(message)
		if err != nil || !bytes.Equal(got, token) {
			t.Errorf("%d bytes came back as %x, %v", n, got, err)
		}
		var plain plainTSRequest
		rest, err := asn1.Unmarshal(message, &plain)
		if err != nil || len(rest) > 0 {
			t.Fatalf("%d bytes: %v, %d bytes left of %x", n, err, len(rest), message)
		}
		if plain.Version != 6 || len(plain.Tokens) != 1 || !bytes.Equal(plain.Tokens[0].Token, token) {
			t.Errorf("%d bytes: %+v", n, plain)
		}
	}
}

func TestReadTSRequest(t *testing.T) {
	want := unhex(t, freeRDP)
	stream := iotest.OneByteReader(io.MultiReader(bytes.NewReader(want), strings.NewReader("what follows")))
	got, err := readTSRequest(stream)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Fatalf("%v (-want +got):\n%s", err, diff)
	}
	for name, text := range map[string]string{
		"not a sequence":    "3105 0000000000",
		"without an end":    "3080 0000",
		"five length bytes": "3085 0000000001 00",
		"too long":          "3084 7fffffff",
		"over 64 KB":        "3083 010001",
	} {
		if _, err := readTSRequest(bytes.NewReader(unhex(t, text))); err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for n := range want {
		if _, err := readTSRequest(bytes.NewReader(want[:n])); err == nil {
			t.Errorf("%d bytes were enough", n)
		}
	}
}

func TestParseTSRequest(t *testing.T) {
	for name, c := range map[string]struct{ message, want string }{
		"short":                        {"300f a003020106 a108 3006 3004 a002 0400", ""},
		"long lengths of small things": {"30820019 a08400000003020106 a10e 300c 300a a008 048400000002 4142", "AB"},
		"unknown fields before it":     {"3016 a003020106 a203040155 a10a 3008 3006 a004 0402 4142", "AB"},
	} {
		got, err := parseTSRequest(unhex(t, c.message))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for name, c := range map[string]struct{ message, want string }{
		"empty":           {"", "malformed"},
		"version alone":   {"3005 a003020106", "holds no token"},
		"refused":         {"300b a003020106 a40402028009", "status 0x8009"},
		"refused, oddly":  {"3009 a003020106 a4020400", "CredSSP is refused"},
		"no octets":       {"300f a003020106 a108 3006 3004 a002 0500", "malformed"},
		"longer than all": {"300f a003020106 a108 3006 3004 a002 0401", "malformed"},
		"half a field":    {"3006 a003020106 a1", "malformed"},
	} {
		if got, err := parseTSRequest(unhex(t, c.message)); err == nil || !strings.Contains(worded(fault.Of(err)), c.want) {
			t.Errorf("%s: %x, %v; want %s", name, got, err, c.want)
		}
	}
}

func FuzzTSRequest(f *testing.F) {
	f.Add(unhex(f, freeRDP))
	f.Add(tsRequest(ntlmNegotiate()))
	f.Add(unhex(f, "300d a003020106 a4060204c0000022"))
	f.Add(unhex(f, "3084 7fffffff 00"))
	f.Fuzz(func(t *testing.T, message []byte) {
		token, err := parseTSRequest(message)
		if err == nil && !bytes.Contains(message, token) {
			t.Errorf("the token %x is not in %x", token, message)
		}
		whole, err := readTSRequest(bytes.NewReader(message))
		if err == nil && !bytes.HasPrefix(message, whole) {
			t.Errorf("read %x of %x", whole, message)
		}
		var plain plainTSRequest
		if _, err := asn1.Unmarshal(message, &plain); err != nil || len(plain.Tokens) == 0 {
			return
		}
		// It overlooks a wrong length around an explicit field: what it would not
		// write itself is no example.
		if own, err := asn1.Marshal(plain); err != nil || !bytes.Equal(own, message) {
			return
		}
		if got, err := parseTSRequest(message); err != nil || !bytes.Equal(got, plain.Tokens[0].Token) {
			t.Errorf("%x holds %x; we see %x, %v", message, plain.Tokens[0].Token, got, err)
		}
	})
}
