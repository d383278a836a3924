package change

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"time"
	"unicode/utf8"
)

// quick reads a line as this program writes it, with its keys in their order,
// no spaces and no escapes, several times faster than encoding/json. It does
// not read any other line: those are left to encoding/json, whose result it
// must equal.
func (e *Event) quick(text []byte) bool {
	c := cursor{text: text, ok: true}
	var q Event
	c.skip(`{"seq":`)
	q.Seq = c.number()
	c.skip(`,"at":`)
	q.At = c.time()
	c.skip(`,"type":`)
	q.Type = Type(c.string())
	if c.has(`,"host":`) {
		q.Host = c.string()
	}
	if c.has(`,"by":`) {
		q.By = c.string()
	}
	c.skip(`,"data":`)
	i := prevAt(c.text)
	if !c.ok || i < 1 || !q.quickData(c.text[:i]) {
		return false
	}
	c.text = c.text[i:]
	c.skip(`,"prev":`)
	q.Prev = c.string()
	if c.has(`,"hash":`) {
		q.Hash = c.string()
	}
	c.skip("}")
	if !c.ok || len(c.text) > 0 {
		return false
	}
	*e = q
	return true
}

// prevAt is where the data of a line ends: no text can hold the key that
// follows, as its quotes would be escaped.
func prevAt(text []byte) int {
	const key = `,"prev":"`
	const whole = key + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" + `","hash":"` +
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" + `"}`
	if i := len(text) - len(whole); i >= 0 && bytes.HasPrefix(text[i:], []byte(key)) {
		return i
	}
	return bytes.LastIndex(text, []byte(key))
}

// quickData reads the data of the types that a long journal is full of.
func (e *Event) quickData(text []byte) bool {
	c := cursor{text: text, ok: true}
	switch e.Type {
	case SignalLost, SignalBack:
		e.Data = c.signal()
	case RebootRequested, RebootGone, RebootAnswering, RebootListening, RebootProven, RebootBounced:
		e.Data = c.reboot()
	case NoteAdded:
		var d NoteData
		c.skip(`{"text":`)
		d.Text = Own(c.string())
		e.Data = d
	default:
		data, err := decodeData(e.Type, bytes.Clone(text))
		e.Data = data
		raw, unknown := data.(json.RawMessage)
		return err == nil && (!unknown || json.Valid(raw))
	}
	c.skip("}")
	return c.ok && len(c.text) == 0
}

func (c *cursor) signal() SignalData {
	var d SignalData
	c.skip(`{"check":`)
	d.Check = c.string()
	c.skip(`,"since":`)
	d.Since = c.time()
	if c.has(`,"cause":`) {
		d.Cause = Cause(c.string())
	}
	d.First = c.has(`,"first":true`)
	if c.has(`,"boot":`) {
		d.Boot = c.string()
	}
	if c.has(`,"name":`) {
		d.Name = c.string()
	}
	if c.has(`,"state":`) {
		d.State = c.string()
	}
	return d
}

func (c *cursor) reboot() RebootData {
	var d RebootData
	c.skip(`{"since":`)
	d.Since = c.time()
	d.Detected = c.has(`,"detected":true`)
	d.Unplanned = c.has(`,"unplanned":true`)
	if c.has(`,"bounces":`) {
		d.Bounces = int(c.number())
	}
	d.Expected = c.has(`,"expected":true`)
	d.Again = c.has(`,"again":true`)
	return d
}

// cursor walks along a text; ok is false once something unexpected came.
type cursor struct {
	text []byte
	ok   bool
}

func (c *cursor) has(word string) bool {
	if len(c.text) < len(word) || string(c.text[:len(word)]) != word {
		return false
	}
	c.text = c.text[len(word):]
	return true
}

func (c *cursor) skip(word string) { c.ok = c.has(word) && c.ok }

// number reads what fits into nine digits; larger ones are rare.
func (c *cursor) number() uint64 {
	var n uint64
	i := 0
	for ; i < len(c.text) && c.text[i] >= '0' && c.text[i] <= '9'; i++ {
		n = n*10 + uint64(c.text[i]-'0')
	}
	if i == 0 || i > 9 || i > 1 && c.text[0] == '0' {
		c.ok = false
		return 0
	}
	c.text = c.text[i:]
	return n
}

// quoted reads a string without escapes, still in the line's own bytes.
func (c *cursor) quoted() []byte {
	if c.has(`"`) {
		if end := bytes.IndexByte(c.text, '"'); end >= 0 && plain(c.text[:end]) {
			text := c.text[:end]
			c.text = c.text[end+1:]
			return text
		}
	}
	c.ok = false
	return nil
}

// plain reports whether a text stands in JSON as it is: valid UTF-8 without
// backslashes and control characters. It looks at eight bytes at once.
func plain(text []byte) bool {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	var wide uint64
	rest := text
	for ; len(rest) >= 8; rest = rest[8:] {
		w := binary.LittleEndian.Uint64(rest)
		slash := w ^ '\\'*ones
		if ((w-' '*ones)&^w|(slash-ones)&^slash)&high != 0 {
			return false
		}
		wide |= w & high
	}
	for _, b := range rest {
		if b == '\\' || b < ' ' {
			return false
		}
		wide |= uint64(b & 0x80)
	}
	return wide == 0 || utf8.Valid(text)
}

func (c *cursor) string() string { return string(c.quoted()) }

func (c *cursor) time() time.Time {
	var t time.Time
	if text := c.quoted(); !c.ok || t.UnmarshalText(text) != nil || !possible(t) {
		c.ok = false
	}
	return t
}
