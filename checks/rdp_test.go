package checks

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"io"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/fault"
)

// unhex reads bytes as specifications and captures write them.
func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// certificate makes what a remote desktop signs for itself.
func certificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour)}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}
}

// The connection confirms that a server may send, from the TPKT header on.
const (
	confirmHybrid = "03000013 0ed00000123400 02 1f 0800 02000000"
	// confirmPlain is the example of [MS-RDPBCGR] 4.1.2.
	confirmPlain = "03000013 0ed00000123400 02 00 0800 00000000"
	confirmSSL   = "03000013 0ed00000123400 02 00 0800 01000000"
	confirmOld   = "0300000b 06d00000123400"
	// confirmNot is SSL_NOT_ALLOWED_BY_SERVER.
	confirmNot = "03000013 0ed00000123400 03 00 0800 02000000"
)

func TestRDPNegotiation(t *testing.T) {
	for name, c := range map[string]struct {
		reply, want string
		none        bool
	}{
		"NLA":             {confirmHybrid, "", false},
		"spec example":    {confirmPlain, "offers no NLA, so it does not tell its name (chose protocol 0)", true},
		"TLS alone":       {confirmSSL, "offers no NLA, so it does not tell its name (chose protocol 1)", true},
		"before 2008":     {confirmOld, "offers no NLA, so it does not tell its name (an old remote desktop)", true},
		"refused":         {confirmNot, "offers no NLA, so it does not tell its name (refused with code 2)", true},
		"a request":       {"03000013 0ee00000123400 02 1f 0800 02000000", "not an RDP connection confirm", false},
		"a wrong length":  {"03000013 0dd00000123400 02 1f 0800 02000000", "not an RDP connection confirm", false},
		"unknown type":    {"03000013 0ed00000123400 07 1f 0800 02000000", "unknown type 7", false},
		"cut negotiation": {"0300000f 0ad00000123400 02 1f 0800", "cut short", false},
		"empty":           {"03000004", "not an RDP connection confirm", false},
		"not TPKT":        {"05000013 0ed00000123400 02 1f 0800 02000000", "not RDP", false},
		"too short":       {"03000003", "not RDP", false},
		"too long":        {"0300ffff 00", "not RDP", false},
		"cut":             {"03000013 0ed0", "unexpected EOF", false},
	} {
		var none notOffered
		err := negotiateRDP(struct {
			io.Reader
			io.Writer
		}{bytes.NewReader(unhex(t, c.reply)), io.Discard})
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.want != "" && (err == nil || !strings.Contains(worded(fault.Of(err)), c.want)):
			t.Errorf("%s: %v, want %s", name, err, c.want)
		case c.none != errors.As(err, &none):
			t.Errorf("%s: %T", name, err)
		}
	}
}

func FuzzRDPNegotiation(f *testing.F) {
	for _, confirm := range []string{confirmHybrid, confirmPlain, confirmSSL, confirmOld, confirmNot} {
		f.Add(unhex(f, confirm)[tpktSize:])
	}
	f.Fuzz(func(t *testing.T, m []byte) {
		if parseRDPNegotiation(m) == nil && (len(m) < 15 || m[11] != protocolHybrid) {
			t.Errorf("%x was taken for an offer of NLA", m)
		}
		_, _ = readTPKT(bytes.NewReader(m)) // must not panic
	})
}

// remoteDesktop is a server that goes as far as the challenge.
func remoteDesktop(t *testing.T, config *tls.Config, reply []byte) func(net.Conn) {
	config.Certificates = []tls.Certificate{certificate(t)}
	return func(c net.Conn) {
		request, err := readTPKT(c)
		// The example of [MS-RDPBCGR] 4.1.1 without its cookie, asking for TLS or CredSSP.
		if want := unhex(t, "0e e0 0000 0000 00 01 00 0800 03000000"); !bytes.Equal(request, want) {
			t.Errorf("request %x, %v; want %x", request, err, want)
		}
		_, _ = c.Write(unhex(t, confirmHybrid))
		secure := tls.Server(c, config)
		message, err := readTSRequest(secure)
		if err != nil {
			t.Errorf("the client's CredSSP: %v", err)
			return
		}
		token, err := parseTSRequest(message)
		if err != nil || !bytes.HasPrefix(token, unhex(t, "4e544c4d53535000 01000000 358208e2 0000000000000000 0000000000000000")) {
			t.Errorf("token %x, %v", token, err)
		}
		_, _ = secure.Write(reply)
		_, _ = secure.Read(make([]byte, 1)) // until the client hangs up
	}
}

func TestAskRDP(t *testing.T) {
	oldCiphers := []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}
	for name, config := range map[string]*tls.Config{
		"today":   {},
		"TLS 1.2": {MaxVersion: tls.VersionTLS12},
		"2008 R2": {MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10, CipherSuites: oldCiphers},
	} {
		t.Run(name, func(t *testing.T) {
			o := talkTo(t, askRDP, remoteDesktop(t, config, unhex(t, freeRDP)))
			says(t, o, change.Answered, "")
			if o.Name != "vm" || worded(o.Detail) != "build 6.1.7601" || o.Boot != "" || o.Latency <= 0 {
				t.Errorf("%+v", o)
			}
		})
	}
}

func TestAskRDPWithoutAnswer(t *testing.T) {
	nameless := challenge(t, ntlmTargetInfo|ntlmVersion, pair(2, "CORP"), end)
	for name, c := range map[string]struct {
		answer  func(net.Conn)
		verdict change.Verdict
		cause   change.Cause
		want    string
	}{
		"no NLA": {func(c net.Conn) {
			hear(c)
			_, _ = c.Write(unhex(t, confirmSSL))
		}, change.Unknown, change.CauseNotOffered, "offers no NLA"},
		"no TLS after all": {func(c net.Conn) {
			hear(c)
			_, _ = c.Write(unhex(t, confirmHybrid))
			hear(c)
			_, _ = c.Write([]byte("plain text"))
			hear(c)
		}, change.Lost, change.CauseFailed, "TLS of remote desktop"},
		"refused":  {remoteDesktop(t, &tls.Config{}, unhex(t, "300d a003020106 a4060204c0000022")), change.Lost, change.CauseFailed, "status 0xC0000022"},
		"nameless": {remoteDesktop(t, &tls.Config{}, tsRequest(nameless)), change.Unknown, change.CauseNotOffered, "names no computer"},
		"not NTLM": {remoteDesktop(t, &tls.Config{}, tsRequest([]byte("hello"))), change.Lost, change.CauseFailed, "not NTLM"},
	} {
		t.Run(name, func(t *testing.T) {
			o := talkTo(t, askRDP, c.answer)
			says(t, o, c.verdict, c.cause)
			if !strings.Contains(worded(o.Detail), c.want) || o.Name != "" {
				t.Errorf("%+v, want %s", o, c.want)
			}
		})
	}
}
