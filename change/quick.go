package change

import (
	"bytes"
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
	i := bytes.LastIndex(c.text, []byte(`,"prev":"`)) // no text can hold it: its quotes would be escaped
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
		d.Text = c.string()
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
	if !c.has(`"`) {
		c.ok = false
		return nil
	}
	plain := true
	for i, b := range c.text {
		switch {
		case b == '"':
			text := c.text[:i]
			c.text = c.text[i+1:]
			c.ok = c.ok && (plain || utf8.Valid(text))
			return text
		case b == '\\' || b < ' ':
			c.ok = false
			return nil
		case b >= utf8.RuneSelf:
			plain = false
		}
	}
	c.ok = false
	return nil
}

func (c *cursor) string() string { return string(c.quoted()) }

func (c *cursor) time() time.Time {
	var t time.Time
	if text := c.quoted(); !c.ok || t.UnmarshalText(text) != nil {
		c.ok = false
	}
	return t
}
