package checks

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"unicode/utf16"

	"tminus/change"
	"tminus/fault"
)

const ntlmSignature = "NTLMSSP\x00"

// Flags of NTLM messages that are needed here, [MS-NLMP] 2.2.2.5.
const (
	ntlmUnicode    = 0x00000001
	ntlmTarget     = 0x00000004
	ntlmSign       = 0x00000010
	ntlmSeal       = 0x00000020
	ntlmNTLM       = 0x00000200
	ntlmAlwaysSign = 0x00008000
	ntlmExtended   = 0x00080000
	ntlmTargetInfo = 0x00800000
	ntlmVersion    = 0x02000000
	ntlm128        = 0x20000000
	ntlmExchange   = 0x40000000
	ntlm56         = 0x80000000
)

// ntlmNegotiate is the first message, [MS-NLMP] 2.2.1.1, as Windows sends it.
// It names neither a user nor a domain.
func ntlmNegotiate() []byte {
	const kind, size, build = 1, 40, 7601
	le := binary.LittleEndian
	m := append(make([]byte, 0, size), ntlmSignature...)
	m = le.AppendUint32(m, kind)
	m = le.AppendUint32(m, ntlmUnicode|ntlmTarget|ntlmSign|ntlmSeal|ntlmNTLM|ntlmAlwaysSign|
		ntlmExtended|ntlmVersion|ntlm128|ntlmExchange|ntlm56)
	m = append(m, make([]byte, 8+8)...) // no domain, no workstation
	m = append(m, 6, 1)
	m = le.AppendUint16(m, build)
	return append(m, 0, 0, 0, 15)
}

// computer is what an NTLM challenge tells about its sender.
type computer struct{ dns, netbios, build string }

func (c computer) observation() (change.Observation, error) {
	name := detail(c.dns)
	if name == "" {
		name = detail(c.netbios)
	}
	if name == "" {
		return change.Observation{}, notOffered{change.Stated(talkNTLMNobody)}
	}
	o := answered(0)
	o.Name = name
	if c.build != "" {
		o.Detail = change.Stated(seenBuild, "value", c.build)
	}
	return o, nil
}

// Places in a challenge, [MS-NLMP] 2.2.1.2, in bytes.
const (
	challengeFlags   = 20
	challengeInfo    = 40
	challengeVersion = 48
	challengeSize    = 56
)

// parseNTLMChallenge reads a challenge, bare or wrapped in SPNEGO.
func parseNTLMChallenge(token []byte) (computer, error) {
	const kind = 2
	begin := bytes.Index(token, []byte(ntlmSignature))
	if begin < 0 {
		return computer{}, fault.New(talkNoNTLM)
	}
	m := token[begin:]
	le := binary.LittleEndian
	if len(m) < challengeVersion || le.Uint32(m[8:]) != kind {
		return computer{}, fault.New(talkNoChallenge)
	}
	var c computer
	flags := le.Uint32(m[challengeFlags:])
	if flags&ntlmVersion != 0 && len(m) >= challengeSize {
		c.build = fmt.Sprintf("%d.%d.%d", m[challengeVersion], m[challengeVersion+1], le.Uint16(m[challengeVersion+2:]))
	}
	if flags&ntlmTargetInfo == 0 {
		return c, nil
	}
	length, offset := int(le.Uint16(m[challengeInfo:])), le.Uint32(m[challengeInfo+4:])
	if uint64(offset)+uint64(length) > uint64(len(m)) {
		return computer{}, fault.New(talkNTLMCut)
	}
	err := c.take(m[offset : int(offset)+length])
	return c, err
}

// Identifiers of the pairs in a challenge's target information, [MS-NLMP] 2.2.2.1.
const (
	avEnd     = 0
	avNetBIOS = 1
	avDNS     = 3
)

// take reads the names out of the target information.
func (c *computer) take(pairs []byte) error {
	const head = 4
	le := binary.LittleEndian
	for len(pairs) >= head {
		id, length := le.Uint16(pairs), int(le.Uint16(pairs[2:]))
		pairs = pairs[head:]
		if id == avEnd {
			return nil
		}
		if length > len(pairs) || length%2 != 0 && (id == avNetBIOS || id == avDNS) {
			break
		}
		switch id {
		case avNetBIOS:
			c.netbios = utf16Text(pairs[:length])
		case avDNS:
			c.dns = utf16Text(pairs[:length])
		}
		pairs = pairs[length:]
	}
	return fault.New(talkNTLMNames)
}

func utf16Text(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}
