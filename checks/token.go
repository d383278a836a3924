package checks

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/subtle"
	"encoding/binary"
	"net/netip"
	"time"
)

// An echo request as it goes out, in bytes: the ICMP header; the cookie of the
// address that is asked, by which kernels keep what is not for us away; which
// signal of ours asks, for which time, and when; and the seal of these three.
const (
	echoHeader = 8
	echoCookie = echoHeader
	echoIndex  = echoCookie + 4
	echoCount  = echoIndex + 4
	echoSent   = echoCount + 4
	echoSeal   = echoSent + 8
	echoLen    = echoSeal + sealLen
)

// sealLen is the length of a seal, and of what it seals: one block of AES.
const sealLen = aes.BlockSize

// mint makes the tokens of echoes, and knows its own again. Its secrets are
// those of this process: who is asked learns the token of its own question, and
// can make none that answers another.
type mint struct {
	block cipher.Block
	key   cookieKey
	seal  [sealLen]byte // of the packet that is looked at; a field, as a local one is allocated
}

func newMint() *mint {
	var secret [16 + 4*cookieRounds]byte
	_, _ = rand.Read(secret[:]) // never fails
	block, err := aes.NewCipher(secret[:16])
	if err != nil {
		panic(err) // a key of 16 bytes is one of AES
	}
	m := &mint{block: block}
	for i := range m.key {
		m.key[i] = binary.BigEndian.Uint32(secret[16+4*i:]) | 1 // odd, so that no product loses what it is made of
	}
	return m
}

// stamp writes the token of a question into a packet.
func (m *mint) stamp(packet []byte, i int32, count uint32, at time.Time, to netip.Addr) {
	binary.BigEndian.PutUint32(packet[echoCookie:], m.key.cookie(to))
	binary.BigEndian.PutUint32(packet[echoIndex:], uint32(i))
	binary.BigEndian.PutUint32(packet[echoCount:], count)
	binary.BigEndian.PutUint64(packet[echoSent:], uint64(at.UnixNano()))
	m.block.Encrypt(packet[echoSeal:echoLen], packet[echoIndex:echoSeal])
}

// genuine reports whether this mint made the token of a packet of echoLen bytes.
// One block, always of the same length, needs no more than the cipher as its MAC.
func (m *mint) genuine(packet []byte) bool {
	m.block.Encrypt(m.seal[:], packet[echoIndex:echoSeal])
	return subtle.ConstantTimeCompare(m.seal[:], packet[echoSeal:echoLen]) == 1
}

// cookieKey is the secret of the cookies. Its numbers are odd.
type cookieKey [cookieRounds]uint32

// cookieRounds is how many numbers a key has. The first begins, the second is
// for each word of the address, the rest for the end.
const cookieRounds = 4

// cookie is what answers of an address have to carry. It is made of what the
// filters of kernels can compute, from the source that a packet names, so that
// the cookie of one address is of no use in the name of another. It keeps
// floods away and decides nothing: the seal does.
func (k *cookieKey) cookie(a netip.Addr) uint32 {
	h := k[0]
	for b, i := addressBytes(a); i < len(b); i += 4 {
		h = mixed(h^binary.BigEndian.Uint32(b[i:]), k[1])
	}
	for _, n := range k[2:] {
		h = mixed(h, n)
	}
	return h
}

func mixed(h, by uint32) uint32 {
	h *= by
	return h ^ h>>mixShift
}

const mixShift = 15

// addressBytes are an address as packets hold it, and where in them it begins.
func addressBytes(a netip.Addr) (b [16]byte, begin int) {
	if a.Is4() {
		begin = 12
	}
	return a.As16(), begin
}
