package checks

import (
	"encoding/binary"
	"fmt"
	"io"

	"tminus/fault"
)

// maxTSRequest is the longest message of CredSSP that is read, in bytes; those
// with a challenge have some hundred.
const maxTSRequest = 64 << 10

// Tags of the DER that CredSSP is written in.
const (
	derInteger  = 0x02
	derOctets   = 0x04
	derSequence = 0x30
	derField    = 0xa0 // [0]; the nth field is derField+n
)

// The fields of a TSRequest, [MS-CSSP] 2.2.1.
const (
	fieldVersion = derField + 0
	fieldTokens  = derField + 1
	fieldError   = derField + 4
)

// tsRequest wraps one token. Version 6 is the latest; a server that knows less
// goes on with what it knows.
func tsRequest(token []byte) []byte {
	version := der(fieldVersion, der(derInteger, []byte{6}))
	tokens := der(fieldTokens, der(derSequence, der(derSequence, der(derField, der(derOctets, token)))))
	return der(derSequence, append(version, tokens...))
}

// der writes one element, of less than 64 KB.
func der(tag byte, content []byte) []byte {
	n := len(content)
	head := []byte{tag, byte(n)}
	switch {
	case n > 0xff:
		head = []byte{tag, 0x82, byte(n >> 8), byte(n)}
	case n > 0x7f:
		head = []byte{tag, 0x81, byte(n)}
	}
	return append(head, content...)
}

// readTSRequest reads one message, as long as its own first length says.
func readTSRequest(r io.Reader) ([]byte, error) {
	message := make([]byte, 2, 6)
	if _, err := io.ReadFull(r, message); err != nil {
		return nil, err
	}
	if message[0] != derSequence {
		return nil, fault.New(talkNoCredSSP)
	}
	if more := int(message[1]) - 0x80; more > 0 && more <= 4 {
		message = message[:2+more]
		if _, err := io.ReadFull(r, message[2:]); err != nil {
			return nil, err
		}
	}
	length, _, err := derLength(message[1:])
	if err != nil || length > maxTSRequest {
		return nil, fault.New(talkCredLength)
	}
	head := len(message)
	message = append(message, make([]byte, length)...)
	_, err = io.ReadFull(r, message[head:])
	return message, err
}

// parseTSRequest takes the first token out of a message.
func parseTSRequest(message []byte) ([]byte, error) {
	fields, _, err := element(message, derSequence)
	for err == nil && len(fields) > 0 {
		tag := fields[0]
		var content []byte
		if content, fields, err = element(fields, tag); err != nil {
			break
		}
		switch tag {
		case fieldTokens:
			return inside(content, derSequence, derSequence, derField, derOctets)
		case fieldError:
			return nil, refusal(content)
		}
	}
	if err != nil {
		return nil, err
	}
	return nil, fault.New(talkCredToken)
}

func refusal(content []byte) error {
	code, err := inside(content, derInteger)
	if err != nil || len(code) > 8 {
		return fault.New(talkCredRefused)
	}
	return fault.New(talkCredStatus, "value", fmt.Sprintf("0x%X", code))
}

// inside goes down through nested elements, each the first of the one before.
func inside(content []byte, tags ...byte) ([]byte, error) {
	for _, tag := range tags {
		var err error
		if content, _, err = element(content, tag); err != nil {
			return nil, err
		}
	}
	return content, nil
}

var errDER error = fault.New(talkCredBroken)

// element cuts the first element off, which must have the tag.
func element(in []byte, tag byte) (content, rest []byte, err error) {
	if len(in) < 2 || in[0] != tag {
		return nil, nil, errDER
	}
	length, size, err := derLength(in[1:])
	if err != nil || length > len(in)-1-size {
		return nil, nil, errDER
	}
	content = in[1+size:]
	return content[:length], content[length:], nil
}

// derLength reads a length and says how many bytes it takes itself. Lengths
// that are written longer than need be are taken; those without an end are not.
func derLength(in []byte) (length, size int, err error) {
	if len(in) == 0 {
		return 0, 0, errDER
	}
	size = int(in[0]) - 0x80
	switch {
	case size < 0:
		return int(in[0]), 1, nil
	case size == 0, size > 4, len(in) <= size:
		return 0, 0, errDER
	}
	var wide [4]byte
	copy(wide[4-size:], in[1:1+size])
	long := binary.BigEndian.Uint32(wide[:])
	if long > maxTSRequest {
		return 0, 0, errDER
	}
	return int(long), 1 + size, nil
}
