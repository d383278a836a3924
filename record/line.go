package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"tminus/change"
	"tminus/fault"
)

// MaxLine is the longest line, in bytes and with its line break. Longer ones
// are not written, and are damage where they are found.
const MaxLine = 1 << 20

const (
	prevKey   = `,"prev":"`
	hashKey   = `,"hash":"`
	hexLen    = 2 * sha256.Size
	ending    = `"}`
	tailLen   = len(hashKey) + hexLen + len(ending)
	beginning = `{"seq":`
)

// Link is the place behind a line of the chain: the number and the hash of
// that line.
type Link struct {
	Seq  uint64
	Hash string
}

// First is the link that the first line follows.
func First() Link { return Link{Hash: strings.Repeat("0", hexLen)} }

// End is how the line ends that the link is of, with its line break.
func (l Link) End() string { return l.Hash + ending + "\n" }

// Seal writes the event as the line that follows the link, with its line
// break. The event that it returns is the one that readers of the line get.
func Seal(at Link, e change.Event) ([]byte, change.Event, error) {
	e.Seq, e.Prev, e.Hash = at.Seq+1, at.Hash, ""
	e.At = e.At.Round(0).UTC() // one clock for all writers, whatever their zone
	body, err := e.MarshalJSON()
	if err != nil {
		return nil, e, fault.Wrap(err, recordUnwritable, "what", string(e.Type))
	}
	sum := sha256.Sum256(body)
	line := body[:len(body)-1]
	line = append(line, hashKey...)
	line = hex.AppendEncode(line, sum[:])
	line = append(line, ending...)
	if len(line) >= MaxLine {
		return nil, e, fault.New(recordLong, "what", string(e.Type), "n", len(line), "all", MaxLine)
	}
	// Reading it back finds data that no reader could decode while nothing is written yet.
	e, reason := Parse(at, line)
	if reason.Said() {
		return nil, e, fault.New(recordUnread, "what", string(e.Type), "why", reason)
	}
	return append(line, '\n'), e, nil
}

// Parse reads the line, without its line break, that follows the link. If it
// does not belong there, or anything about it is wrong, the reason says so, as
// the rest of a sentence about it. The bytes of the line are put back as they were.
func Parse(at Link, line []byte) (e change.Event, reason change.Statement) {
	e, prev, reason := parse(line)
	switch {
	case reason.Said():
		return e, reason
	case e.Seq != at.Seq+1:
		return e, change.Stated(lineOrder, "n", int(e.Seq), "all", int(at.Seq)+1)
	case string(prev) != at.Hash:
		return e, change.Stated(lineChain)
	}
	e.Prev = at.Hash
	return e, change.Statement{}
}

// Alone reads a line that is whole in itself, whatever stands before it: its
// text is the one that its hash is of.
func Alone(line []byte) (change.Event, bool) {
	e, prev, reason := parse(line)
	e.Prev = string(prev)
	return e, !reason.Said()
}

// parse reads a line without a look at its place. It also returns the hash of
// the line before it, as bytes of the line.
func parse(line []byte) (e change.Event, prev []byte, reason change.Statement) {
	hash, ok := hashOf(line)
	if !ok {
		return e, nil, notEvent(line)
	}
	body := line[:len(line)-tailLen]
	if !matches(hash, line, len(body)) {
		if !json.Valid(line) {
			return e, nil, change.Stated(lineNoJSON)
		}
		return e, nil, change.Stated(lineChanged)
	}
	if err := e.UnmarshalJSON(line); err != nil {
		return e, nil, change.Stated(lineUnread, "why", fault.Of(err))
	}
	e.Hash = string(hash)
	return e, prevOf(body), change.Statement{}
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

func notEvent(line []byte) change.Statement {
	switch {
	case len(line) == 0:
		return change.Stated(lineEmpty)
	case !json.Valid(line):
		return change.Stated(lineNoJSON)
	}
	return change.Stated(lineNoHash)
}

// LooksWhole reports whether a line has the outline of an event, whatever its
// hash says.
func LooksWhole(line []byte) bool {
	_, ok := hashOf(line)
	return ok && bytes.HasPrefix(line, []byte(beginning))
}
