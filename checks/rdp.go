package checks

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"

	"tminus/change"
	"tminus/fault"
)

const rdpPort = 3389

// askRDP reads the computer's name, which a Windows host with Network Level
// Authentication tells before anybody logs in: the connection is negotiated
// ([MS-RDPBCGR] 1.3.1.1), secured with TLS, and the first message of NTLM
// ([MS-NLMP]), carried by CredSSP ([MS-CSSP]), is answered with a challenge
// that holds the name. It ends there: no credentials are sent, and no failed
// logon is logged. Windows does log the connection itself.
func askRDP(ctx context.Context, c net.Conn) (change.Observation, error) {
	if err := negotiateRDP(c); err != nil {
		return change.Observation{}, err
	}
	secure := tls.Client(c, identityTLS())
	if err := secure.HandshakeContext(ctx); err != nil {
		return change.Observation{}, fault.Wrap(err, talkRDPTLS)
	}
	if _, err := secure.Write(tsRequest(ntlmNegotiate())); err != nil {
		return change.Observation{}, fault.Wrap(err, talkCredSSP)
	}
	reply, err := readTSRequest(secure)
	if err != nil {
		return change.Observation{}, fault.Wrap(err, talkCredSSP)
	}
	token, err := parseTSRequest(reply)
	if err != nil {
		return change.Observation{}, err
	}
	who, err := parseNTLMChallenge(token)
	if err != nil {
		return change.Observation{}, err
	}
	return who.observation()
}

// identityTLS verifies nothing, for there is nothing to verify by: remote
// desktop signs its own certificate. That is no loss, as nothing secret is
// sent, and the name that is asked for is compared with the one known before.
// Versions and ciphers are the oldest, as Windows 2008 R2 has no others.
func identityTLS() *tls.Config {
	var ciphers []uint16
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		ciphers = append(ciphers, suite.ID)
	}
	return &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, CipherSuites: ciphers}
}

// Security protocols of [MS-RDPBCGR] 2.2.1.1.1.
const (
	protocolSSL    = 1
	protocolHybrid = 2 // CredSSP, which is Network Level Authentication
)

// Parts of the connection's first two messages, [MS-RDPBCGR] 2.2.1.1 and
// 2.2.1.2: TPKT header, X.224 header, negotiation; sizes in bytes.
const (
	tpktVersion     = 3
	tpktSize        = 4
	x224Size        = 7
	negotiationSize = 8
	x224Request     = 0xe0
	x224Confirm     = 0xd0
	typeRequest     = 1
	typeResponse    = 2
	typeFailure     = 3
)

func rdpRequest() []byte {
	const length = tpktSize + x224Size + negotiationSize
	return []byte{
		tpktVersion, 0, 0, length,
		length - tpktSize - 1, x224Request, 0, 0, 0, 0, 0,
		typeRequest, 0, negotiationSize, 0, protocolSSL | protocolHybrid, 0, 0, 0,
	}
}

func negotiateRDP(c io.ReadWriter) error {
	if _, err := c.Write(rdpRequest()); err != nil {
		return fault.Wrap(err, talkRDP)
	}
	reply, err := readTPKT(c)
	if err != nil {
		return fault.Wrap(err, talkRDP)
	}
	return parseRDPNegotiation(reply)
}

// readTPKT reads one message, without its TPKT header.
func readTPKT(r io.Reader) ([]byte, error) {
	const most = 1024 // a confirm has 19 bytes
	var head [tpktSize]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	length := int(binary.BigEndian.Uint16(head[2:]))
	if head[0] != tpktVersion || length < tpktSize || length > most {
		return nil, fault.New(talkNoRDP)
	}
	body := make([]byte, length-tpktSize)
	_, err := io.ReadFull(r, body)
	return body, err
}

// parseRDPNegotiation reads the reply to rdpRequest, from its X.224 header on;
// nil if the server will go on with CredSSP.
func parseRDPNegotiation(m []byte) error {
	if len(m) < x224Size || int(m[0]) != len(m)-1 || m[1]&0xf0 != x224Confirm {
		return fault.New(talkNoConfirm)
	}
	n := m[x224Size:]
	if len(n) == 0 { // a server that knows of no negotiation, as before Windows 2008
		return noNLA(change.Stated(talkOldRDP))
	}
	if len(n) < negotiationSize || binary.LittleEndian.Uint16(n[2:]) != negotiationSize {
		return fault.New(talkRDPCut)
	}
	value := binary.LittleEndian.Uint32(n[4:])
	switch {
	case n[0] == typeResponse && value == protocolHybrid:
		return nil
	case n[0] == typeResponse:
		return noNLA(change.Stated(talkRDPChose, "n", int(value)))
	case n[0] == typeFailure:
		return noNLA(change.Stated(talkRDPRefused, "n", int(value)))
	}
	return fault.New(talkRDPType, "n", int(n[0]))
}

func noNLA(why change.Statement) error {
	return notOffered{change.Stated(talkNoNLA, "why", why)}
}
