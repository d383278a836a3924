package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"tminus/change"
)

// maxLine is the longest line, in bytes and with its line break. Longer ones
// are not written, and are damage where they are found.
const maxLine = 1 << 20

const (
	prevKey   = `,"prev":"`
	hashKey   = `,"hash":"`
	hexLen    = 2 * sha256.Size
	ending    = `"}`
	tailLen   = len(hashKey) + hexLen + len(ending)
	beginning = `{"seq":`
)

// mark is a place between two lines: the sequence number and the hash of the
// line before it, and the byte at which the next one begins.
type mark struct {
	seq    uint64
	offset int64
	hash   string
}

// start is the mark before the first line.
func start() mark { return mark{hash: strings.Repeat("0", hexLen)} }

// seal writes the event as the line that follows the mark. The event that it
// returns is the one that readers of the line get.
func seal(at mark, e change.Event) ([]byte, change.Event, mark, error) {
	e.Seq, e.Prev, e.Hash = at.seq+1, at.hash, ""
	e.At = e.At.Round(0).UTC() // one clock for all writers, whatever their zone
	body, err := e.MarshalJSON()
	if err != nil {
		return nil, e, at, fmt.Errorf("event %s cannot be written: %w", e.Type, err)
	}
	sum := sha256.Sum256(body)
	line := body[:len(body)-1]
	line = append(line, hashKey...)
	line = hex.AppendEncode(line, sum[:])
	line = append(line, ending...)
	if len(line) >= maxLine {
		return nil, e, at, fmt.Errorf("event %s is too long for the journal (%d bytes, at most %d): shorten its text", e.Type, len(line), maxLine)
	}
	// Reading it back finds data that no reader could decode while nothing is written yet.
	e, next, reason := parse(at, line)
	if reason != "" {
		return nil, e, at, fmt.Errorf("event %s cannot be written: its line %s", e.Type, reason)
	}
	return append(line, '\n'), e, next, nil
}

// parse reads the line, without its line break, that follows the mark. If it
// does not belong there, or anything about it is wrong, the reason says so.
func parse(at mark, line []byte) (e change.Event, next mark, reason string) {
	hash, ok := hashOf(line)
	if !ok {
		return e, at, notEvent(line)
	}
	body := line[:len(line)-tailLen]
	if !matches(hash, line, len(body)) {
		if !json.Valid(line) {
			return e, at, "is not JSON"
		}
		return e, at, "was changed after it was written: its hash does not match its text"
	}
	if err := e.UnmarshalJSON(line); err != nil {
		return e, at, "cannot be read: " + change.Clean(err.Error())
	}
	if e.Seq != at.seq+1 {
		return e, at, fmt.Sprintf("has sequence number %d where %d belongs", e.Seq, at.seq+1)
	}
	if string(prevOf(body)) != at.hash {
		return e, at, "does not follow the line before it: the hash of that line is another one"
	}
	e.Prev, e.Hash = at.hash, string(hash)
	return e, mark{e.Seq, at.offset + int64(len(line)) + 1, e.Hash}, ""
}

// prevOf is the hash of the line before it that a line names, cut off before
// its own; nil where it does not end as we write it.
func prevOf(body []byte) []byte {
	text, ok := bytes.CutSuffix(body, []byte(`"`))
	if i := len(text) - hexLen; ok && i > 0 && bytes.HasSuffix(text[:i], []byte(prevKey)) {
		return text[i:]
	}
	return nil
}

// hashOf returns the hash at the end of a line, if it ends as an event does.
func hashOf(line []byte) ([]byte, bool) {
	if len(line) < tailLen {
		return nil, false
	}
	tail := line[len(line)-tailLen:]
	hash, ok := bytes.CutPrefix(tail, []byte(hashKey))
	if !ok {
		return nil, false
	}
	return bytes.CutSuffix(hash, []byte(ending))
}

// matches reports whether the hash is that of the line cut before its hash, at
// n, and closed there. Its byte is put back: nothing is copied.
func matches(hash, line []byte, n int) bool {
	was := line[n]
	line[n] = '}'
	sum := sha256.Sum256(line[:n+1])
	line[n] = was
	var text [hexLen]byte
	hex.Encode(text[:], sum[:])
	return bytes.Equal(hash, text[:])
}

func notEvent(line []byte) string {
	switch {
	case len(line) == 0:
		return "is empty"
	case !json.Valid(line):
		return "is not JSON"
	}
	return "does not end with a hash"
}

// looksWhole reports whether a line has the outline of an event, whatever its
// hash says.
func looksWhole(line []byte) bool {
	_, ok := hashOf(line)
	return ok && bytes.HasPrefix(line, []byte(beginning))
}
