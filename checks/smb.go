package checks

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"time"

	"tminus/change"
	"tminus/fault"
)

const (
	smbPort = 445
	// maxSMBReply is the longest negotiate reply that is read, in bytes; real
	// ones have some hundred.
	maxSMBReply = 64 << 10
	// maxSkew is how far the target's clock may be off before it is told.
	maxSkew = 2 * time.Second
)

// askSMB reads when the target's file server started, from the reply to the
// first message of SMB2. No credentials are needed, none are sent.
func askSMB(_ context.Context, c net.Conn) (change.Observation, error) {
	var client [16]byte
	_, _ = rand.Read(client[:]) // never fails
	if _, err := c.Write(smbNegotiate(client)); err != nil {
		return change.Observation{}, fault.Wrap(err, talkSMB)
	}
	reply, err := readSMB(c)
	if err != nil {
		return change.Observation{}, fault.Wrap(err, talkSMB)
	}
	clock, err := parseSMBNegotiate(reply)
	if err != nil {
		return change.Observation{}, err
	}
	return clock.observation(time.Now()), nil
}

// smbClock is what a file server says about time. A zero start is not offered.
type smbClock struct{ now, start time.Time }

// observation tells when the server started, if it offers that, and in any case
// what its clock shows, by which other evidence of the machine is read.
func (s smbClock) observation(now time.Time) change.Observation {
	var o change.Observation
	switch {
	case s.start.IsZero():
		o = unknown(change.CauseNotOffered, change.Stated(seenNoStart))
	case s.start.After(s.now):
		o = unknown(change.CauseNotOffered, change.Stated(seenFuture, "at", s.start))
	default:
		o = answered(0)
		o.Boot, o.Detail = s.start.Format(time.RFC3339), s.skew(now)
	}
	o.Clock = s.now
	return o
}

// skew tells how far the target's clock is off; nothing where it is not.
func (s smbClock) skew(now time.Time) change.Statement {
	off := s.now.Sub(now).Round(time.Second)
	switch {
	case off > maxSkew:
		return change.Stated(seenAhead, "took", off)
	case off < -maxSkew:
		return change.Stated(seenBehind, "took", -off)
	}
	return change.Statement{}
}

// readSMB reads one message of the direct TCP transport, [MS-SMB2] 2.1.
func readSMB(r io.Reader) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	length := binary.BigEndian.Uint32(head[:])
	if head[0] != 0 || length > maxSMBReply {
		return nil, fault.New(talkNoSMB)
	}
	reply := make([]byte, length)
	_, err := io.ReadFull(r, reply)
	return reply, err
}

// Sizes and places in SMB2 messages, in bytes: the header that begins each
// ([MS-SMB2] 2.2.1.2), the fixed part of the negotiate request (2.2.3) and
// that of its reply (2.2.4) with the two times in it.
const (
	smbHeaderSize  = 64
	smbRequestSize = 36
	smbReplySize   = 64
	smbFlags       = 16
	smbStatus      = 8
	smbCommand     = 12
	smbSystemTime  = smbHeaderSize + 40
	smbStartTime   = smbHeaderSize + 48
)

const smbProtocol = "\xfeSMB"

// smbNegotiate is the first message of a client: which dialects it speaks.
// 3.1.1 is left out, as it wants cryptographic contexts and adds nothing here.
func smbNegotiate(client [16]byte) []byte {
	dialects := []uint16{0x0202, 0x0210, 0x0300, 0x0302}
	le := binary.LittleEndian
	m := make([]byte, smbHeaderSize, smbHeaderSize+smbRequestSize+2*len(dialects))
	copy(m, smbProtocol)
	le.PutUint16(m[4:], smbHeaderSize)
	le.PutUint16(m[14:], 1) // credits asked for; the command, negotiate, is 0

	m = le.AppendUint16(m, smbRequestSize)
	m = le.AppendUint16(m, uint16(len(dialects)))
	m = le.AppendUint16(m, 1)           // signing enabled
	m = append(m, make([]byte, 2+4)...) // reserved, no capabilities
	m = append(m, client[:]...)
	m = append(m, make([]byte, 8)...) // the client's start time, always zero
	for _, d := range dialects {
		m = le.AppendUint16(m, d)
	}
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(m))), m...)
}

// parseSMBNegotiate reads the reply to smbNegotiate.
func parseSMBNegotiate(m []byte) (smbClock, error) {
	const fromServer = 1
	le := binary.LittleEndian
	switch {
	case len(m) < smbHeaderSize || string(m[:4]) != smbProtocol || le.Uint16(m[4:]) != smbHeaderSize:
		return smbClock{}, fault.New(talkNoSMB2)
	case le.Uint16(m[smbCommand:]) != 0 || le.Uint32(m[smbFlags:])&fromServer == 0:
		return smbClock{}, fault.New(talkNotNegotiate)
	case le.Uint32(m[smbStatus:]) != 0:
		return smbClock{}, fault.New(talkSMBRefused, "value", fmt.Sprintf("0x%08X", le.Uint32(m[smbStatus:])))
	case len(m) < smbHeaderSize+smbReplySize || le.Uint16(m[smbHeaderSize:]) != smbReplySize+1:
		return smbClock{}, fault.New(talkSMBCut)
	}
	now, err := filetime(le.Uint64(m[smbSystemTime:]))
	if err != nil || now.IsZero() {
		return smbClock{}, fault.New(talkSMBTime)
	}
	start, err := filetime(le.Uint64(m[smbStartTime:]))
	if err != nil {
		return smbClock{}, fault.New(talkSMBStart)
	}
	return smbClock{now, start}, nil
}

// filetime reads a FILETIME, [MS-DTYP] 2.3.3: units of 100 ns since 1601. Zero
// stays the zero time; what is before 1970 or after 9999 is no time of ours.
func filetime(ticks uint64) (time.Time, error) {
	const second, epoch = 10_000_000, 11_644_473_600 // ticks a second; seconds from 1601 to 1970
	if ticks == 0 {
		return time.Time{}, nil
	}
	at := time.Unix(int64(ticks/second)-epoch, int64(ticks%second)*100).UTC()
	if at.Unix() < 0 || at.Year() > 9999 {
		return time.Time{}, fault.New(talkTicks, "given", fmt.Sprint(ticks))
	}
	return at, nil
}
